"""What the experts of the demonstration give, through the services that people use."""

import random
from collections.abc import Mapping

from accounts.models import User
from cities.models import Submission
from portal.demo.material import MARK, SEED, CityPlan, comment, computed_points, judged_points
from portal.demo.progress import Progress
from reviews.models import Assignment
from reviews.queries.assignments import deployable
from reviews.queries.sheets import indicators_on
from reviews.services.arranging import draw_seed, propose_assignments
from reviews.services.assignments import deploy_assignments, fingerprint_of
from reviews.services.sheets import Entry, save_draft, submit_sheet
from reviews.services.verification import Computed, verify_points
from rounds.models import Indicator, Round

SIGNED_UNDER_REVIEW = 6
"""Sheets that are in for a city whose review is under way."""


def assign_everybody(round: Round, secretariat: User) -> None:
    draw_seed(round=round, by=secretariat)
    propose_assignments(round=round, by=secretariat)
    fingerprint = fingerprint_of(list(deployable(round).select_related("submission__city")))
    deploy_assignments(round=round, fingerprint=fingerprint, by=secretariat)


def verify_city(plan: CityPlan, progress: Progress, submission: Submission, secretariat: User) -> None:
    """Accept the computed points; of an unverified city, all but the last two."""
    indicators = Indicator.objects.filter(system=submission.round.indicator_system, computed_max__gt=0)
    chosen = list(indicators)[: -2 if progress is Progress.UNVERIFIED else None]
    values = {
        indicator.code: Computed(points=computed_points(plan, indicator), source=MARK + "统计年鉴，人工核算。")
        for indicator in chosen
    }
    verify_points(submission=submission, values=values, by=secretariat)


def score_city(plan: CityPlan, progress: Progress, submission: Submission, experts: Mapping[int, User]) -> None:
    """Sign the sheets of the city: all of them, or the last ones of the panel while its review is under way."""
    assignments = Assignment.objects.filter(submission=submission, state=Assignment.State.DEPLOYED)
    signed = list(assignments.order_by("-expert_id").select_related("round", "submission__round", "expert"))
    if progress is Progress.UNDER_REVIEW:
        signed = signed[:SIGNED_UNDER_REVIEW]
    for assignment in signed:
        sign_sheet(plan, assignment, experts[assignment.expert_id])


def sign_sheet(plan: CityPlan, assignment: Assignment, by: User) -> None:
    leniency = random.Random(f"{SEED} {by.username}").gauss(0, 0.04)  # noqa: S311  (invented data, no secret)
    entries = {
        indicator.code: Entry(points=judged_points(plan, indicator, leniency), comment=comment(plan))
        for indicator in indicators_on(assignment)
    }
    sheet = save_draft(assignment=assignment, edit_version=0, entries=entries, by=by)
    submit_sheet(sheet=sheet, edit_version=sheet.edit_version, by=by)
