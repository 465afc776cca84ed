"""S1 and S4: how GDP and CO2 grew over the review period."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from scoring.rules.series import CO2, GDP, yearly_rate
from scoring.statistics.material import Material
from scoring.statistics.pairs import METHOD, PRICES, Pair, Pairs, pairs
from scoring.statistics.parameters import MOST, Parameters
from scoring.statistics.shape import Amount, Exclusion, Statistic, Unit, Why, guarded


def gdp_growth(material: Material, parameters: Parameters) -> Statistic:
    """S1: (ΣGDP at the end ÷ ΣGDP at the start)^(1/n) − 1, constant prices; beside it the cities' own rates."""
    found = pairs(material, material.review, [GDP], divisors=[GDP], bases=[PRICES])
    return _growth("S1", GDP, found, material, parameters, parameters.chosen("smallest_group"))


def co2_growth(material: Material, parameters: Parameters) -> Statistic:
    """S4: the same of CO2, over the cities of one method: figures of different methods don't add up."""
    found = pairs(material, material.review, [CO2], divisors=[CO2], bases=[METHOD])
    method = summed_method(found, parameters)
    same = {city: pair for city, pair in found.by_city.items() if pair.first.text("co2_method") == method}
    other = tuple(Exclusion(city, Why.OTHER_METHOD) for city in found.by_city if city not in same)
    chosen = {**parameters.chosen("co2_method", "smallest_group"), "method": method}
    return _growth("S4", CO2, Pairs(same, found.excluded + other), material, parameters, chosen)


def summed_method(found: Pairs, parameters: Parameters) -> str:
    """The method that the parameter names, or the one that most cities use; of equal ones the first by name."""
    if parameters.co2_method != MOST:
        return parameters.co2_method
    used = Counter(pair.first.text("co2_method") for pair in found.by_city.values())
    return min(used, key=lambda method: (-used[method], method), default="")


def _growth(
    code: str, name: str, found: Pairs, material: Material, parameters: Parameters, chosen: Mapping[str, str]
) -> Statistic:
    years = material.review[1] - material.review[0]
    rates = [_rate(pair, name, years) for pair in found.by_city.values()]
    numbers = {"pooled": _pooled(found, name, years), "mean": mean(rates), "median": median(rates)}
    number = len(rates)
    amounts = [
        guarded(Amount(key, value, Unit.PERCENT, number, decimals=1), number, int(parameters.smallest_group))
        for key, value in numbers.items()
    ]
    return Statistic(code, tuple(amounts), number, material.of, found.excluded, found.origins, chosen)


def _rate(pair: Pair, name: str, years: int) -> Fraction:
    """Per cent a year."""
    return yearly_rate(*pair.values(name), years) * 100


def _pooled(found: Pairs, name: str, years: int) -> Fraction | None:
    values = [pair.values(name) for pair in found.by_city.values()]
    if not values:
        return None
    first, last = (sum(column, Fraction(0)) for column in zip(*values, strict=True))
    return yearly_rate(first, last, years) * 100


def mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def median(values: Sequence[Fraction]) -> Fraction | None:
    """The middle one; of an even number the mean of the two in the middle."""
    ordered, middle = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
