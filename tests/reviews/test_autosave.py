"""Fields of the sheet as they are typed: lost replies, two windows, and everything that must be refused."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities.models import NotApplicableRequest
from reviews.models import Assignment, PanelMember, Score, ScoreSheet, ScoreSheetVersion
from reviews.services.sheets import submit_sheet
from rounds.models import Indicator, Round, Stage
from tests.make import make_expert, make_leader, make_round, make_user
from tests.reviews.build import FULL, draft, make_desk, make_evidence, recuse, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


@pytest.fixture
def desk(reader):
    desk = make_desk(evidence=2)
    reader.force_login(desk.expert.user)
    return desk


def type_into(browser, desk, name, text, *, base="", **more):
    address = reverse("reviews:save-sheet-field", args=[desk.round.slug, desk.pk])
    return browser.post(address, {"name": name, "base": base, "text": text, **more})


def stored():
    return {s.indicator.code: (s.points, s.unable, s.comment) for s in Score.objects.select_related("indicator")}


def test_a_mark_is_stored_in_its_one_spelling_and_makes_the_sheet(reader, desk):
    answer = type_into(reader, desk, "B1:mark", " ２０.50 ")

    assert answer.status_code == 200
    assert (answer.json()["text"], answer.json()["version"]) == ("20.5", 1)
    assert stored() == {"B1": (Decimal("20.5"), False, "")}
    assert ScoreSheet.objects.get().edit_version == 1


def test_a_reply_that_was_lost_is_no_conflict(reader, desk):
    first = type_into(reader, desk, "B1:mark", "20")
    again = type_into(reader, desk, "B1:mark", "20")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["version"] == 1
    assert ScoreSheet.objects.get().edit_version == 1


def test_two_windows_that_type_into_different_fields_do_not_meet(reader, desk):
    type_into(reader, desk, "B1:mark", "20")
    answer = type_into(reader, desk, "B1:comment", "有据可查")

    assert answer.status_code == 200
    assert stored() == {"B1": (Decimal(20), False, "有据可查")}


def test_a_field_that_another_window_changed_comes_back_with_what_stands(reader, desk):
    type_into(reader, desk, "B1:mark", "20")
    answer = type_into(reader, desk, "B1:mark", "30")

    assert answer.status_code == 409
    assert (answer.json()["theirs"], answer.json()["shown"]) == ("20", "20")
    assert stored() == {"B1": (Decimal(20), False, "")}
    assert type_into(reader, desk, "B1:mark", "30", base="20").status_code == 200


def test_points_and_unable_are_one_field_so_that_neither_window_loses(reader, desk):
    type_into(reader, desk, "B1:mark", "20")

    answer = type_into(reader, desk, "B1:mark", "unable")
    assert (answer.status_code, answer.json()["theirs"]) == (409, "20")

    type_into(reader, desk, "B1:mark", "unable", base="20")
    assert stored() == {"B1": (None, True, "")}
    assert type_into(reader, desk, "B1:mark", "21", base="20").json()["shown"] == "unable to judge"
    type_into(reader, desk, "B1:mark", "21", base="unable")
    assert stored() == {"B1": (Decimal(21), False, "")}


def test_a_citation_is_pages_the_whole_file_or_nothing(reader, desk):
    evidence = desk.submission.evidence.first()
    name = f"B1:cite.{evidence.pk}"

    assert type_into(reader, desk, name, "*").json()["text"] == "*"
    assert type_into(reader, desk, name, "３～5，12", base="*").json()["text"] == "3-5, 12"
    assert [(c.evidence_id, c.pages) for c in Score.objects.get().citations.all()] == [(evidence.pk, "3-5, 12")]
    assert type_into(reader, desk, name, "", base="3-5, 12").status_code == 200
    assert not Score.objects.get().citations.exists()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("B1:mark", "45.1", "At most 45 points can be given here."),
        ("B1:mark", "-1", "Points cannot be less than 0."),
        ("B1:mark", "40.13", "Points go in steps of 0.1; the nearest that can be given: 40.1 / 40.2."),
        ("B1:mark", "abc", "Enter a number of points."),
        ("B1:mark", "1e2", "Enter a number of points."),
        ("B1:mark", "NaN", "Enter a number of points."),
        ("B1:mark", "9" * 400, "Enter a number of points."),
        ("B1:comment", "长" * 2001, "The comment has 2001 characters; at most 2000 are kept."),
        ("A1:mark", "1", "This sheet has no such field."),
        ("", "1", "This sheet has no such field."),
        ("B1", "1", "This sheet has no such field."),
        ("B1:points", "1", "This sheet has no such field."),
        ("B1:cite", "1", "This sheet has no such field."),
        ("B1:cite.x", "1", "This sheet has no such field."),
        ("B1:cite.99999999999999999999", "*", "This sheet has no such field."),
        ("B1:cite.999", "*", "You can only cite evidence that the city has handed in with this material."),
    ],
)
def test_what_cannot_be_stored_says_why_and_stores_nothing(reader, desk, name, text, sentence):
    answer = type_into(reader, desk, name, text)

    assert (answer.status_code, answer.json()["message"]) == (422, sentence)
    assert not ScoreSheet.objects.exists()
    assert not Score.objects.exists()


def test_evidence_of_another_city_is_not_cited(reader, desk):
    foreign = make_evidence(make_desk(desk.round).submission)

    assert type_into(reader, desk, f"B1:cite.{foreign.pk}", "1").status_code == 422
    assert not ScoreSheet.objects.exists()


def closed_by(desk, how):
    if how == "recused":
        recuse(desk)
    elif how == "undeployed":
        type(desk).objects.update(state="draft", deployed_at=None)
    elif how == "returned":
        desk.submission.state, desk.submission.return_reason = "returned", "缺件"
        desk.submission.save()
    elif how == "no pledge":
        PanelMember.objects.update(pledged_at=None)
    elif how == "stage closed":
        Stage.objects.update(opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")
    elif how == "paused":
        Round.objects.update(paused_because_zh="维护", paused_because_en="Maintenance")
    elif how == "submitted":
        submit(desk)


CLOSED = [
    ("recused", "is recused from"),
    ("undeployed", "is not open for scoring by you"),
    ("returned", "is not open for scoring by you"),
    ("no pledge", "Sign the pledge first"),
    ("stage closed", "Closed: the time to score the cities ended"),
    ("paused", "The round is paused: Maintenance"),
    ("submitted", "submitted already, as version 1"),
]


@pytest.mark.parametrize(("how", "sentence"), CLOSED)
def test_a_closed_desk_is_not_signed_and_says_why(reader, desk, how, sentence):
    draft(desk)
    closed_by(desk, how)
    before = ScoreSheetVersion.objects.count()
    sheet = ScoreSheet.objects.get()

    where = reverse("reviews:sign-sheet", args=[desk.round.slug, desk.pk])
    answer = reader.post(where, {"edit_version": sheet.edit_version}, follow=True)

    assert sentence in answer.content.decode()
    assert ScoreSheetVersion.objects.count() == before
    assert ScoreSheet.objects.get() == sheet


@pytest.mark.parametrize(("how", "sentence"), CLOSED)
def test_a_closed_desk_says_why_and_keeps_what_stands(reader, desk, how, sentence):
    draft(desk)
    closed_by(desk, how)
    before = stored()

    answer = type_into(reader, desk, "B1:mark", "30", base="22.5")

    assert answer.status_code == 422
    assert sentence in answer.json()["message"]
    assert answer.json()["whole"] is True
    assert stored() == before


def test_nobody_else_types_into_the_sheet_or_learns_that_there_is_one(reader, desk):
    draft(desk)
    before, said = stored(), set()

    for stranger in (
        make_user(),
        make_expert(desk.round).user,
        make_leader(desk.round),
        make_leader(desk.round, "chair"),
    ):
        reader.force_login(stranger)
        for name in ("B1:mark", "nonsense"):
            answer = type_into(reader, desk, name, "30", base="22.5")
            said.add((answer.status_code, answer.content))
        nobodys = reverse("reviews:save-sheet-field", args=[desk.round.slug, 10**6])
        answer = reader.post(nobodys, {"name": "B1:mark", "base": "", "text": "30"})
        said.add((answer.status_code, answer.content))
    assert len(said) == 1
    assert said.pop()[0] == 404
    reader.logout()
    assert type_into(reader, desk, "B1:mark", "30", base="22.5").status_code == 302
    assert stored() == before


def test_what_is_typed_for_a_city_that_was_taken_back_before_anything_was_stored_is_answered(reader, desk):
    type(desk).objects.update(state="draft", deployed_at=None)

    answer = type_into(reader, desk, "B1:mark", "30")

    assert (answer.status_code, answer.json()["whole"]) == (404, True)
    assert "What you typed stays on this page and in this browser" in answer.json()["message"]


def test_what_one_person_typed_is_not_stored_under_another_login(reader, desk):
    answer = type_into(reader, desk, "B1:mark", "30", user=str(make_user().pk))

    assert (answer.status_code, answer.json()["message"]) == (403, "Another person is signed in now.")
    assert not Score.objects.exists()


def test_saving_a_field_takes_few_queries(reader, desk, django_assert_max_num_queries):
    draft(desk)

    with django_assert_max_num_queries(12):
        type_into(reader, desk, "B1:mark", "30", base="22.5")


def test_a_sheet_filled_field_by_field_is_signed(reader, desk):
    for code, points in FULL.items():
        type_into(reader, desk, f"{code}:mark", points)
    where = reverse("reviews:sign-sheet", args=[desk.round.slug, desk.pk])
    version = ScoreSheet.objects.get().edit_version
    type_into(reader, desk, "B1:mark", "23", base="22.5")

    assert reader.post(where, {"edit_version": version}).status_code == 409
    assert not ScoreSheetVersion.objects.exists()
    reader.post(where, {"edit_version": version + 1})
    assert ScoreSheetVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [
        (lambda desk: submit(desk), "This sheet is submitted already, as version 1. Nothing was changed."),
        (
            lambda desk: Assignment.objects.update(state="draft", deployed_at=None),
            "is not open for scoring by you at the moment.",
        ),
    ],
    ids=["signed", "taken back"],
)
def test_a_signature_that_comes_too_late_says_why(reader, desk, monkeypatch, meanwhile, sentence):
    """What happens between the look at the sheet and its lock: the same button pressed twice, a recusal."""
    draft(desk)

    def after_that(**signature):
        meanwhile(desk)
        return submit_sheet(**signature)

    monkeypatch.setattr("reviews.views.sheets.submit_sheet", after_that)
    where = reverse("reviews:sign-sheet", args=[desk.round.slug, desk.pk])
    answer = reader.post(where, {"edit_version": 1}, follow=True)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_a_sheet_is_neither_written_nor_signed_below_another_round(reader, desk):
    """Whose address names a round in which the assignment is not."""
    draft(desk)
    other = make_round(slug="2024")
    field = reverse("reviews:save-sheet-field", args=[other.slug, desk.pk])
    signature = reverse("reviews:sign-sheet", args=[other.slug, desk.pk])

    assert reader.post(field, {"name": "B1:mark", "base": "22.5", "text": "23"}).status_code == 404
    assert reader.post(signature, {"edit_version": 1}).status_code == 404
    assert Score.objects.get(indicator__code="B1").points == Decimal("22.5")
    assert not ScoreSheetVersion.objects.exists()


def test_a_signature_asks_little_of_the_database(reader, desk):
    """Sixty people may give theirs at the same moment."""
    draft(desk)
    where = reverse("reviews:sign-sheet", args=[desk.round.slug, desk.pk])
    submit(make_desk(desk.round))  # the round's first signature also freezes its policy
    with CaptureQueriesContext(connection) as captured:
        answer = reader.post(where, {"edit_version": 1})

    assert answer.status_code == 302
    asked = [query["sql"] for query in captured if "SAVEPOINT" not in str(query["sql"])]
    assert len(asked) == 6, asked  # session, person, lock, desk, what is drafted, signature


def test_an_indicator_that_does_not_apply_is_shown_and_not_asked(reader, desk):
    leave_out(desk, "C1")
    page = reader.get(reverse("reviews:edit-sheet", args=[desk.round.slug, desk.pk])).content.decode()

    assert "points_C1" not in page
    assert "本市无此类设施" in page
    assert type_into(reader, desk, "C1:mark", "1").status_code == 422
    draft(desk, {"B1": "22.5", "E": "5"})
    reader.post(reverse("reviews:sign-sheet", args=[desk.round.slug, desk.pk]), {"edit_version": 1})
    assert ScoreSheetVersion.objects.count() == 1


def leave_out(desk, code):
    NotApplicableRequest.objects.create(
        submission=desk.submission,
        indicator=Indicator.objects.get(system=desk.round.indicator_system, code=code),
        reason="本市无此类设施",
        state="approved",
        requested_by=make_user(),
        decided_by=make_user(),
        decided_at="2023-01-01T00:00Z",
    )
