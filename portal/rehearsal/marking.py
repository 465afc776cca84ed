"""Who scores what, the verified points and the sheets that experts sign, through the services that people use."""

from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import User
from cities.models import Submission
from portal.rehearsal.material import MARK, CityPlan, comment, computed_points, judged_points
from reviews import arranging
from reviews.models import Assignment, ScoreSheetVersion
from reviews.queries.assignments import deployable
from reviews.queries.sheets import indicators_on
from reviews.services.arranging import draw_seed, propose_assignments
from reviews.services.assignments import deploy_assignments, fingerprint_of
from reviews.services.sheets import Entry, save_draft, submit_sheet
from reviews.services.verification import Computed, verify_points
from rounds.models import Indicator, Round


def assign_everybody(round: Round, secretariat: User, *, seed: int, seed_source: str) -> int:
    """From the public seed to what the solver proposes, deployed as it is. How many pairs there are."""
    draw_seed(round=round, seed=seed, seed_source=seed_source, by=secretariat)
    run = propose_assignments(round=round, by=secretariat)
    arranging.carry_out(run.pk)  # a large round's; a small one has its draft already
    fingerprint = fingerprint_of(list(deployable(round).select_related("submission__city")))
    return deploy_assignments(round=round, fingerprint=fingerprint, by=secretariat)


def verify_city(plan: CityPlan, submission: Submission, secretariat: User, *, but_last: int = 0) -> None:
    """Enter the computed points by hand, of all indicators but the last ones."""
    found = Indicator.objects.filter(system=submission.round.indicator_system, computed_max__gt=0)
    indicators = list(found)
    values = {
        indicator.code: Computed(points=computed_points(plan, indicator), source=MARK + "统计年鉴，人工核算。")
        for indicator in indicators[: len(indicators) - but_last]
    }
    verify_points(submission=submission, values=values, by=secretariat)


def assignments_of(submission: Submission) -> QuerySet[Assignment]:
    """The city's deployed ones, with what is needed to sign their sheets."""
    deployed = Assignment.objects.filter(submission=submission, state=Assignment.State.DEPLOYED)
    return deployed.select_related("round__indicator_system", "submission__round", "expert__user")


def sign_sheet(
    plan: CityPlan, assignment: Assignment, *, instead: dict[str, Decimal] | None = None
) -> ScoreSheetVersion:
    """The expert's marks of every indicator on the sheet; ``instead``: what they give otherwise, by code."""
    by, given = assignment.expert.user, instead or {}
    entries = {
        indicator.code: Entry(
            points=given.get(indicator.code, judged_points(plan, indicator, by.username)),
            comment=comment(plan, by.username, indicator.code),
        )
        for indicator in indicators_on(assignment)
    }
    sheet = save_draft(assignment=assignment, edit_version=0, entries=entries, by=by)
    return submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=by).version
