"""A submitted sheet opened again for one of four reasons, its versions on paper, and the page of all sheets."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from cities.models import Submission
from notices.models import Notice
from reviews.errors import ReviewError
from reviews.models import PanelMember, ScoreSheetVersion, SheetReopening
from reviews.queries.assignments import assignments_for
from reviews.queries.marks import own_signed_cities
from reviews.queries.printed import fingerprint_of
from reviews.services.reopening import close_reopening, reopen_sheet
from reviews.services.sheets import submit_sheet
from rounds.models import Action, Role, Round, Stage
from rounds.services.stages import create_round_stages
from tests.make import make_assignment, make_expert, make_leader, make_round, make_stage, make_user
from tests.reviews.build import draft, make_desk, make_material, queries_of, recuse, revision_round, submit, verbs
from tests.rounds.build import set_window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

REASON = SheetReopening.Reason.ARITHMETIC


def reopen(desk, by=None, **more):
    fields = {"reason": REASON, "because": "合计有误", **more}
    return reopen_sheet(sheet=desk.sheet, by=by or make_leader(desk.round), **fields)


def address(name, desk, *more):
    return reverse(f"reviews:{name}", args=[desk.round.slug, *more])


def close_revision():
    """The round's only stage becomes a revision window that has closed; experts may still read."""
    now = timezone.now()
    Stage.objects.update(
        kind=Stage.Kind.REVISION, opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1)
    )
    round = Round.objects.get()
    make_stage(round, Stage.Kind.OBJECTION, {Role.EXPERT: [Action.READ_MATERIAL], Role.SECRETARIAT: list(Action)})


def review_now():
    """A round in its written review, with the rights that rounds are given."""
    round = make_round(everything_open=False)
    create_round_stages(round)
    set_window(round, Stage.Kind.REVIEW, opens=-3, closes=1)
    return round


def move_on_to(round, kind):
    """The review and the revision are over; ``kind`` is open, or nothing is."""
    set_window(round, Stage.Kind.REVIEW, opens=-3, closes=-2)
    set_window(round, Stage.Kind.REVISION, opens=-2, closes=-1)
    if kind:
        set_window(round, kind, opens=-1, closes=1)


def test_a_reopened_sheet_is_written_outside_every_window_and_makes_the_next_version():
    desk = make_desk()
    submit(desk)
    close_revision()
    with pytest.raises(ReviewError, match="Closed"):
        draft(desk, {"B1": "23"})

    reopen(desk)
    sheet = draft(desk, {"B1": "23"})
    assert ScoreSheetVersion.objects.get().to_version is None
    version = submit_sheet(
        assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=desk.expert.user
    ).version

    assert [v.number for v in ScoreSheetVersion.objects.order_by("number")] == [1, 2]
    assert version.number == 2
    assert SheetReopening.objects.get().closed_at is not None
    with pytest.raises(ReviewError, match=r"no open stage|Closed|submitted already"):
        draft(desk, {"B1": "24"})


@pytest.mark.parametrize(
    "kind", [Stage.Kind.FACTUAL_CHECK, Stage.Kind.OBJECTION, Stage.Kind.APPROVAL, None], ids=str
)
def test_the_expert_opens_writes_and_submits_a_reopened_sheet_in_every_stage_and_between_two(kind, reader):
    desk = make_desk(review_now())
    submit(desk)
    others = make_assignment(make_material(desk.round), desk.expert)
    submit(others)
    move_on_to(desk.round, kind)
    reader.force_login(desk.expert.user)
    may_look = kind == Stage.Kind.OBJECTION
    assert reader.get(address("edit-sheet", desk, desk.pk)).status_code == (200 if may_look else 404)

    reopen(desk)
    told = Notice.objects.get(recipient=desk.expert.user, link=address("edit-sheet", desk, desk.pk))
    page = reader.get(told.link)
    assert "合计有误" in page.content.decode()
    assert "自述B1" in page.content.decode()
    reader.post(address("save-sheet-field", desk, desk.pk), {"name": "points_B1", "base": "22.5", "text": "23"})
    desk.sheet.refresh_from_db()
    signed = {"edit_version": desk.sheet.edit_version}
    after = reader.post(address("sign-sheet", desk, desk.pk), signed, follow=True)

    assert "submitted as version 2" in after.content.decode()
    assert [v.number for v in ScoreSheetVersion.objects.filter(sheet=desk.sheet).order_by("number")] == [1, 2]
    assert reader.get(address("edit-sheet", desk, others.pk)).status_code == (200 if may_look else 404)


def test_a_reopened_sheet_shows_its_expert_nothing_of_the_others_marks():
    desk = make_desk(review_now())
    submit(desk)
    move_on_to(desk.round, Stage.Kind.APPROVAL)

    reopen(desk)

    assert assignments_for(desk.expert.user).get() == desk
    assert own_signed_cities(desk.expert.user, desk.round, [desk.submission_id]) == set()


def test_a_sheet_whose_expert_could_not_open_it_is_not_opened_again():
    desk = make_desk()
    submit(desk)
    PanelMember.objects.update(left_at=timezone.now(), left_because="调离")
    with pytest.raises(ReviewError, match="has left the panel"):
        reopen(desk)
    PanelMember.objects.update(left_at=None, left_because="")
    Submission.objects.update(state=Submission.State.WITHDRAWN)
    with pytest.raises(ReviewError, match="is not open for scoring"):
        reopen(desk)

    assert not SheetReopening.objects.exists()
    assert not Notice.objects.filter(recipient=desk.expert.user).exists()


def test_a_reopening_is_on_record_and_its_expert_is_told():
    desk = make_desk()
    submit(desk)

    reopen(desk)

    event = AuditEvent.objects.get(verb="reopen_sheet")
    assert '"because": "合计有误"' in event.data
    assert '"reason": "arithmetic"' in event.data
    assert "Arithmetic is wrong" in Notice.objects.get(recipient=desk.expert.user).text_en


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "mood"}, "Choose one of the four reasons."),
        ({"because": "  "}, "Say what exactly"),
        ({"because": "长" * 2001}, "Say what exactly"),
    ],
)
def test_without_one_of_the_four_reasons_nothing_opens(fields, sentence):
    desk = make_desk()
    submit(desk)

    with pytest.raises(ReviewError, match=sentence):
        reopen(desk, **fields)
    assert not SheetReopening.objects.exists()


def test_only_the_secretariat_opens_a_sheet_again_and_only_a_submitted_one():
    desk = make_desk()
    draft(desk)
    with pytest.raises(ReviewError, match="not submitted"):
        reopen(desk)
    submit(desk)
    for stranger in (desk.expert.user, make_leader(desk.round, "chair"), make_user()):
        with pytest.raises(ReviewError, match="Only the secretariat"):
            reopen(desk, by=stranger)
    reopen(desk)
    with pytest.raises(ReviewError, match="open again already"):
        reopen(desk)


def test_a_recused_experts_sheet_is_not_opened_again():
    desk = make_desk()
    submit(desk)
    recuse(desk)

    with pytest.raises(ReviewError, match="is recused from this city"):
        reopen(desk)


def test_a_reopening_that_is_closed_leaves_the_submitted_version_standing():
    desk = make_desk()
    submit(desk)
    leader = make_leader(desk.round)
    reopening = reopen(desk, by=leader)

    close_reopening(reopening=reopening, by=leader)

    desk.sheet.refresh_from_db()
    assert desk.sheet.state == "submitted"
    with pytest.raises(ReviewError, match="submitted already"):
        draft(desk, {"B1": "23"})
    assert verbs()[-2:] == ["reopen_sheet", "close_reopening"]


def test_the_expert_reads_why_above_the_sheet(reader):
    desk = make_desk()
    submit(desk)
    reopen(desk)
    reader.force_login(desk.expert.user)

    page = reader.get(address("edit-sheet", desk, desk.pk)).content.decode()

    assert "合计有误" in page
    assert "points_B1" in page


def test_the_page_of_sheets_tells_states_and_never_marks(reader):
    desk = make_desk()
    submit(desk, {"B1": "31.7", "C1": "17.9", "E": "3.3"}, comment="别人的评语")
    draft(make_assignment(make_material(desk.round), make_expert(desk.round)), {"B1": "29.9"})
    for kind in ("secretariat", "chair", "observer"):
        reader.force_login(make_leader(desk.round, kind))
        page = reader.get(address("sheets", desk)).content.decode()
        table = reader.get(address("sheets-file", desk, "csv")).content.decode()
        assert "Submitted" in page
        assert str(desk.expert) in page
        assert all(mark not in text for mark in ("31.7", "17.9", "29.9", "别人的评语") for text in (page, table))


def test_the_page_of_sheets_takes_as_many_queries_for_five_as_for_one(reader):
    desk = make_desk()
    submit(desk)
    reader.force_login(make_leader(desk.round))
    counts = []
    for more in (0, 4):
        for _time in range(more):
            submit(make_assignment(make_material(desk.round), make_expert(desk.round)))
        counts.append(queries_of(reader, address("sheets", desk)))

    assert counts[0] == counts[1]


def test_a_reopening_by_the_form_says_what_is_missing_and_keeps_the_words(reader):
    desk = make_desk()
    submit(desk)
    reader.force_login(make_leader(desk.round))
    where = address("reopen-sheet", desk, desk.pk)

    page = reader.post(where, {"because": "合计有误"}).content.decode()
    assert "合计有误" in page
    assert not SheetReopening.objects.exists()
    reader.post(where, {"because": "合计有误", "reason": "arithmetic"})

    assert SheetReopening.objects.count() == 1
    reader.post(address("close-reopening", desk, desk.pk))
    assert SheetReopening.objects.get().closed_at is not None


def test_a_version_is_printed_with_what_was_signed(reader):
    desk = make_desk()
    submit(desk, comment="有据可查")
    version = ScoreSheetVersion.objects.get()
    reader.force_login(desk.expert.user)

    page = reader.get(address("print-sheet", desk, desk.pk, 1)).content.decode()

    assert "42.50" in page
    assert "有据可查" in page
    assert fingerprint_of(version) in page
    assert reader.get(address("print-sheet", desk, desk.pk, 2)).status_code == 404


def test_the_hash_on_paper_is_the_one_in_the_record():
    desk = make_desk()
    submit(desk)

    told = str(AuditEvent.objects.get(verb="submit_sheet").data)

    assert fingerprint_of(ScoreSheetVersion.objects.get()) in told
    ScoreSheetVersion.objects.update(comments={"B1": "改过"})
    assert fingerprint_of(ScoreSheetVersion.objects.get()) not in told


def test_nobody_but_its_expert_reads_a_sheet_before_the_revision_window_has_closed(reader):
    desk = make_desk()
    submit(desk)
    leader = make_leader(desk.round)
    where = address("print-sheet", desk, desk.pk, 1)
    for stranger in (leader, make_leader(desk.round, "chair"), make_expert(desk.round).user):
        reader.force_login(stranger)
        assert reader.get(where).status_code == 404

    close_revision()
    reader.force_login(leader)
    assert reader.get(where).status_code == 200
    assert AuditEvent.objects.filter(verb="read_sheet").count() == 1
    reader.force_login(make_expert(Round.objects.get()).user)
    assert reader.get(where).status_code == 404


def test_versions_stand_beside_each_other_with_what_differs(reader):
    desk = make_desk(revision_round())
    submit(desk, comment="第一版")
    reader.force_login(desk.expert.user)
    reader.post(address("revise-sheet", desk, desk.pk))
    desk.sheet.refresh_from_db()
    draft(desk, {"B1": "23"}, comment="第二版")
    desk.sheet.refresh_from_db()
    reader.post(address("sign-sheet", desk, desk.pk), {"edit_version": desk.sheet.edit_version})

    page = reader.get(address("edit-sheet", desk, desk.pk)).content.decode()

    assert "<del>第一版</del>" in page
    assert ScoreSheetVersion.objects.get(number=2).comments["B1"] == "第二版"


def test_a_round_without_a_closed_window_shows_no_sheet_to_the_secretariat(reader):
    round = make_round()
    desk = make_desk(round)
    submit(desk)
    reader.force_login(make_leader(round))

    assert "print" not in reader.get(address("sheets", desk)).content.decode().split("<table")[1]


def test_the_pdf_has_the_words_of_the_page_and_the_same_bytes_each_time(reader):
    desk = make_desk()
    submit(desk, comment="有据可查，#let x = 1 不是命令")
    reader.force_login(desk.expert.user)
    where = address("sheet-pdf", desk, desk.pk, 1)

    first, second = reader.get(where), reader.get(where)

    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"].startswith("attachment")
    assert first.content == second.content
    with pypdfium2.PdfDocument(first.content) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    plain = "".join(text.split())
    assert "42.50" in plain
    assert "有据可查" in plain
    assert "#letx=1" in plain
    assert fingerprint_of(ScoreSheetVersion.objects.get()) in plain
    reader.force_login(make_expert(desk.round).user)
    assert reader.get(where).status_code == 404
