"""Rates (得分率): points ÷ applicable maxima, of a city and of the nation."""

from collections.abc import Mapping
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
    area_sums = dict(zip(system.areas, totals.area_numerators.sum(axis=0).tolist(), strict=True))
    area_rates: dict[str, Fraction | None] = {}
    for area, numerator in area_sums.items():
        share = Fraction(numerator, totals.scale * system.area_max[area])
        area_rates[area] = _mean(share + sum(city.area_rates[area] for city in totals.exact.values()), cities)
    points = Fraction(sum(area_sums.values()), totals.scale * 100)
    return NationalRates(
        cities=cities,
        area_rates=area_rates,
        indicator_rates=_indicator_rates(totals, system, whole),
        mean_total=_mean(points + sum(city.total for city in totals.exact.values()), cities),
    )


def _indicator_rates(totals: RoundTotals, system: SystemSpec, whole: int) -> dict[str, Fraction | None]:
    rates: dict[str, Fraction | None] = {}
    sums = totals.numerators.sum(axis=0).tolist()
    for place, spec in enumerate(system.indicators):
        others = [value for city in totals.exact.values() if (value := city.points[place]) is not None]
        points = Fraction(sums[place], totals.scale * 100) + sum(others)
        rates[spec.code] = _mean(points * 100 / spec.max_points, whole + len(others))
    return rates


def _mean(total: Fraction, count: int) -> Fraction | None:
    return total / count if count else None
