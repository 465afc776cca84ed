"""Freezing at the same moment as an act that counts: one is refused, and what is stored is the truth."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from cities.models import Submission
from portal.invariants import ask_all
from reviews import ranking
from reviews.models import Assignment, Case, RankingState, Result, ScoreSheet
from reviews.services import cases
from reviews.services.recusals import enter_recusals
from reviews.services.results import freeze_result
from reviews.services.rewinding import rewind_scores
from reviews.services.sheets import submit_sheet
from rounds.models import Action, Role, Round, RoundRole, Stage
from tests.make import make_assignment, make_leader, make_round, make_stage, make_verified
from tests.reviews.build import FULL, at_once, draft, make_material, requested, submit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]

Act = Callable[[], object]


def scored(round: Round, *b1: str) -> Submission:
    """A complete city, each sheet really signed."""
    submission = make_material(round)
    make_verified(submission, {"A1": "5", "C1": "10"})
    for points in b1:
        submit(make_assignment(submission), {**FULL, "B1": points})
    return submission


def submitting(submission: Submission) -> Act:
    """One more expert signs."""
    sheet = draft(make_assignment(submission))
    by = sheet.assignment.expert.user
    return lambda: submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=by)


def recusing(submission: Submission) -> Act:
    """A recusal found late voids a sheet."""
    expert = Assignment.objects.filter(submission=submission).earliest("pk").expert
    by = make_leader(submission.round)
    return lambda: enter_recusals(
        round=submission.round, expert=expert, cities=[submission.city], reason="曾任职", by=by
    )


def rewinding(submission: Submission) -> Act:
    """The last sheet is taken back."""
    version = requested(submission.round) - 1
    return lambda: rewind_scores(round=submission.round, version=version, reason="误提交", by=None)


@pytest.mark.parametrize("act", [submitting, recusing, rewinding])
@pytest.mark.parametrize("_again", range(2))
def test_what_counts_and_a_freeze_at_once_leave_one_truth(act: Callable[[Submission], Act], _again: int) -> None:
    round = make_round()
    changing = act(scored(round, "22.5", "22.5", "22.5", "22.5"))
    ranking.bring_up_to_date(round.pk)
    version, chair = requested(round), make_leader(round, RoundRole.Kind.CHAIR)

    outcomes = at_once(
        {
            "freeze": lambda: freeze_result(round=round, scores_version=version, by=chair),
            "change": changing,
        }
    )

    if RankingState.objects.get(round=round).frozen:
        assert outcomes["freeze"] == "done"
        assert outcomes["change"].startswith("The result of this round is frozen")
        assert requested(round) == Result.objects.get(round=round).snapshot.scores_version == version
    else:
        assert outcomes["change"] == "done"
        assert "behind" in outcomes["freeze"]
        assert requested(round) == version + 1
    require_truth(round)


def test_a_settlement_and_a_freeze_at_once_leave_the_settlement() -> None:
    """While its case is open nothing is frozen, and afterwards not the version from before it."""
    round = make_round()
    submission = scored(round, "40", "40", "20")
    Stage.objects.filter(round=round).update(closes_at=timezone.now())
    make_stage(round, Stage.Kind.CASES, {role: [a for a in Action if a != Action.SCORE] for role in Role})
    ranking.bring_up_to_date(round.pk)
    ranking.derive_due_cases()
    chair, deputy = make_leader(round, RoundRole.Kind.CHAIR), make_leader(round, RoundRole.Kind.DEPUTY)
    case = settled_but_for_a_signature(submission, chair)
    version = requested(round)

    outcomes = at_once(
        {
            "freeze": lambda: freeze_result(round=round, scores_version=version, by=chair),
            "sign": lambda: cases.sign_settlement(case=case, by=deputy),
        }
    )

    assert outcomes["sign"] == "done"
    assert "open" in outcomes["freeze"] or "behind" in outcomes["freeze"]
    require_truth(round)
    freeze_result(round=round, scores_version=requested(round), by=chair)
    require_truth(round)


def settled_but_for_a_signature(submission: Submission, chair: User) -> Case:
    secretariat = make_leader(submission.round)
    case = cases.go_on_without(case=Case.objects.get(), reason="本领域无其他专家", by=secretariat)
    case = cases.end_reasons(case=case, by=secretariat)
    cases.settle_case(case=case, points={"B1": Decimal("36")}, reason="综合意见", by=chair)
    return case


def require_truth(round: Round) -> None:
    ranking.bring_up_to_date(round.pk)
    assert [(held.name, held.named) for held in ask_all() if not held.holds] == []
    assert not ScoreSheet.objects.filter(state="submitted", versions=None).exists()
