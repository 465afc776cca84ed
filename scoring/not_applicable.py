"""Which indicators of a city may be left out (不适用): asked for by the city, approved before its first sheet."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from scoring.policy import ReconciliationPolicy
from scoring.system import SystemSpec


class NotApplicableProblem(StrEnum):
    """Why a set of indicators cannot be left out."""

    JUDGED_BY_EVERYONE = "judged_by_everyone"  # E always applies
    WHOLE_AREA = "whole_area"
    OVER_CAP = "over_cap"


@dataclass(frozen=True)
class NotApplicableRefusal:
    """A refusal and what to tell the city."""

    problem: NotApplicableProblem
    code: str
    """The indicator or area concerned; empty for the cap."""
    points: int
    """The sum of the points of all that was asked for, both parts, in hundredths."""


def refusals(
    codes: Collection[str], *, system: SystemSpec, policy: ReconciliationPolicy
) -> list[NotApplicableRefusal]:
    """What speaks against leaving out ``codes``, granted and newly asked for together; empty: they may be."""
    asked = {system.index(code) for code in codes}
    points = sum(system.indicators[i].max_points for i in asked)
    found = [
        NotApplicableRefusal(NotApplicableProblem.JUDGED_BY_EVERYONE, system.codes[i], points)
        for i in sorted(asked)
        if system.indicators[i].domain is None
    ]
    found += [
        NotApplicableRefusal(NotApplicableProblem.WHOLE_AREA, area, points)
        for area, places in system.by_area.items()
        if asked >= set(places)
    ]
    if points > policy.not_applicable_cap * 100:
        found.append(NotApplicableRefusal(NotApplicableProblem.OVER_CAP, "", points))
    return found
