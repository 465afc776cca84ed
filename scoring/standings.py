"""Rounded totals, ranks, grades and the published list of a round."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.arrays import Bools, Int8s, Int32s, Int64s
from scoring.grade import Grade, excellent_good, grade_array
from scoring.policy import ReconciliationPolicy
from scoring.rank import competition_rank_array
from scoring.round_totals import RoundTotals
from scoring.rounding import round_total, round_total_array
from scoring.system import SystemSpec
from scoring.totals import CityTotal


@dataclass(frozen=True, eq=False)
class Standings:
    """Per city [C]; where a city is not ranked, rank and grade are 0 and the total means nothing."""

    totals: Int64s
    """Rounded once, hundredths."""
    ranks: Int32s
    grades: Int8s
    excellent_good: Bools
    """On the published list (优良)."""


def standings(
    totals: RoundTotals, *, system: SystemSpec, policy: ReconciliationPolicy, caps: Mapping[int, Grade]
) -> Standings:
    """Everything decided on the rounded totals."""
    ranked = totals.whole.copy()
    ranked[list(totals.exact)] = True
    areas = totals.area_numerators
    sums = areas.sum(axis=1, dtype=areas.dtype)  # which holds a city's total
    rounded = _rounded(totals, sums.astype(np.int64), lambda city: city.total, policy)
    keys = [rounded, *(_area_key(totals, system, area, policy) for area in policy.tie_break_areas)]
    limits = np.full(len(ranked), Grade.EXCELLENT, dtype=np.int8)
    for city, cap in caps.items():
        limits[city] = cap
    ranks, grades = np.zeros(len(ranked), np.int32), np.zeros(len(ranked), np.int8)
    ranks[ranked] = competition_rank_array([key[ranked] for key in keys])
    grades[ranked] = grade_array(rounded[ranked], limits[ranked], policy)
    listed = ranked & excellent_good(ranks, grades, limits, policy)
    return Standings(rounded, ranks, grades, listed)


def _area_key(totals: RoundTotals, system: SystemSpec, area: str, policy: ReconciliationPolicy) -> Int64s:
    column = system.areas.index(area)
    points = totals.area_numerators[:, column].astype(np.int64)
    return _rounded(totals, points, lambda city: city.area_points[area], policy)


def _rounded(
    totals: RoundTotals, numerators: Int64s, of: Callable[[CityTotal], Fraction], policy: ReconciliationPolicy
) -> Int64s:
    """One rounding, whichever way a city was summed."""
    rounded = round_total_array(numerators, totals.scale, policy)
    for city, result in totals.exact.items():
        rounded[city] = round_total(of(result), policy)
    return rounded
