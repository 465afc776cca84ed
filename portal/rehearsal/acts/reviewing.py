"""The secretariat verifies computed points, experts score and sign; two of them lie far apart once."""

from decimal import Decimal

from django.db import transaction

from portal.rehearsal.company import Company
from portal.rehearsal.marking import assignments_of, sign_sheet, verify_city
from portal.rehearsal.material import CityPlan
from portal.rehearsal.talk import appraise
from portal.rehearsal.workers import ranked
from reviews.models import Assignment
from reviews.queries.sheets import indicators_on

FAR_OFF = "B1"
"""The indicator that one expert marks far below the others, so that a case comes of it."""


def review_everything(company: Company) -> None:
    signed = 0
    for plan, submission in company.submissions():
        with transaction.atomic():
            verify_city(plan, submission, company.secretariat)
            assignments = list(assignments_of(submission).order_by("expert__user__username"))
            outlier = _outlier(company, plan, assignments)
            for assignment in assignments:
                sign_sheet(plan, assignment, instead=_far_off(company) if assignment == outlier else None)
            signed += len(assignments)
    with transaction.atomic():
        appraise(company.round)
    ranked(company.round)
    company.say(f"{signed} sheets signed")


def _outlier(company: Company, plan: CityPlan, assignments: list[Assignment]) -> Assignment | None:
    """The first expert of the first city who marks the indicator."""
    if plan is not company.plans[0]:
        return None
    marking = company.indicator(FAR_OFF)
    return next((one for one in assignments if marking in indicators_on(one)), None)


def _far_off(company: Company) -> dict[str, Decimal]:
    return {FAR_OFF: company.indicator(FAR_OFF).judged_max / 10}
