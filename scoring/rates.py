"""Rates (得分率): points ÷ applicable maxima, of a city and of the nation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.round_totals import RoundTotals
from scoring.system import SystemSpec


@dataclass(frozen=True)
class NationalRates:
    """Over the ranked cities; None where there is none."""

    cities: int
    """How many are ranked."""
    area_rates: Mapping[str, Fraction | None]
    """The mean of the cities' rates, so that with ``area_renormalise`` Σ rate × points is the mean total."""
    indicator_rates: Mapping[str, Fraction | None]
    """By code, over the ranked cities to which the indicator applies."""
    mean_total: Fraction | None
    """In points, of exact totals."""


def national_rates(totals: RoundTotals, system: SystemSpec) -> NationalRates:
    """The nation's rates. The pooled rate (all points ÷ all maxima) is advice and not this."""
    whole = int(totals.whole.sum())
    cities = whole + len(totals.exact)
    sums = totals.indicator_sums
    area_sums = {area: sum(sums[place] for place in places) for area, places in system.by_area.items()}
    return NationalRates(
        cities=cities,
        area_rates={
            area: _mean(
                numerator,
                totals.scale * system.area_max[area],
                [city.area_rates[area] for city in totals.exact.values()],
                cities,
            )
            for area, numerator in area_sums.items()
        },
        indicator_rates=_indicator_rates(totals, system, sums, whole),
        mean_total=_mean(sum(sums), totals.scale * 100, [city.total for city in totals.exact.values()], cities),
    )


def _indicator_rates(
    totals: RoundTotals, system: SystemSpec, sums: Sequence[int], whole: int
) -> dict[str, Fraction | None]:
    rates: dict[str, Fraction | None] = {}
    for place, (spec, numerator) in enumerate(zip(system.indicators, sums, strict=True)):
        points = [value for city in totals.exact.values() if (value := city.points[place]) is not None]
        others = [value * 100 / spec.max_points for value in points]
        rates[spec.code] = _mean(numerator, totals.scale * spec.max_points, others, whole + len(others))
    return rates


def _mean(numerator: int, denominator: int, others: Sequence[Fraction], count: int) -> Fraction | None:
    """Of ``count`` values: ``others``, and those that sum to numerator ÷ denominator."""
    if not others:
        return Fraction(numerator, denominator * count) if count else None
    return (Fraction(numerator, denominator) + sum(others)) / count
