"""Score sheets: what may be drafted and submitted, and that a refusal stores nothing."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from accounts.errors import PortalError
from cities.models import Submission
from notices.models import Notice
from reviews.errors import Incomplete, ReviewError, StaleSheet
from reviews.models import Assignment, RankingState, Score, ScoreCitation, ScoreSheet, ScoreSheetVersion
from reviews.queries.sheets import (
    asked_and_drafted,
    desk_at,
    desk_of,
    indicators_asked,
    indicators_on,
    scores_on,
    signed_versions,
)
from reviews.services.sheets import Entry, accept_newer_material, revise_sheet, save_draft, submit_sheet
from rounds.models import Action, Role, Round, Stage
from scoring.sheets import unpack_points
from tests.make import make_expert, make_leader, make_round, make_stage, make_system, make_user
from tests.reviews.build import (
    FULL,
    accept,
    draft,
    entries,
    make_desk,
    make_evidence,
    recuse,
    requested,
    revision_round,
    submit,
    verbs,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def save(desk, marks, *, edit_version=0, by=None):
    return save_draft(
        assignment=desk, edit_version=edit_version, entries=entries(marks), by=by or desk.expert.user
    )


def test_a_sheet_has_the_judged_indicators_of_the_experts_domains_and_the_one_for_all():
    desk = make_desk(expert=None)
    narrow = make_expert(desk.round, domains=("d2",))
    other = Assignment(round=desk.round, expert=narrow, submission=desk.submission)

    assert [i.code for i in indicators_on(desk)] == ["B1", "C1", "E"]
    assert [i.code for i in indicators_on(other)] == ["C1", "E"]


def test_an_assignment_for_one_domain_asks_for_that_one_only():
    desk = make_desk()
    desk.domain = desk.expert.domains.get(code="d1")
    desk.save()

    assert [i.code for i in indicators_on(desk)] == ["B1", "E"]


def test_a_draft_keeps_what_was_entered_and_counts_for_nothing():
    desk = make_desk()

    sheet = save(desk, {"B1": "40.1", "C1": None})

    kept = {s.indicator.code: (s.points, s.unable) for s in sheet.scores.all()}
    assert kept == {"B1": (Decimal("40.1"), False), "C1": (None, True)}
    assert (sheet.edit_version, sheet.state) == (1, "draft")
    assert sheet.material_version == desk.submission.accepted_version
    assert requested(desk.round) == 0


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("45.1", "At most 45 points can be given here."),
        ("-1", "Points cannot be less than 0."),
        ("40.13", "Points go in steps of 0.1; the nearest that can be given: 40.1 / 40.2."),
        ("40.123", "Points have at most two decimals; the nearest that can be given: 40.1 / 40.2."),
    ],
)
def test_a_mark_that_cannot_be_given_is_refused_with_limit_and_value(points, sentence):
    desk = make_desk()

    with pytest.raises(Incomplete) as refused:
        save(desk, {"B1": points, "C1": "15"})

    assert refused.value.problems == {"B1": sentence}
    assert not Score.objects.exists()
    assert not ScoreSheet.objects.exists()


def test_an_anchor_is_legal_though_it_is_off_the_step():
    desk = make_desk()

    save(desk, {"B1": "11.25"})  # 25 % of 45

    assert Score.objects.get().points == Decimal("11.25")


def test_points_and_unable_exclude_each_other():
    desk = make_desk()

    with pytest.raises(Incomplete) as refused:
        save_draft(
            assignment=desk,
            edit_version=0,
            entries={"B1": Entry(points=Decimal(3), unable=True)},
            by=desk.expert.user,
        )

    assert refused.value.problems == {"B1": "Give points or say that you are unable to judge, not both."}


def test_an_indicator_of_another_domain_is_not_on_the_sheet():
    round = make_round()
    desk = make_desk(round, make_expert(round, domains=("d2",)))

    with pytest.raises(ReviewError, match=r"Not on this sheet: B1\."):
        save(desk, {"B1": "20"})

    assert not Score.objects.exists()


def test_a_stale_draft_is_refused_and_stores_nothing():
    desk = make_desk()
    save(desk, {"B1": "20"})

    with pytest.raises(StaleSheet):
        save(desk, {"B1": "30"}, edit_version=0)

    assert Score.objects.get().points == Decimal(20)


def test_evidence_of_another_city_cannot_be_cited():
    desk = make_desk(evidence=1)
    foreign = make_evidence(make_desk(desk.round).submission)
    own = desk.submission.evidence.get()

    def cite(evidence):
        return save_draft(
            assignment=desk,
            edit_version=0,
            entries={"B1": Entry(Decimal(20), citations={evidence.pk: "3-5"})},
            by=desk.expert.user,
        )

    with pytest.raises(ReviewError, match="handed in with this material"):
        cite(foreign)
    assert not ScoreSheet.objects.exists()

    sheet = cite(own)
    assert [(c.evidence, c.pages) for c in sheet.scores.get().citations.all()] == [(own, "3-5")]


def test_submitting_signs_a_version_that_counts():
    desk = make_desk(evidence=1)
    evidence = desk.submission.evidence.get()
    sheet = save_draft(
        assignment=desk,
        edit_version=0,
        entries={
            "B1": Entry(Decimal("22.5"), citations={evidence.pk: "2"}),
            "C1": Entry(Decimal("30"), comment="样板"),
            "E": Entry(unable=True, comment="材料不足"),
        },
        by=desk.expert.user,
    )

    version = submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user).version

    version.refresh_from_db()
    assert unpack_points(bytes(version.points), bytes(version.mask)) == (2250, 3000, None)
    assert version.comments == {"C1": "样板", "E": "材料不足"}
    assert version.citations == {"B1": {str(evidence.pk): "2"}}
    assert (version.number, version.from_version, version.to_version) == (1, 1, None)
    assert version.policy_sha256 == desk.round.policy_value.sha256()
    assert requested(desk.round) == 1
    assert verbs() == ["freeze_policy", "submit_sheet"]


def test_the_secretariat_is_told_what_an_expert_was_unable_to_judge():
    desk = make_desk()
    leader = make_leader(desk.round)

    submit(desk, {**FULL, "E": None}, comment="材料不足")

    notice = Notice.objects.get()
    assert notice.recipient == leader
    assert notice.text_en == f"{desk.expert} was unable to judge E of {desk.submission.city}."


def test_the_first_submitted_sheet_freezes_the_policy_once():
    round = make_round()
    submit(make_desk(round))
    first = Round.objects.get(pk=round.pk).policy_frozen_at

    submit(make_desk(round))

    assert first is not None
    assert Round.objects.get(pk=round.pk).policy_frozen_at == first
    assert verbs().count("freeze_policy") == 1


def test_an_incomplete_sheet_is_not_submitted_and_says_what_is_missing():
    desk = make_desk()
    sheet = save(desk, {"B1": "45", "C1": None})

    with pytest.raises(Incomplete) as refused:
        submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)

    assert refused.value.message == "Not ready to submit: B1, C1, E."
    assert refused.value.problems == {
        "B1": "A mark of at most 25 % or at least 95 % needs a comment.",
        "C1": "Say why you are unable to judge.",
        "E": "Not scored yet.",
    }
    assert not ScoreSheetVersion.objects.exists()
    assert requested(desk.round) == 0


@pytest.mark.parametrize(
    ("points", "due"), [("11.25", True), ("11.3", False), ("42.7", False), ("42.8", True), ("0", True)]
)
def test_a_comment_is_due_at_the_extremes(points, due):
    desk = make_desk()
    sheet = save(desk, {**FULL, "B1": points})  # 25 % of 45 is 11.25, 95 % is 42.75

    if due:
        with pytest.raises(Incomplete):
            submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)
    else:
        submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)


@pytest.mark.parametrize(("points", "is_low"), [("0.63", True), ("0.7", False)])
def test_the_anchor_of_25_percent_needs_a_comment_where_it_is_rounded_up(client, points, is_low):
    judged = {"B1": ("0", "2.5", "d1"), "E": ("0", "10", None)}  # 25 % of 2.5 is 0.625, its anchor 0.63
    desk = make_desk(make_round(system=make_system(judged)))
    sheet = save(desk, {"B1": points, "E": "5"})

    client.force_login(desk.expert.user)
    page = client.get(reverse("reviews:edit-sheet", args=[desk.round.slug, desk.pk])).content.decode()
    assert 'data-low="0.63"' in page
    if is_low:
        with pytest.raises(Incomplete) as refused:
            submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)
        assert list(refused.value.problems) == ["B1"]
    else:
        submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)


def test_a_sheet_is_not_submitted_twice():
    desk = make_desk()
    sheet = submit(desk)

    with pytest.raises(ReviewError, match="submitted already, as version 1"):
        submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)

    assert ScoreSheetVersion.objects.count() == 1


def test_a_submitted_sheet_is_not_changed():
    desk = make_desk()
    sheet = submit(desk)

    with pytest.raises(ReviewError, match="submitted already, as version 1"):
        save(desk, {"B1": "30"}, edit_version=sheet.edit_version)

    assert {s.indicator.code: s.points for s in sheet.scores.all()}["B1"] == Decimal("22.5")


def test_a_stale_form_is_not_submitted():
    desk = make_desk()
    sheet = draft(desk)
    draft(desk, {"B1": "30"})

    with pytest.raises(StaleSheet):
        submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)

    assert not ScoreSheetVersion.objects.exists()


def refusals(desk):
    sheet = ScoreSheet.objects.filter(assignment=desk).first()
    edit_version = sheet.edit_version if sheet else 0
    yield lambda by: save(desk, {"B1": "30"}, edit_version=edit_version, by=by)
    if sheet:
        yield lambda by: submit_sheet(assignment=sheet.assignment_id, edit_version=edit_version, by=by)


def expect_refused(desk, sentence, by=None):
    before = list(Score.objects.order_by("pk").values_list("indicator", "points"))
    for attempt in refusals(desk):
        with pytest.raises(PortalError, match=sentence):
            attempt(by or desk.expert.user)
    assert list(Score.objects.order_by("pk").values_list("indicator", "points")) == before
    assert not ScoreSheetVersion.objects.exists()
    assert requested(desk.round) == 0


def test_a_recused_expert_neither_saves_nor_submits():
    desk = make_desk()
    draft(desk)
    recuse(desk)

    expect_refused(desk, "is recused from .*曾受聘编制清单")


def test_an_undeployed_city_is_neither_saved_nor_submitted():
    desk = make_desk()
    draft(desk)
    Assignment.objects.update(state="draft", deployed_at=None)

    expect_refused(desk, "is not open for scoring by you")


def test_a_returned_city_is_neither_saved_nor_submitted():
    desk = make_desk()
    draft(desk)
    Submission.objects.update(state="returned", return_reason="缺文件")

    expect_refused(desk, "is not open for scoring by you")


def test_without_the_pledge_nothing_is_scored():
    desk = make_desk()
    draft(desk)
    desk.expert.panels.update(pledged_at=None)

    expect_refused(desk, "Sign the pledge first")


def test_another_expert_writes_nothing():
    desk = make_desk()
    draft(desk)

    expect_refused(desk, "Only the expert to whom the city is assigned", by=make_expert(desk.round).user)
    expect_refused(desk, "Only the expert to whom the city is assigned", by=make_user())


def test_after_the_stage_has_closed_nothing_is_scored():
    desk = make_desk()
    draft(desk)
    Stage.objects.update(opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")

    expect_refused(desk, "Closed: the time to score the cities ended")


def test_in_a_pause_nothing_is_scored():
    desk = make_desk()
    draft(desk)
    Round.objects.update(paused_because_zh="系统维护", paused_because_en="Maintenance")

    expect_refused(desk, "The round is paused: Maintenance")


def test_a_frozen_result_takes_no_sheet():
    desk = make_desk()
    sheet = draft(desk)
    RankingState.objects.update(frozen=True)

    with pytest.raises(ReviewError, match="frozen"):
        submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)

    sheet.refresh_from_db()
    assert sheet.state == "draft"
    assert not ScoreSheetVersion.objects.exists()
    assert verbs() == []


def test_a_removed_assignment_is_a_message():
    desk = make_desk()
    gone = Assignment(pk=desk.pk + 1, round=desk.round, expert=desk.expert, submission=desk.submission)

    with pytest.raises(ReviewError, match="no longer assigned to you"):
        save(gone, {"B1": "20"})


def test_newer_material_must_be_read_before_submitting():
    desk = make_desk()
    sheet = draft(desk)
    newer = accept(desk.submission)

    with pytest.raises(ReviewError, match="newer accepted version"):
        submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)

    sheet = accept_newer_material(sheet=sheet, by=desk.expert.user)
    version = submit_sheet(assignment=sheet.assignment_id, edit_version=2, by=desk.expert.user).version
    assert version.material_version == newer


def test_in_the_review_a_submitted_sheet_is_not_opened_again():
    desk = make_desk()
    sheet = submit(desk)

    with pytest.raises(ReviewError, match="only in the revision window"):
        revise_sheet(sheet=sheet, by=desk.expert.user)

    assert ScoreSheet.objects.get().state == "submitted"


def test_a_revision_makes_the_next_version_and_the_first_counts_until_then():
    desk = make_desk(revision_round())
    sheet = revise_sheet(sheet=submit(desk), by=desk.expert.user)
    draft(desk, {"B1": "30"})
    assert ScoreSheetVersion.objects.get().to_version is None

    sheet.refresh_from_db()
    submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=desk.expert.user)

    history = list(ScoreSheetVersion.objects.values_list("number", "from_version", "to_version", "ended_because"))
    assert history == [(1, 1, 2, "replaced 2"), (2, 2, None, "")]
    newest, first = signed_versions(sheet)
    assert (newest.total, first.total) == (Decimal(50), Decimal("42.5"))
    assert [mark.points for mark in first.marks] == [Decimal("22.5"), Decimal(15), Decimal(5)]


def test_a_revision_begun_in_the_window_is_not_submitted_after_it():
    desk = make_desk(revision_round())
    sheet = revise_sheet(sheet=submit(desk), by=desk.expert.user)
    Stage.objects.update(kind=Stage.Kind.REVIEW)

    with pytest.raises(ReviewError, match="only in the revision window"):
        submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=desk.expert.user)

    assert ScoreSheetVersion.objects.get().to_version is None


def test_reading_material_is_not_scoring():
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.OBJECTION, {Role.EXPERT: [Action.READ_MATERIAL]})
    desk = make_desk(round)

    with pytest.raises(PortalError, match="no open stage in which you can score the cities"):
        save(desk, {"B1": "20"})


def test_what_is_signed_is_read_at_once_as_it_is_read_by_parts(django_assert_num_queries):
    desk = make_desk()
    evidence = make_evidence(desk.submission)
    accept(desk.submission)
    sheet = draft(desk, {**FULL, "B1": None}, comment="见材料")
    ScoreCitation.objects.create(score=sheet.scores.get(indicator__code="C1"), evidence=evidence, pages="3-4")
    read = desk_at(desk.pk)
    assert read
    assert read.sheet
    with django_assert_num_queries(1):
        whole = asked_and_drafted(read.sheet)

    assert whole == (indicators_asked(read.assignment), scores_on(read.sheet))
    assert any(drafted.citations for drafted in whole[1].values())
    sheet.scores.get(indicator__code="E").delete()
    missing = asked_and_drafted(read.sheet)
    assert missing == (indicators_asked(read.assignment), scores_on(read.sheet))
    assert len(missing[0]) == len(missing[1]) + 1


def test_a_desk_is_read_in_one_query(django_assert_num_queries):
    desk = make_desk()
    draft(desk)

    with django_assert_num_queries(1):
        found = desk_of(Assignment.objects.all(), desk.pk)
        assert found
        assert found.sheet
        assert found.sheet.layout.indicator_ids
        assert found.assignment.submission.city.name_zh
        assert found.assignment.expert.user.full_name


def test_a_submit_takes_few_statements(django_assert_max_num_queries):
    round = make_round()
    submit(make_desk(round))
    desk = make_desk(round)
    sheet = draft(desk)

    with django_assert_max_num_queries(13):
        submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_make_one_version():
    desk = make_desk()
    sheet = draft(desk)
    start, outcomes = threading.Barrier(2), []

    def attempt():
        start.wait()
        try:
            with translation.override("en"):
                submit_sheet(assignment=sheet.assignment_id, edit_version=1, by=desk.expert.user)
        except ReviewError as error:
            outcomes.append(error.message)
        else:
            outcomes.append("submitted")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes)[1] == "submitted"
    assert "already" in sorted(outcomes)[0]
    assert ScoreSheetVersion.objects.count() == 1
    assert requested(desk.round) == 1
