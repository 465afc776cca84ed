"""Paper sheets: entered with a scan by one, compared by another, and never by the same person."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import AuditEvent
from reviews.errors import Incomplete, ReviewError
from reviews.models import Assignment, PaperSheet, Score, ScoreSheetVersion
from reviews.services.onsite_day import note_attendance
from reviews.services.paper import confirm_paper_sheet, enter_paper_sheet, send_back_paper_sheet
from reviews.services.sheet_fields import save_field
from reviews.services.sheets import Entry, revise_sheet, save_draft
from rounds.models import Stage
from tests.cities.files import EXE, pdf
from tests.make import make_expert, make_leader, make_user
from tests.reviews.build import FULL, draft, entries, make_desk, recuse, revision_round, submit
from tests.reviews.onsite import close_revision, hear, make_marked_city, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


@pytest.fixture
def desk():
    return make_desk()


def scan(content=None, name="打分表.pdf"):
    return ContentFile(content or pdf(), name=name)


def enter(desk, by=None, marks=FULL, **more):
    return enter_paper_sheet(
        assignment=desk, entries=entries(marks), scan=more.get("scan") or scan(), by=by or make_leader(desk.round)
    )


def test_an_entered_sheet_counts_only_when_a_second_person_has_compared_it(desk):
    first, second = make_leader(desk.round), make_leader(desk.round)
    paper = enter(desk, by=first)
    assert not ScoreSheetVersion.objects.exists()
    with pytest.raises(ReviewError, match="somebody else must compare it"):
        confirm_paper_sheet(paper=paper, by=first)

    confirm_paper_sheet(paper=paper, by=second)

    version = ScoreSheetVersion.objects.get()
    paper.refresh_from_db()
    assert (paper.version, paper.decided_by) == (version, second)
    assert version.submitted_by == desk.expert.user
    event = AuditEvent.objects.get(verb="submit_sheet")
    assert event.actor_id == second.pk
    assert str(first.pk) in event.data
    with pytest.raises(ReviewError, match="decided about this paper sheet already"):
        confirm_paper_sheet(paper=paper, by=second)


def test_a_sheet_that_differs_from_its_scan_is_sent_back_and_stays_on_record(desk):
    paper = enter(desk)

    send_back_paper_sheet(paper=paper, because="B1 抄错", by=make_leader(desk.round))

    assert not ScoreSheetVersion.objects.exists()
    assert not Score.objects.exists()
    assert PaperSheet.objects.get().refused_because == "B1 抄错"
    enter(desk)
    assert PaperSheet.objects.count() == 2


def test_an_incomplete_or_illegal_sheet_is_not_entered(desk):
    with pytest.raises(Incomplete) as refused:
        enter(desk, marks={"B1": "40.13", "C1": "3"})

    assert set(refused.value.problems) == {"B1", "C1", "E"}
    assert not PaperSheet.objects.exists()


def test_what_the_expert_typed_since_is_not_written_over_until_people_decide(desk):
    draft(desk, {"B1": "30"})
    paper = enter(desk)
    save_field(assignment=desk.pk, name="C1:comment", base="", text="又想了想", by=desk.expert.user)
    second = make_leader(desk.round)

    with pytest.raises(ReviewError, match="has changed their own sheet in the portal since"):
        confirm_paper_sheet(paper=paper, by=second)

    assert set(Score.objects.values_list("comment", flat=True)) == {"", "又想了想"}
    assert not ScoreSheetVersion.objects.exists()
    send_back_paper_sheet(paper=paper, because="专家又改了", by=second)
    confirm_paper_sheet(paper=enter(desk), by=second)
    assert Score.objects.get(indicator__code="B1").points == Decimal(FULL["B1"])


def test_marks_from_paper_are_signed_without_what_an_older_draft_cited():
    desk = make_desk(evidence=1)
    cited = {"B1": Entry(Decimal(20), citations={desk.submission.evidence.get().pk: "3"})}
    save_draft(assignment=desk, edit_version=0, entries=cited, by=desk.expert.user)

    confirm_paper_sheet(paper=enter(desk), by=make_leader(desk.round))

    assert ScoreSheetVersion.objects.get().citations == {}


@pytest.mark.parametrize(("content", "name"), [(EXE, "x.pdf"), (b"", "x.pdf"), (b"hello", "x.txt")])
def test_what_is_no_scan_is_refused(desk, content, name):
    with pytest.raises(ReviewError):
        enter(desk, scan=ContentFile(content, name=name))
    assert not PaperSheet.objects.exists()


def test_only_the_secretariat_enters_and_only_what_the_expert_could_submit(desk):
    for stranger in (desk.expert.user, make_leader(desk.round, "chair"), make_user()):
        with pytest.raises(ReviewError, match="Only the secretariat"):
            enter(desk, by=stranger)
    paper = enter(desk)
    with pytest.raises(ReviewError, match="waits for its second person already"):
        enter(desk)
    recuse(desk)
    with pytest.raises(ReviewError, match="is recused from"):
        confirm_paper_sheet(paper=paper, by=make_leader(desk.round))
    assert not ScoreSheetVersion.objects.exists()


def test_a_submitted_sheet_and_a_closed_stage_take_no_paper(desk):
    submit(desk)
    with pytest.raises(ReviewError, match="submitted already"):
        enter(desk)
    other = make_desk(desk.round)
    Stage.objects.update(opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")
    with pytest.raises(ReviewError, match="Closed"):
        enter(other)
    assert not PaperSheet.objects.exists()


def test_the_pages_lead_from_entering_to_comparing(reader, desk):
    where = reverse("reviews:paper", args=[desk.round.slug, desk.pk])
    reader.force_login(make_leader(desk.round))
    sent = {f"points_{code}": points for code, points in FULL.items()}

    page = reader.post(where, {**sent, "comment_B1": "纸上写的"}).content.decode()
    assert "纸上写的" in page
    assert not PaperSheet.objects.exists()
    reader.post(where, {**sent, "scan": scan()})
    assert "somebody else must compare it" in reader.get(where).content.decode()

    reader.force_login(make_leader(desk.round))
    assert "22.5" in reader.get(where).content.decode()
    file = reader.get(reverse("reviews:paper-scan", args=[desk.round.slug, PaperSheet.objects.get().pk]))
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    reader.post(where, {"confirm": "1"})
    assert ScoreSheetVersion.objects.count() == 1


def test_what_differs_stays_in_its_field_when_it_is_refused(reader, desk):
    paper = enter(desk)
    reader.force_login(make_leader(desk.round))
    where = reverse("reviews:paper", args=[desk.round.slug, desk.pk])
    typed = "错" * 2001

    long = reader.post(where, {"because": typed})
    empty = reader.post(where, {"because": " "}).content.decode()

    assert long.status_code == 409
    assert f'value="{typed}"' in long.content.decode()
    assert "at most 2000 characters (it has 2001)" in long.content.decode()
    assert '<div class="invalid-feedback d-block" id="because-error">Say what differs.' in empty
    paper.refresh_from_db()
    assert paper.decided_at is None


def test_nobody_else_opens_paper_sheets(reader, desk):
    paper = enter(desk)
    pages = [
        reverse("reviews:paper", args=[desk.round.slug, desk.pk]),
        reverse("reviews:paper-scan", args=[desk.round.slug, paper.pk]),
    ]
    for stranger in (desk.expert.user, make_expert(desk.round).user, make_leader(desk.round, "chair")):
        reader.force_login(stranger)
        assert {reader.get(page).status_code for page in pages} == {404}


def test_what_waits_is_decided_though_the_pair_was_taken_back_meanwhile(reader, desk):
    paper = enter(desk)
    recuse(desk)
    Assignment.objects.filter(pk=desk.pk).update(state="draft", deployed_at=None)
    second = make_leader(desk.round)
    reader.force_login(second)
    where = reverse("reviews:paper", args=[desk.round.slug, desk.pk])
    assert where in reader.get(reverse("reviews:sheets", args=[desk.round.slug])).content.decode()
    assert reader.get(where).status_code == 200

    refused = reader.post(where, {"confirm": "1"})
    reader.post(where, {"because": "专家已回避"})

    assert refused.status_code == 409
    paper.refresh_from_db()
    assert (paper.decided_by, paper.version) == (second, None)
    assert reader.get(where).status_code == 404


def test_a_paper_sheet_is_not_entered_where_its_expert_could_not_revise():
    round = revision_round()
    secretariat, absent, late = make_leader(round), make_expert(round), make_expert(round)
    submission, desks = make_marked_city(round, "甲市", absent, late)
    for desk in desks:
        revise_sheet(sheet=submit(desk), by=desk.expert.user)
    session = make_session(round, submission)
    hear(session, secretariat)
    place = session.presentations.get().pk
    heard = {(place, absent.pk): False, (place, late.pk): True}
    note_attendance(session=session, present=heard, by=secretariat)
    close_revision(session)

    for desk, sentence in zip(desks, ("You did not hear the presentation", "The time for revising"), strict=True):
        with pytest.raises(ReviewError, match=sentence):
            enter(desk, by=secretariat)

    assert not PaperSheet.objects.exists()
