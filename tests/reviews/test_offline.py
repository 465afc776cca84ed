"""The offline sheet: what it holds, what it would do, and what it must refuse."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from reviews.models import Score, ScoreSheet, ScoreSheetVersion
from reviews.services.onsite_day import note_attendance
from reviews.services.sheet_fields import save_field
from reviews.services.sheets import revise_sheet
from rounds.models import Round, Stage
from tests.make import make_assignment, make_expert, make_leader
from tests.reviews.build import draft, make_desk, make_material, queries_of, recuse, revision_round, submit
from tests.reviews.onsite import close_revision, hear, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

POINTS, UNABLE, COMMENT, VERSION = 6, 7, 8, 9


@pytest.fixture
def desk(reader):
    desk = make_desk()
    reader.force_login(desk.expert.user)
    return desk


def page(desk):
    return reverse("reviews:offline", args=[desk.round.slug])


def book(browser, desk):
    answer = browser.get(reverse("reviews:offline-book", args=[desk.round.slug]))
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def line_of(sheet, desk, code):
    for line in range(2, sheet.max_row + 1):
        if (sheet.cell(line, 1).value, sheet.cell(line, 3).value) == (desk.submission.city.gb_code, code):
            return line
    raise AssertionError(code)


def fill(workbook, desk, code, points=None, *, unable=None, comment=None):
    sheet = workbook.worksheets[0]
    line = line_of(sheet, desk, code)
    for column, value in ((POINTS, points), (UNABLE, unable), (COMMENT, comment)):
        if value is not None:
            sheet.cell(line, column).value = value


def upload(browser, desk, workbook):
    file = io.BytesIO()
    workbook.save(file)
    sent = SimpleUploadedFile("sheets.xlsx", file.getvalue())
    return browser.post(page(desk), {"file": sent})


def accept(browser, desk, tried):
    return browser.post(page(desk), {"confirm": tried.context["token"]}, follow=True)


def stored():
    return {s.indicator.code: (s.points, s.unable, s.comment) for s in Score.objects.select_related("indicator")}


def test_one_workbook_holds_all_open_cities_with_what_stands_and_the_checks(reader, desk):
    draft(desk, {"B1": "20.5"}, comment="有据")
    second = make_assignment(make_material(desk.round), desk.expert)
    done = make_assignment(make_material(desk.round), desk.expert)
    submit(done)

    sheet = book(reader, desk).worksheets[0]

    cities = {sheet.cell(line, 1).value for line in range(2, sheet.max_row + 1)}
    assert cities == {desk.submission.city.gb_code, second.submission.city.gb_code}
    line = line_of(sheet, desk, "B1")
    assert [sheet.cell(line, column).value for column in (POINTS, COMMENT)] == [20.5, "有据"]
    assert sheet.cell(line, VERSION).value == f"{desk.round.slug}/{desk.pk}/1"
    assert sheet.protection.sheet
    assert not sheet.cell(line, POINTS).protection.locked
    assert sheet.cell(line, VERSION).protection.locked
    assert len(sheet.data_validations.dataValidation) > 0


def test_a_file_is_tried_first_and_stored_when_accepted(reader, desk):
    workbook = book(reader, desk)
    fill(workbook, desk, "B1", 20.5, comment="有据")
    fill(workbook, desk, "E", unable="yes", comment="材料不足")

    tried = upload(reader, desk, workbook)
    assert tried.context["trial"].counts == {"new": 2}
    assert not ScoreSheet.objects.exists()

    done = accept(reader, desk, tried)
    assert "Imported: 2 new" in done.content.decode()
    assert stored() == {"B1": (Decimal("20.5"), False, "有据"), "E": (None, True, "材料不足")}
    assert not ScoreSheetVersion.objects.exists()


def test_blank_lines_take_nothing_away(reader, desk):
    draft(desk, {"B1": "20", "C1": "15"})
    workbook = book(reader, desk)
    sheet = workbook.worksheets[0]
    for column in (POINTS, COMMENT):
        sheet.cell(line_of(sheet, desk, "B1"), column).value = None
    fill(workbook, desk, "C1", 16)

    accept(reader, desk, upload(reader, desk, workbook))

    assert {code: mark[0] for code, mark in stored().items()} == {"B1": Decimal(20), "C1": Decimal(16)}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"points": 45.1}, "At most 45 points can be given here."),
        ({"points": -1}, "Points cannot be less than 0."),
        ({"points": 40.13}, "Points go in steps of 0.1; the nearest that can be given: 40.1 / 40.2."),
        ({"points": "很多"}, "Enter a number of points."),
        ({"points": 20, "unable": "yes"}, "Give points or say that you are unable to judge, not both."),
        ({"unable": "maybe"}, "“maybe” under “unable to judge”: write yes or leave it empty."),
        ({"points": 20, "comment": "长" * 2001}, "The comment has 2001 characters; at most 2000 are kept."),
    ],
)
def test_a_line_that_cannot_be_stored_says_why_and_nothing_of_the_file_is(reader, desk, said, sentence):
    workbook = book(reader, desk)
    fill(workbook, desk, "C1", 15)
    fill(workbook, desk, "B1", said.get("points"), unable=said.get("unable"), comment=said.get("comment"))

    tried = upload(reader, desk, workbook)

    assert [line.errors for line in tried.context["trial"].errors] == [[sentence]]
    assert not tried.context.get("token")
    assert not ScoreSheet.objects.exists()


def test_a_file_older_than_the_sheet_is_refused_where_it_differs(reader, desk):
    draft(desk, {"B1": "20"})
    workbook = book(reader, desk)
    fill(workbook, desk, "B1", 30)
    save_field(assignment=desk.pk, name="B1:mark", base="20", text="25", by=desk.expert.user)

    tried = upload(reader, desk, workbook)

    assert "has changed since this file was made" in tried.context["trial"].errors[0].errors[0]
    assert stored()["B1"][0] == Decimal(25)


def test_what_changes_between_trial_and_acceptance_is_shown_again(reader, desk):
    workbook = book(reader, desk)
    fill(workbook, desk, "B1", 30)
    tried = upload(reader, desk, workbook)
    save_field(assignment=desk.pk, name="B1:mark", base="", text="25", by=desk.expert.user)

    done = accept(reader, desk, tried)

    assert "Something changed in the meantime" in done.content.decode()
    assert stored()["B1"][0] == Decimal(25)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("recused", "{expert} is recused from {city}: "),
        ("undeployed", "{city} is not open for scoring by you at the moment."),
        ("never seen", "This city is not open to you at the moment."),
        ("closed", "Closed: the time to score the cities ended with the stage “"),
        ("paused", "Maintenance"),
        ("submitted", "This sheet is submitted already, as version 1. Nothing was changed."),
    ],
)
def test_a_city_that_has_closed_meanwhile_is_refused_with_the_reason(reader, desk, how, sentence):
    workbook = book(reader, desk)
    fill(workbook, desk, "B1", 30)
    if how == "undeployed":
        draft(desk, {"C1": "20"})
    if how == "recused":
        recuse(desk)
    elif how in ("undeployed", "never seen"):
        type(desk).objects.update(state="draft", deployed_at=None)
    elif how == "closed":
        Stage.objects.update(opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")
    elif how == "paused":
        Round.objects.update(paused_because_zh="维护", paused_because_en="Maintenance")
    else:
        submit(desk)
    before = stored()

    tried = upload(reader, desk, workbook)

    ((said,),) = [line.errors for line in tried.context["trial"].errors]
    assert sentence.format(expert=desk.expert, city=desk.submission.city) in said
    assert stored() == before


def test_a_city_that_is_revised_no_more_is_refused_beside_its_line_before_the_file_is_accepted(reader):
    round = revision_round()
    expert = make_expert(round)
    absent, over, still = [make_desk(round, expert) for _city in range(3)]
    for desk in (absent, over, still):
        revise_sheet(sheet=submit(desk), by=expert.user)
    reader.force_login(expert.user)
    workbook = book(reader, still)
    for desk in (absent, over, still):
        fill(workbook, desk, "B1", 30)
    secretariat = make_leader(round)
    for desk, name, heard in ((absent, "上午场", False), (over, "下午场", True)):
        session = make_session(round, desk.submission, name=name, room=name)
        hear(session, secretariat)
        here = {(session.presentations.get().pk, expert.pk): heard}
        note_attendance(session=session, present=here, by=secretariat)
        if heard:
            close_revision(session)

    tried = upload(reader, still, workbook)

    assert {error for line in tried.context["trial"].errors for error in line.errors} == {
        f"You did not hear the presentation of {absent.submission.city}: the written mark stays.",
        f"The time for revising {over.submission.city} after its presentation is over.",
    }
    again = book(reader, still).worksheets[0]
    assert {again.cell(line, 1).value for line in range(2, again.max_row + 1)} == {still.submission.city.gb_code}


def test_another_experts_city_is_not_open_in_the_file(reader, desk):
    other = make_assignment(make_material(desk.round), make_expert(desk.round))
    workbook = book(reader, desk)
    sheet = workbook.worksheets[0]
    sheet.cell(2, 1).value = other.submission.city.gb_code
    sheet.cell(2, POINTS).value = 20

    tried = upload(reader, desk, workbook)

    assert tried.context["trial"].errors[0].errors == ["This city is not open to you at the moment."]


def test_a_file_that_is_no_offline_sheet_says_what_is_missing(reader, desk):
    sent = SimpleUploadedFile("x.csv", "City,Points\n深圳,3\n".encode())

    tried = reader.post(page(desk), {"file": sent})

    assert any("Missing columns" in problem for problem in tried.context["trial"].problems)


def test_only_experts_of_the_panel_have_an_offline_sheet(reader, desk):
    addresses = [page(desk), reverse("reviews:offline-book", args=[desk.round.slug])]
    assert {reader.get(where).status_code for where in addresses} == {200}
    for stranger in (make_leader(desk.round), make_expert().user):
        reader.force_login(stranger)
        assert {reader.get(where).status_code for where in addresses} == {404}


def test_the_workbook_takes_as_many_queries_for_five_cities_as_for_one(reader, desk):
    counts = []
    for more in (0, 4):
        for _time in range(more):
            draft(make_assignment(make_material(desk.round), desk.expert), {"B1": "20"})
        counts.append(queries_of(reader, reverse("reviews:offline-book", args=[desk.round.slug])))

    assert counts[1] - counts[0] <= 1
