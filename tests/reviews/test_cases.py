"""合议: when a case opens, who does what in it, and what its settlement does to the number."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.audit import record
from accounts.models import AuditEvent, User
from cities.models import NotApplicableRequest, Submission
from portal.invariants import ask_all
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import (
    Assignment,
    AssignmentRules,
    Case,
    Expert,
    KeptOut,
    RankingSnapshot,
    RankingState,
    ScoreSheetVersion,
    Settlement,
)
from reviews.queries.cases import eligible_further
from reviews.queries.queue import queue_of
from reviews.queries.results import freezable
from reviews.queries.sheets import indicators_on
from reviews.ranking.advice import advise
from reviews.ranking.cases import derive_cases
from reviews.services import cases as services
from reviews.services.counter import raise_version
from reviews.services.recusals import enter_recusals
from reviews.services.reopening import reopen_sheet
from reviews.services.results import freeze_result
from reviews.services.sheets import Entry, save_draft, submit_sheet
from rounds.models import Action, Indicator, Role, Round, RoundRole, Stage
from tests.make import (
    make_assignment,
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_scored_city,
    make_signed_sheet,
    make_stage,
    make_system,
    make_user,
    make_verified,
)
from tests.reviews.build import make_material, submit

CLOSE = {"B1": "40", "C1": "25", "E": "8"}
FAR = {"B1": "20", "C1": "25", "E": "8"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    """The revision window has closed, the stage of cases is open."""
    made = make_round(everything_open=False)
    make_stage(made, Stage.Kind.REVIEW, {Role.EXPERT: [Action.SCORE]}, opens=-9, closes=-1)
    make_stage(made, Stage.Kind.CASES, {role: list(Action) for role in Role})
    return made


@pytest.fixture
def submission(round: Round) -> Submission:
    """B1 has the marks 20, 40, 40: a range of 20 where 30 % of 45 are 13.5."""
    return make_scored_city(round, "甲市", CLOSE, CLOSE, FAR)


def rebuild(round: Round) -> None:
    with transaction.atomic():
        raise_version(round.pk, cause="set_up")
    ranking.bring_up_to_date(round.pk)


def the_case(round: Round) -> Case:
    return Case.objects.get(round=round)


def total(round: Round) -> Decimal:
    snapshot = RankingSnapshot.objects.filter(round=round).latest("scores_version")
    return Decimal(int(ranking.standings_of(snapshot).totals[0])) / 100


def markers(submission: Submission) -> list[Expert]:
    return [a.expert for a in Assignment.objects.filter(submission=submission, case=None).order_by("pk")]


def leaders(round: Round) -> tuple[User, User, User]:
    kinds = (RoundRole.Kind.SECRETARIAT, RoundRole.Kind.CHAIR, RoundRole.Kind.DEPUTY)
    secretariat, chair, deputy = (make_leader(round, kind) for kind in kinds)
    return secretariat, chair, deputy


def to_the_chair(round: Round, submission: Submission, secretariat: User) -> Case:
    rebuild(round)
    case = services.go_on_without(case=the_case(round), reason="本领域无其他专家", by=secretariat)
    for expert in markers(submission):
        services.give_opinion(case=case, keeps=True, reason="依据充分", points={}, by=expert.user)
    return the_case(round)


def test_the_case_of_a_city_that_withdraws_rests_and_stands_in_no_ones_way(
    round: Round, submission: Submission
) -> None:
    make_scored_city(round, "乙市", CLOSE, CLOSE, CLOSE)
    rebuild(round)
    assert freezable(round).problems == ["1 case is open."]

    submission.state = Submission.State.WITHDRAWN
    submission.save()
    rebuild(round)

    assert freezable(round).problems == []
    assert the_case(round).closed_at is None


def test_a_reason_that_is_too_long_is_kept_on_the_page_and_nothing_of_it_is_stored(
    round: Round, submission: Submission
) -> None:
    rebuild(round)
    case = the_case(round)
    client = Client()
    client.force_login(leaders(round)[0])
    client.cookies["django_language"] = "en"
    typed = "由" * 501

    page = client.post(f"/reviews/{round.slug}/cases/{case.pk}/without/", {"reason": typed}).content.decode()

    assert f">{typed}</textarea>" in page
    assert 'id="without-error">At most 500 characters; these are 501.<' in page
    assert (the_case(round).state, the_case(round).no_further_because) == ("open", "")


def test_a_case_opens_for_marks_too_far_apart_once_nothing_can_be_revised(
    round: Round, submission: Submission
) -> None:
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() + timedelta(days=1))
    rebuild(round)
    assert not Case.objects.exists()

    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() - timedelta(minutes=1))
    ranking.derive_due_cases()
    ranking.derive_due_cases()

    case = the_case(round)
    assert (case.submission, case.indicator and case.indicator.code, case.state) == (submission, "B1", "open")
    assert total(round) == Decimal("81.33")  # an open case counts by the rule of cells: 5 + 100/3 + 10 + 25 + 8


def test_a_rebuild_and_the_sweep_at_once_open_one_case(round: Round, submission: Submission) -> None:
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() + timedelta(days=1))
    rebuild(round)
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() - timedelta(minutes=1))
    evaluated = ranking.evaluate_now(round.pk).evaluated

    def sweep() -> None:
        try:
            ranking.derive_due_cases()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            derive_cases(evaluated)
            swept = elsewhere.submit(sweep)
            with pytest.raises(TimeoutError):
                swept.result(timeout=0.3)  # it waits for us
        swept.result()

    assert the_case(round).submission == submission


def test_an_evaluation_older_than_the_last_one_changes_no_case(round: Round, submission: Submission) -> None:
    rebuild(round)
    older = ranking.evaluate_now(round.pk).evaluated
    agree = markers(submission)[-1]
    enter_recusals(round=round, expert=agree, cities=[submission.city], reason="任职", by=make_leader(round))
    ranking.bring_up_to_date(round.pk)
    assert the_case(round).state == Case.State.CONVERGED

    derive_cases(older)

    assert [case.state for case in Case.objects.all()] == [Case.State.CONVERGED]


def test_an_open_case_stays_open_while_a_sheet_is_to_come(round: Round, submission: Submission) -> None:
    secretariat, *_ = leaders(round)
    case = to_the_chair(round, submission, secretariat)
    top_up = make_assignment(submission)
    rebuild(round)
    assert the_case(round).state == Case.State.CHAIR

    top_up.delete()
    rebuild(round)
    assert (the_case(round).pk, the_case(round).state) == (case.pk, Case.State.CHAIR)


def test_a_case_whose_experts_are_all_recused_is_closed(round: Round, submission: Submission) -> None:
    secretariat, *_ = leaders(round)
    rebuild(round)
    for expert in markers(submission):
        enter_recusals(round=round, expert=expert, cities=[submission.city], reason="任职", by=secretariat)
    ranking.bring_up_to_date(round.pk)
    assert the_case(round).state == Case.State.CONVERGED


def test_a_case_that_somebody_is_moving_on_is_looked_at_afterwards(round: Round, submission: Submission) -> None:
    secretariat, *_ = leaders(round)
    rebuild(round)
    services.go_on_without(case=the_case(round), reason="无其他专家", by=secretariat)
    evaluated = ranking.evaluate_now(round.pk).evaluated

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            services.end_reasons(case=the_case(round), by=secretariat)
            derived = elsewhere.submit(closing(derive_cases), evaluated)
            with pytest.raises(TimeoutError):
                derived.result(timeout=0.3)  # it waits for us
        derived.result()

    assert the_case(round).state == Case.State.CHAIR


def test_who_revises_and_who_reopens_the_same_sheet_do_not_wait_for_each_other(
    round: Round, submission: Submission
) -> None:
    secretariat, *_ = leaders(round)
    rebuild(round)
    case = services.go_on_without(case=the_case(round), reason="无其他专家", by=secretariat)
    far = Assignment.objects.filter(submission=submission).order_by("pk")[2]

    def revise() -> None:
        points = {"B1": Decimal("35.5")}
        services.give_opinion(case=case, keeps=False, reason="再读材料", points=points, by=far.expert.user)

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            Assignment.objects.select_for_update(no_key=True).get(pk=far.pk)
            revised = elsewhere.submit(closing(revise))
            with pytest.raises(TimeoutError):
                revised.result(timeout=0.5)
            record(secretariat, "reopen_sheet", far.sheet, round_id=round.pk)
        revised.result()

    assert ScoreSheetVersion.objects.get(sheet=far.sheet, to_version=None).number == 2


def closing(act: Callable[..., object]) -> Callable[..., object]:
    """In a thread: its connection is closed afterwards."""

    def closed(*given: object) -> object:
        try:
            return act(*given)
        finally:
            connection.close()

    return closed


def test_a_result_is_frozen_only_when_its_version_was_looked_through_for_cases(
    round: Round, submission: Submission
) -> None:
    _secretariat, chair, _deputy = leaders(round)
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() + timedelta(days=1))
    rebuild(round)
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(ReviewError, match="Version 1 is still being looked through"):
        freeze_result(round=round, scores_version=1, by=chair)
    ranking.derive_due_cases()
    with pytest.raises(ReviewError, match="1 case is open"):
        freeze_result(round=round, scores_version=1, by=chair)


def test_a_freeze_waits_for_who_opens_a_case_and_is_refused(round: Round, submission: Submission) -> None:
    _secretariat, chair, _deputy = leaders(round)
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() + timedelta(days=1))
    rebuild(round)
    evaluated = ranking.evaluate_now(round.pk).evaluated
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() - timedelta(minutes=1))

    def freeze() -> None:
        with translation.override("en"):
            freeze_result(round=round, scores_version=1, by=chair)

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            derive_cases(evaluated)
            frozen = elsewhere.submit(closing(freeze))
            with pytest.raises(TimeoutError):
                frozen.result(timeout=0.3)
        with pytest.raises(ReviewError, match="1 case is open"):
            frozen.result()


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_no_case_opens_once_the_result_is_frozen(round: Round, submission: Submission, when: str) -> None:
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() + timedelta(days=1))
    rebuild(round)
    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() - timedelta(minutes=1))
    evaluated = ranking.evaluate_now(round.pk).evaluated
    events = AuditEvent.objects.count()

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            RankingState.objects.filter(round=round).update(frozen=True)
            if when == "meanwhile":
                derived = elsewhere.submit(closing(derive_cases), evaluated)
                with pytest.raises(TimeoutError):
                    derived.result(timeout=0.3)
        if when == "before":
            derived = elsewhere.submit(closing(derive_cases), evaluated)
        derived.result()

    assert not Case.objects.exists()
    assert AuditEvent.objects.count() == events


def test_a_settlement_that_has_lapsed_does_not_keep_the_result_from_being_frozen(
    round: Round, submission: Submission
) -> None:
    secretariat, chair, deputy = leaders(round)
    spare = make_signed_sheet(submission, FAR).sheet.assignment.expert
    case = to_the_chair(round, submission, secretariat)
    services.settle_case(case=case, points={"B1": Decimal("36")}, reason="综合意见", by=chair)
    services.sign_settlement(case=case, by=deputy)
    ranking.bring_up_to_date(round.pk)
    enter_recusals(round=round, expert=spare, cities=[submission.city], reason="曾任职", by=secretariat)
    ranking.bring_up_to_date(round.pk)
    assert Settlement.objects.get().lapsed_at is not None
    Case.objects.exclude(pk=case.pk).update(state=Case.State.CONVERGED, closed_at=timezone.now())

    version = RankingState.objects.get(round=round).requested
    assert freeze_result(round=round, scores_version=version, by=chair).snapshot.scores_version == version


def test_a_case_that_is_answered_and_a_sheet_that_is_reopened_break_no_invariant(db: None) -> None:
    """All three ways to sign after the review: revised in a case, a further expert's, opened again."""
    round = make_round()
    submission = make_material(round)
    make_verified(submission, {"A1": "5", "C1": "10"})
    desks = [make_assignment(submission) for _number in range(3)]
    for desk, b1 in zip(desks, ("40", "40", "20"), strict=True):
        submit(desk, {"B1": b1, "C1": "25", "E": "8"})
    further = make_expert(round, domains=("d1",))
    hours_ago = timezone.now() - timedelta(hours=2)
    Stage.objects.filter(round=round).update(closes_at=hours_ago)
    ScoreSheetVersion.objects.update(submitted_at=hours_ago - timedelta(hours=1))
    rights = {role: [a for a in Action if a != Action.SCORE] for role in Role}
    make_stage(round, Stage.Kind.CASES, rights)
    secretariat, *_ = leaders(round)
    rebuild(round)

    case = the_case(round)
    submit(services.assign_further(case=case, by=secretariat), {"B1": "22"})
    ranking.bring_up_to_date(round.pk)
    assert the_case(round).state == Case.State.REASONS
    points = {"B1": Decimal("39")}
    services.give_opinion(case=case, keeps=False, reason="再读材料", points=points, by=desks[2].expert.user)
    reopen_sheet(sheet=desks[0].sheet, reason="arithmetic", because="合计有误", by=secretariat)
    desks[0].refresh_from_db()
    submit(desks[0], {"B1": "38", "C1": "25", "E": "8"})
    ranking.bring_up_to_date(round.pk)

    assert [(held.name, held.named) for held in ask_all() if not held.holds] == []
    assert further.user_id in set(ScoreSheetVersion.objects.values_list("submitted_by", flat=True))
    stray = ScoreSheetVersion.objects.filter(number=1, sheet__assignment=desks[1])
    stray.update(submitted_at=timezone.now())  # neither of the three
    assert [held.count for held in ask_all() if not held.holds] == [1]


def test_a_city_with_a_sheet_to_come_has_no_case(round: Round, submission: Submission) -> None:
    waiting = make_expert(round)
    Assignment.objects.create(
        round=round, expert=waiting, submission=submission, state="deployed",
        deployed_at=timezone.now(), made_by=make_leader(round),
    )  # fmt: skip
    rebuild(round)
    assert not Case.objects.exists()


def test_a_further_expert_marks_only_the_case_and_sees_nobody_elses_marks(
    round: Round, submission: Submission, client: Client
) -> None:
    secretariat, *_ = leaders(round)
    further = make_expert(round, domains=("d1",))
    rebuild(round)

    assignment = services.assign_further(case=the_case(round), by=secretariat)
    assert assignment.expert == further
    client.force_login(further.user)
    assert [indicator.code for indicator in indicators_on(assignment)] == ["B1"]
    assert client.get(reverse("reviews:case", args=[round.slug, the_case(round).pk])).status_code == 404

    sheet = save_draft(
        assignment=assignment, edit_version=0, entries={"B1": Entry(points=Decimal(30))}, by=further.user
    )
    submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=further.user)
    ranking.bring_up_to_date(round.pk)
    # four marks: 20 and one 40 are left out, 30 and 40 are within 13.5
    assert the_case(round).state == Case.State.CONVERGED


def test_a_further_experts_begun_sheet_is_refused_once_the_case_has_moved_on(
    round: Round, submission: Submission, client: Client
) -> None:
    secretariat, chair, deputy = leaders(round)
    further = make_expert(round, domains=("d1",))
    rebuild(round)
    assignment = services.assign_further(case=the_case(round), by=secretariat)
    begun = {"B1": Entry(points=Decimal(22), comment="起草中")}
    sheet = save_draft(assignment=assignment, edit_version=0, entries=begun, by=further.user)

    case = services.go_on_without(case=the_case(round), reason="逾期未交", by=secretariat)
    with pytest.raises(ReviewError, match=r"B1 has moved on \(Experts give reasons\)"):
        submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=further.user)
    for expert in markers(submission):
        services.give_opinion(case=case, keeps=True, reason="依据充分", points={}, by=expert.user)
    services.settle_case(case=case, points={"B1": Decimal("36")}, reason="综合意见", by=chair)
    services.sign_settlement(case=case, by=deputy)
    with pytest.raises(ReviewError, match=r"has moved on \(Settled\)"):
        submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=further.user)
    ranking.bring_up_to_date(round.pk)

    assert Settlement.objects.get().lapsed_at is None
    assert not ScoreSheetVersion.objects.filter(sheet=sheet).exists()
    assert queue_of(further.user, round) == []
    client.force_login(further.user)
    client.cookies["django_language"] = "en"
    address = reverse("reviews:edit-sheet", args=[round.slug, assignment.pk])
    lost = client.post(address, {"edit_version": 1, "comment_B1": "再补一句"}).content.decode()
    assert "no further marks are taken in" in lost
    assert "再补一句" in lost


def test_nothing_waits_for_a_further_expert_once_the_marks_have_converged(
    round: Round, submission: Submission
) -> None:
    secretariat, *_ = leaders(round)
    further = make_expert(round, domains=("d1",))
    rebuild(round)
    assignment = services.assign_further(case=the_case(round), by=secretariat)
    assert [row.assignment for row in queue_of(further.user, round)] == [assignment]

    far = markers(submission)[2]
    enter_recusals(round=round, expert=far, cities=[submission.city], reason="曾任职", by=secretariat)
    ranking.bring_up_to_date(round.pk)

    assert the_case(round).state == Case.State.CONVERGED
    assert queue_of(further.user, round) == []
    with pytest.raises(ReviewError, match=r"has moved on \(Converged\)"):
        save_draft(assignment=assignment, edit_version=0, entries={}, by=further.user)


def test_when_the_further_mark_does_not_settle_it_reasons_are_asked_for(
    round: Round, submission: Submission
) -> None:
    secretariat, *_ = leaders(round)
    further = make_expert(round, domains=("d1",))
    rebuild(round)
    assignment = services.assign_further(case=the_case(round), by=secretariat)
    sheet = save_draft(
        assignment=assignment, edit_version=0, entries={"B1": Entry(points=Decimal(22))}, by=further.user
    )
    submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=further.user)
    ranking.bring_up_to_date(round.pk)

    assert the_case(round).state == Case.State.REASONS


def test_the_further_expert_is_chosen_as_the_assignment_would(round: Round, submission: Submission) -> None:
    """Not who is kept out or has all they may take; then loads, match and the lot of the seed."""
    secretariat, *_ = leaders(round)
    second, best, other = (make_expert(round, domains=("d1", "d2")) for _n in range(3))
    second.main_domain = second.domains.get(code="d2")
    second.save()
    full = make_expert(round, domains=("d1",), capacity=1)
    busy = make_expert(round, domains=("d1",))
    elsewhere = make_scored_city(round, "乙市")
    for expert in (full, busy):
        make_signed_sheet(elsewhere, CLOSE, expert)
    kept = make_expert(round, domains=("d1",))
    KeptOut.objects.create(round=round, expert=kept, city=submission.city, by=secretariat)
    rebuild(round)
    case = the_case(round)

    drawn = eligible_further(case)
    assert drawn[2:] == [second, busy]
    assert set(drawn[:2]) == {best, other}
    firsts = set()
    for seed in range(8):
        AssignmentRules.objects.update_or_create(
            round=round, defaults={"seed": seed, "seed_drawn_at": timezone.now(), "seed_drawn_by": secretariat}
        )
        firsts.add(eligible_further(case)[0])
        assert eligible_further(case) == eligible_further(case)
    assert firsts == {best, other}


def test_a_case_that_opens_anew_takes_no_second_further_expert(round: Round, submission: Submission) -> None:
    """The policy's most marks may be passed by one."""
    secretariat, *_ = leaders(round)
    for _n in range(2):
        make_signed_sheet(submission, CLOSE)
    further, another = (make_expert(round, domains=("d1",)) for _n in range(2))
    rebuild(round)
    Case.objects.all().delete()
    case = Case.objects.create(
        round=round, submission=submission, domain=further.domains.get(),
        indicator=Indicator.objects.get(system=round.indicator_system, code="B1"), opened_version=1,
    )  # fmt: skip
    assert set(eligible_further(case)) == {further, another}  # five marks, and the one beyond

    make_signed_sheet(submission, {"B1": "30"}, further)

    assert eligible_further(case) == []
    with pytest.raises(ReviewError, match="Nobody of the panel is eligible"):
        services.assign_further(case=case, by=secretariat)


def test_nobody_goes_on_without_a_further_expert_while_one_is_eligible(
    round: Round, submission: Submission
) -> None:
    secretariat, *_ = leaders(round)
    make_expert(round, domains=("d1",))
    rebuild(round)
    with pytest.raises(ReviewError, match="eligible"):
        services.go_on_without(case=the_case(round), reason="嫌麻烦", by=secretariat)


def test_an_expert_who_revises_keeps_the_original_and_the_case_converges(
    round: Round, submission: Submission
) -> None:
    secretariat, *_ = leaders(round)
    rebuild(round)
    case = services.go_on_without(case=the_case(round), reason="无其他专家", by=secretariat)
    far = markers(submission)[2]
    with pytest.raises(ReviewError, match="every mark is as it was"):
        services.give_opinion(case=case, keeps=False, reason="再读材料", points={}, by=far.user)

    services.give_opinion(case=case, keeps=False, reason="再读材料", points={"B1": Decimal("35.5")}, by=far.user)
    ranking.bring_up_to_date(round.pk)

    versions = ScoreSheetVersion.objects.filter(sheet__assignment__expert=far).order_by("number")
    assert [(v.number, v.to_version is None) for v in versions] == [(1, False), (2, True)]
    assert the_case(round).state == Case.State.CONVERGED
    with pytest.raises(ReviewError, match="moved on"):
        services.give_opinion(case=case, keeps=True, reason="再来一次", points={}, by=far.user)


def test_the_chair_settles_between_the_marks_and_a_second_person_signs(
    round: Round, submission: Submission
) -> None:
    secretariat, chair, deputy = leaders(round)
    case = to_the_chair(round, submission, secretariat)

    for wrong, why in (("41", "not between"), ("30.05", "30 / 30.1")):
        with pytest.raises(ReviewError, match=why):
            services.settle_case(case=case, points={"B1": Decimal(wrong)}, reason="综合意见", by=chair)
    services.settle_case(case=case, points={"B1": Decimal("36")}, reason="综合意见", by=chair)
    ranking.rebuild(round.pk)
    assert total(round) == Decimal("81.33")  # not in force yet
    with pytest.raises(ReviewError, match="another person's"):
        services.sign_settlement(case=case, by=chair)
    services.sign_settlement(case=case, by=deputy)
    ranking.bring_up_to_date(round.pk)

    assert total(round) == Decimal("84.00")  # 5 + 36 + 10 + 25 + 8
    assert the_case(round).state == Case.State.SETTLED
    assert not freezable(round).problems


def test_a_settlement_that_is_declined_goes_back_to_the_chair(round: Round, submission: Submission) -> None:
    secretariat, chair, deputy = leaders(round)
    case = to_the_chair(round, submission, secretariat)
    services.settle_case(case=case, points={"B1": Decimal("36")}, reason="综合意见", by=chair)

    services.decline_settlement(case=case, reason="理由不充分", by=deputy)

    assert the_case(round).state == Case.State.CHAIR
    services.settle_case(case=case, points={"B1": Decimal("33")}, reason="再议", by=chair)
    assert Settlement.objects.filter(case=case, lapsed_at=None).get().points == Decimal("33")


def test_a_chair_who_marked_the_case_hands_over(round: Round, submission: Submission) -> None:
    secretariat, *_ = leaders(round)
    case = to_the_chair(round, submission, secretariat)
    marker = markers(submission)[0].user
    RoundRole.objects.create(round=round, user=marker, kind=RoundRole.Kind.CHAIR)

    with pytest.raises(ReviewError, match="the deputy settles it"):
        services.settle_case(case=case, points={"B1": Decimal("36")}, reason="综合意见", by=marker)


def test_a_late_recusal_lets_the_settled_value_lapse(round: Round, submission: Submission) -> None:
    secretariat, chair, deputy = leaders(round)
    case = to_the_chair(round, submission, secretariat)
    services.settle_case(case=case, points={"B1": Decimal("36")}, reason="综合意见", by=chair)
    services.sign_settlement(case=case, by=deputy)
    ranking.bring_up_to_date(round.pk)

    enter_recusals(
        round=round, expert=markers(submission)[2], cities=[submission.city], reason="曾任职", by=secretariat
    )
    ranking.bring_up_to_date(round.pk)

    # the far mark is gone: 40, 40 are the cell, and E has two marks of the three it needs
    assert Settlement.objects.get().lapsed_at is not None
    standings = ranking.standings_of(RankingSnapshot.objects.filter(round=round).latest("scores_version"))
    assert standings.indicator_points(0, standings.codes.index("B1")) == 40


def test_subtotals_of_a_domain_open_a_case_of_their_own(db: None) -> None:
    system = make_system(
        {"B1": ("0", "30", "d1"), "B2": ("0", "30", "d1"), "B3": ("0", "30", "d1"), "E": ("0", "10", None)}
    )
    round = make_round(system=system, everything_open=False)
    make_stage(round, Stage.Kind.REVIEW, {Role.EXPERT: [Action.SCORE]}, opens=-9, closes=-1)
    high = {"B1": "25", "B2": "25", "B3": "25", "E": "8"}
    low = {"B1": "18", "B2": "18", "B3": "18", "E": "8"}  # 7 of 30 are within 30 %; 21 of 90 are beyond 20 %
    make_scored_city(round, "甲市", high, high, low, computed={})
    rebuild(round)

    case = the_case(round)
    assert (case.domain and case.domain.code, case.indicator) == ("d1", None)


FOUR = {"B1": ("0", "30", "d1"), "B2": ("0", "30", "d1"), "B3": ("0", "24", "d1"), "B4": ("0", "6", "d1")}
HIGH = {"B1": "25", "B2": "25", "B3": "20", "E": "8"}
LOW = {"B1": "18.5", "B2": "18.5", "B3": "16", "E": "8"}
"""17 points apart: beyond 20 % of 84, the points of the domain without B4, and within 20 % of all 90."""


def without(submission: Submission, *codes: str) -> None:
    """What by approval does not apply to the city."""
    for code in codes:
        NotApplicableRequest.objects.create(
            submission=submission,
            indicator=submission.round.indicator_system.indicators.get(code=code),
            reason="无此类项目",
            state=NotApplicableRequest.State.APPROVED,
            requested_by=make_user(),
            decided_by=make_user(),
            decided_at=timezone.now(),
            from_version=1,
        )


def test_subtotals_of_a_city_are_of_the_indicators_that_apply_to_it(db: None) -> None:
    system = make_system({**FOUR, "E": ("0", "10", None)})
    round = make_round(system=system, everything_open=False)
    make_stage(round, Stage.Kind.REVIEW, {Role.EXPERT: [Action.SCORE]}, opens=-9, closes=-1)
    applies = {"B4": "4"}
    make_scored_city(round, "甲市", {**HIGH, **applies}, {**HIGH, **applies}, {**LOW, **applies}, computed={})
    without(make_scored_city(round, "乙市", HIGH, HIGH, LOW, computed={}), "B4")
    late = [{**marks, "B4": b4} for marks, b4 in ((HIGH, "0"), (HIGH, "0"), (LOW, "6"))]
    without(make_scored_city(round, "丙市", *late, computed={}), "B4")  # by an objection, after it was marked
    without(make_scored_city(round, "丁市", HIGH, HIGH, LOW, computed={}), "B3", "B4")  # two are left
    rebuild(round)

    found = Case.objects.order_by("submission").values_list("submission__city__name_zh", flat=True)
    assert list(found) == ["乙市", "丙市"]
    errors = {row["city"]: row["error"] for row in advise_now(round)["cities"]}
    assert all(errors.values())


def advise_now(round: Round) -> Any:
    evaluated = ranking.evaluate_now(round.pk).evaluated
    return advise(evaluated, evaluated.standings)


def test_an_open_case_keeps_the_result_from_being_frozen_and_is_flagged(
    round: Round, submission: Submission, client: Client
) -> None:
    _secretariat, chair, _deputy = leaders(round)
    rebuild(round)
    assert freezable(round).problems == ["1 case is open."]

    client.cookies["django_language"] = "en"
    client.force_login(chair)
    assert "case open" in client.get(reverse("reviews:ranking", args=[round.slug])).content.decode()
    assert "甲市" not in client.get(reverse("reviews:cases", args=[round.slug])).content.decode()
    assert "Waits for a further expert" in client.get(reverse("reviews:cases", args=[round.slug])).content.decode()


def test_the_whole_way_in_the_browser_s_forms(round: Round, submission: Submission, client: Client) -> None:
    secretariat, chair, deputy = leaders(round)
    rebuild(round)
    case = the_case(round)
    at = [round.slug, case.pk]

    client.force_login(secretariat)
    client.post(reverse("reviews:case-without", args=at), {"reason": "本领域无其他专家"})
    for expert in markers(submission):
        client.force_login(expert.user)
        page = client.get(reverse("reviews:case", args=at)).content.decode()
        assert not any(str(other) in page for other in markers(submission) if other != expert)
        client.post(reverse("reviews:case-opinion", args=at), {"keep": "1", "reason": "依据充分"})
    client.force_login(chair)
    refused = client.post(reverse("reviews:case-settle", args=at), {"points_B1": "99", "reason": "综合意见"})
    assert "综合意见" in refused.content.decode()
    client.post(reverse("reviews:case-settle", args=at), {"points_B1": "36", "reason": "综合意见"})
    client.force_login(deputy)
    client.post(reverse("reviews:case-sign", args=at))

    assert the_case(round).state == Case.State.SETTLED


def test_a_window_that_is_opened_again_hides_marks_and_reasons(
    round: Round, submission: Submission, client: Client
) -> None:
    secretariat, chair, _deputy = leaders(round)
    case = to_the_chair(round, submission, secretariat)
    client.force_login(chair)
    page = f"/reviews/{round.slug}/cases/{case.pk}/"
    assert client.get(page).context["lines"][0]["marks"]
    assert not client.get(page).context["is_blind"]

    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() + timedelta(days=1))

    blind = client.get(page).context
    assert blind["is_blind"]
    assert [line["marks"] for line in blind["lines"]] == [[]] * len(blind["lines"])
    assert (blind["opinions"], blind["settlements"], blind["has_own"]) == ([], [], False)


def asked_of(client: Client, user: User) -> int:
    """How many answers this person's tasks ask for."""
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client.get(reverse("tasks")).content.decode().count("lie too far apart: read the reasons")


@pytest.mark.parametrize("about", ["one indicator", "a domain"])
def test_only_experts_with_a_mark_in_the_case_read_and_answer_it(
    round: Round, submission: Submission, client: Client, about: str
) -> None:
    """One expert of the city marks other domains only; one could not judge what the case is about."""
    secretariat, *_ = leaders(round)
    elsewhere = make_signed_sheet(submission, {"C1": "25", "E": "8"}).submitted_by
    unable = make_signed_sheet(submission, {"B1": None, "C1": "25", "E": "8"}).submitted_by
    marked = markers(submission)[2].user
    rebuild(round)
    case = services.go_on_without(case=the_case(round), reason="无其他专家", by=secretariat)
    if about == "a domain":
        Case.objects.update(indicator=None)
    page, answer = (reverse(f"reviews:{name}", args=[round.slug, case.pk]) for name in ("case", "case-opinion"))

    for user in (elsewhere, unable):
        assert asked_of(client, user) == 0
        assert client.get(page).status_code == 404
        said = client.post(answer, {"keep": "1", "reason": "我的理由"}, follow=True).content.decode()
        assert "Only experts with a mark in this case answer." in said
        assert "我的理由" in said
        assert "20.00" not in said
    assert asked_of(client, marked) == 1
    assert "20.00" in client.get(page).content.decode()

    client.post(answer, {"keep": "1", "reason": "依据充分"})
    assert asked_of(client, marked) == 0  # answered
    services.end_reasons(case=case, by=secretariat)
    late = client.post(answer, {"keep": "1", "reason": "再补充"}, follow=True).content.decode()
    assert "the case has moved on, your answer was not stored" in late
    assert "再补充" in late


def test_nobody_is_asked_for_an_answer_while_sheets_can_be_revised_again(
    round: Round, submission: Submission, client: Client
) -> None:
    secretariat, *_ = leaders(round)
    rebuild(round)
    services.go_on_without(case=the_case(round), reason="无其他专家", by=secretariat)
    marked = markers(submission)[2].user
    assert asked_of(client, marked) == 1

    Stage.objects.filter(round=round, kind="review").update(closes_at=timezone.now() + timedelta(days=1))

    assert asked_of(client, marked) == 0


def test_the_axis_of_marks_shows_the_tolerance_as_a_band_and_in_words(
    round: Round, submission: Submission, client: Client
) -> None:
    secretariat, *_ = leaders(round)
    rebuild(round)
    client.force_login(secretariat)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("reviews:case", args=[round.slug, the_case(round).pk])).content.decode()

    # 13.5 of 45 points around the middle of 20 and 40
    assert '<rect x="51.67" y="2" width="30.00"' in page
    assert "may lie 13.50 points apart. These lie 20.00 apart, from 20.00 to 40.00: beyond the tolerance." in page


def test_a_closed_case_says_how_long_it_was_open(round: Round, submission: Submission, client: Client) -> None:
    rebuild(round)
    now = timezone.now()
    client.cookies["django_language"] = "en"
    client.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    page = reverse("reviews:case", args=[round.slug, the_case(round).pk])
    Case.objects.update(opened_at=now - timedelta(days=5))
    assert "· open for 5\xa0days" in client.get(page).content.decode()

    Case.objects.update(state=Case.State.CONVERGED, closed_at=now - timedelta(days=2))

    assert "was open for 3\xa0days" in client.get(page).content.decode()


def test_strangers_learn_nothing_of_a_case(round: Round, submission: Submission, client: Client) -> None:
    rebuild(round)
    Case.objects.update(state=Case.State.REASONS)
    other = make_expert(round)
    make_city()
    for user in (other.user, make_leader(make_round(), RoundRole.Kind.CHAIR)):
        client.force_login(user)
        assert client.get(reverse("reviews:case", args=[round.slug, the_case(round).pk])).status_code == 404
