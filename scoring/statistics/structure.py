"""S2 and S3: shares that changed over the review period. S5 and S6: what became of CO2."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from scoring.canonical import plain_decimal
from scoring.rules.series import CO2, COAL, ENERGY, GDP, GDP_CURRENT, TERTIARY, yearly_rate
from scoring.statistics.material import Material
from scoring.statistics.pairs import COEFFICIENT, METHOD, PRICES, Pair, Pairs, pairs
from scoring.statistics.parameters import RELATIVE, Parameters
from scoring.statistics.shape import Amount, Exclusion, Statistic, Why, count_of, guarded, rounded


class Trend(StrEnum):
    """Of a city's CO2, each city in one class."""

    STABLE_OR_FALLING = "stable_or_falling"  # 稳中有降
    SLOWER = "slower"  # 增速下降
    GROWING = "growing"  # 增长


def tertiary_share(material: Material, parameters: Parameters) -> Statistic:
    """S2: cities whose share of the tertiary sector rose by at least the threshold, biggest rise first."""
    found = pairs(material, material.review, [TERTIARY, GDP_CURRENT], divisors=[GDP_CURRENT])
    rises = {city: _rise(pair, TERTIARY, GDP_CURRENT) for city, pair in found.by_city.items()}
    reached = biggest_first({c: rise for c, rise in rises.items() if rise >= parameters.tertiary_rise})
    amounts = [count_of("reached", reached, len(rises))]
    return _of_pairs("S2", amounts, found, material, parameters, "tertiary_rise", "examples")


def coal_share(material: Material, parameters: Parameters) -> Statistic:
    """S3: cities whose share of coal fell by more than the threshold, in percentage points or relative to it."""
    found = pairs(material, material.review, [COAL, ENERGY], divisors=[ENERGY], bases=[COEFFICIENT])
    falls = {city: _fall(pair, parameters) for city, pair in found.by_city.items()}
    reached = biggest_first({c: fall for c, fall in falls.items() if fall > parameters.coal_fall})
    amounts = [count_of("reached", reached, len(falls))]
    if parameters.coal_nation is not None:
        nation = parameters.fraction("coal_nation")
        amounts.append(count_of("above_nation", [c for c, fall in falls.items() if fall > nation], len(falls)))
    names = ("coal_fall", "coal_measure", "coal_nation", "examples")
    return _of_pairs("S3", amounts, found, material, parameters, *names)


def intensity(material: Material, parameters: Parameters) -> Statistic:
    """S5: cities whose CO2 per unit of GDP at constant prices fell by at least the threshold."""
    found = pairs(material, material.review, [CO2, GDP], divisors=[CO2, GDP], bases=[METHOD, PRICES])
    falls = {city: _relative_fall(pair, CO2, GDP) for city, pair in found.by_city.items()}
    fell = [city for city, fall in falls.items() if fall > 0]
    reached = [city for city, fall in falls.items() if fall >= parameters.intensity_fall]
    amounts = [count_of("reached", reached, len(falls)), count_of("fell", fell, len(falls))]
    return _of_pairs("S5", amounts, found, material, parameters, "intensity_fall")


def trends(material: Material, parameters: Parameters) -> Statistic:
    """S6: cities by what became of total CO2: not above +ε a year; slower than in the previous period; growing."""
    found = pairs(material, material.review, [CO2], divisors=[CO2], bases=[METHOD])
    before = pairs(material, material.previous, [CO2], divisors=[CO2], bases=[METHOD])
    classes = {city: _trend(material, pair, before.by_city.get(city)) for city, pair in found.by_city.items()}
    known = {city: trend for city, trend in classes.items() if trend}
    unknown = tuple(Exclusion(city, Why.NO_PREVIOUS_PERIOD) for city in classes if city not in known)
    amounts = [
        count_of(trend.value, [city for city, its in known.items() if its is trend], len(known)) for trend in Trend
    ]
    origins = replace(found, by_city={city: found.by_city[city] for city in known}).origins
    earlier = tuple(o for city in known if city in before.by_city for o in before.by_city[city].origins)
    return Statistic(
        "S6", _all_guarded(amounts, len(known), parameters), len(known), material.of,
        found.excluded + unknown, origins + earlier,
        {"epsilon": plain_decimal(rounded(material.epsilon * 100, 4)), **parameters.chosen("smallest_group")},
    )  # fmt: skip


def _trend(material: Material, pair: Pair, before: Pair | None) -> Trend | None:
    """None: CO2 grew, and nobody can say whether more slowly."""
    rate = _yearly(pair, material.review)
    if rate <= material.epsilon:
        return Trend.STABLE_OR_FALLING
    if before is None:
        return None
    return Trend.SLOWER if rate < _yearly(before, material.previous) else Trend.GROWING


def _yearly(pair: Pair, span: tuple[int, int]) -> Fraction:
    return yearly_rate(*pair.values(CO2), span[1] - span[0])


def _rise(pair: Pair, part: str, whole: str) -> Fraction:
    """In percentage points."""
    before, after = pair.share(part, whole)
    return (after - before) * 100


def _fall(pair: Pair, parameters: Parameters) -> Fraction:
    """Of coal: in percentage points, or in per cent of what the share was; a share of 0 can't fall."""
    before, after = pair.share(COAL, ENERGY)
    if parameters.coal_measure == RELATIVE:
        return (1 - after / before) * 100 if before else Fraction(0)
    return (before - after) * 100


def _relative_fall(pair: Pair, part: str, whole: str) -> Fraction:
    before, after = pair.share(part, whole)
    return (1 - after / before) * 100


def biggest_first(values: Mapping[str, Fraction]) -> list[str]:
    """Equal ones in the order of the round."""
    return sorted(values, key=lambda city: -values[city])


def _of_pairs(
    code: str, amounts: Sequence[Amount], found: Pairs, material: Material, parameters: Parameters, *names: str
) -> Statistic:
    number = len(found.by_city)
    chosen = parameters.chosen(*names, "smallest_group")
    kept = _all_guarded(amounts, number, parameters)
    return Statistic(code, kept, number, material.of, found.excluded, found.origins, chosen)


def _all_guarded(amounts: Sequence[Amount], group: int, parameters: Parameters) -> tuple[Amount, ...]:
    return tuple(guarded(amount, group, int(parameters.smallest_group)) for amount in amounts)
