"""One city's points, exact until the total is rounded once. Fractions are in points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.choices import NotApplicableRule
from scoring.system import IndicatorSpec, SystemSpec

Points = Sequence[Fraction | None]
"""Points per indicator in the system's order; None where the indicator does not apply (不适用)."""


@dataclass(frozen=True)
class CityTotal:
    """A complete city's total (总分) and its parts."""

    points: tuple[Fraction | None, ...]
    """Per indicator, as earned; None: not applicable."""
    area_points: Mapping[str, Fraction]
    """Per area, as they enter the total: they sum to it."""
    area_rates: Mapping[str, Fraction]
    """Per area (得分率): points earned ÷ applicable maxima."""
    total: Fraction
    """Out of 100."""
    earned: Fraction
    """What was earned, unscaled: the total if what does not apply counted as nothing. Shown beside it."""
    applicable: Fraction
    """The points that apply to the city; 100 less what does not apply."""


def indicator_points(
    spec: IndicatorSpec, *, judged: Fraction, computed: int, computed_applies: bool = True
) -> Fraction:
    """Computed and judged part together. Where the computed part does not apply (E without a promise on record),
    the judged part is scaled to the indicator's full points. ``judged`` in points, ``computed`` in hundredths.
    """
    if computed_applies:
        return judged + Fraction(computed, 100)
    return judged * Fraction(spec.max_points, spec.judged_max)


def city_total(
    points: Points, *, system: SystemSpec, rule: NotApplicableRule, peers: Mapping[int, Fraction] | None = None
) -> CityTotal:
    """A city's total by the rule for what does not apply to it.

    ``area_renormalise``: the area's rate on what applies counts for the whole area. ``global``: the rate over
    everything that applies counts for 100. ``peer_mean``: the indicator counts as much as the mean of the complete
    cities to which it applies (``peers``: position → points); without any such city, as much as its area's rate.
    """
    applicable = {area: _max(system, points, places) for area, places in system.by_area.items()}
    earned = {area: _earned(points, places) for area, places in system.by_area.items()}
    if not all(applicable.values()):
        raise ValueError("a whole area cannot be not applicable")
    rates = {area: earned[area] / applicable[area] for area in system.areas}
    if rule is NotApplicableRule.AREA_RENORMALISE:
        counted = {area: rates[area] * Fraction(system.area_max[area], 100) for area in system.areas}
    elif rule is NotApplicableRule.GLOBAL:
        stretch = 100 / sum(applicable.values(), Fraction(0))
        counted = {area: earned[area] * stretch for area in system.areas}
    else:
        counted = {area: earned[area] + _filled(area, points, rates, system, peers or {}) for area in system.areas}
    return CityTotal(
        points=tuple(points),
        area_points=counted,
        area_rates=rates,
        total=sum(counted.values(), Fraction(0)),
        earned=sum(earned.values(), Fraction(0)),
        applicable=sum(applicable.values(), Fraction(0)),
    )


def _max(system: SystemSpec, points: Points, places: Sequence[int]) -> Fraction:
    return Fraction(sum(system.indicators[i].max_points for i in places if points[i] is not None), 100)


def _earned(points: Points, places: Sequence[int]) -> Fraction:
    return sum((value for i in places if (value := points[i]) is not None), Fraction(0))


def _filled(
    area: str, points: Points, rates: Mapping[str, Fraction], system: SystemSpec, peers: Mapping[int, Fraction]
) -> Fraction:
    missing = [i for i in system.by_area[area] if points[i] is None]
    own = {i: rates[area] * Fraction(system.indicators[i].max_points, 100) for i in missing}
    return sum((peers.get(i, own[i]) for i in missing), Fraction(0))
