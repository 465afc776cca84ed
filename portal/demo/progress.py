"""How far each city of the demonstration has come, so that every page has something to show."""

from collections.abc import Iterable
from enum import StrEnum

from cities.models import City
from portal.rehearsal.material import CityPlan, plan_for


class Progress(StrEnum):
    """From nothing handed in to all sheets signed, in this order."""

    NOT_STARTED = "not_started"
    FILING = "filing"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    UNDER_REVIEW = "under_review"
    UNVERIFIED = "unverified"
    COMPLETE = "complete"


CHOSEN = {
    "330100": Progress.FILING,  # 杭州, the login that is still filing
    "440300": Progress.COMPLETE,  # 深圳, the login that is done
    "420100": Progress.UNDER_REVIEW,  # 武汉, from which one expert is recused
}
SHARES = (
    (Progress.NOT_STARTED, 34),
    (Progress.FILING, 8),
    (Progress.SUBMITTED, 4),
    (Progress.RETURNED, 2),
    (Progress.ACCEPTED, 4),
    (Progress.UNDER_REVIEW, 6),
    (Progress.UNVERIFIED, 2),
)
"""How many cities of each, besides the chosen ones; the rest is complete."""


def plans(cities: Iterable[City]) -> dict[CityPlan, Progress]:
    """Every city with what happens to it, the same on every machine."""
    drawn = sorted((plan_for(city) for city in cities), key=lambda plan: plan.order)
    free = iter([progress for progress, count in SHARES for _n in range(count)])
    return {plan: CHOSEN.get(plan.city.gb_code) or next(free, Progress.COMPLETE) for plan in drawn}
