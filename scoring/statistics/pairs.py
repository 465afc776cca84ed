"""The same figures of two years, city by city: only what may be compared is compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.statistics.material import Material, Row
from scoring.statistics.shape import Exclusion, Origin, Why

Basis = tuple[str, Why]

PRICES: Basis = ("price_base", Why.MIXED_PRICES)
METHOD: Basis = ("co2_method", Why.MIXED_METHODS)
COEFFICIENT: Basis = ("energy_basis", Why.MIXED_COEFFICIENTS)


@dataclass(frozen=True, eq=False)
class Pair:
    """A city's rows of two years, in which every figure that is asked for stands."""

    first: Row
    last: Row

    def values(self, name: str) -> tuple[Fraction, Fraction]:
        before, after = self.first.number(name), self.last.number(name)
        assert before is not None
        assert after is not None
        return before, after

    def share(self, part: str, whole: str) -> tuple[Fraction, Fraction]:
        (part_a, part_b), (whole_a, whole_b) = self.values(part), self.values(whole)
        return part_a / whole_a, part_b / whole_b

    @property
    def origins(self) -> tuple[Origin, Origin]:
        return self.first.origin, self.last.origin


@dataclass(frozen=True, eq=False)
class Pairs:
    by_city: Mapping[str, Pair]
    excluded: tuple[Exclusion, ...]

    @property
    def origins(self) -> tuple[Origin, ...]:
        return tuple(origin for pair in self.by_city.values() for origin in pair.origins)


def pairs(
    material: Material,
    span: tuple[int, int],
    names: Sequence[str],
    *,
    divisors: Sequence[str] = (),
    bases: Sequence[Basis] = (),
) -> Pairs:
    """Every city that has ``names`` for both years, those of ``divisors`` above 0, on one basis each."""
    found: dict[str, Pair] = {}
    excluded: list[Exclusion] = []
    for city in material.codes:
        rows = material.years.get(city, {})
        first, last = (rows.get(year) for year in span)
        why = Why.NOT_HANDED_IN if not rows else _why_not(first, last, names, divisors, bases)
        if why is None and first and last:
            found[city] = Pair(first, last)
        elif why:
            excluded.append(Exclusion(city, why))
    return Pairs(found, tuple(excluded))


def _why_not(
    first: Row | None, last: Row | None, names: Sequence[str], divisors: Sequence[str], bases: Sequence[Basis]
) -> Why | None:
    if first is None or last is None:
        return Why.NO_FIGURE
    both = (first, last)
    if any(row.number(name) is None for row in both for name in names):
        return Why.NO_FIGURE
    if any((row.number(name) or 0) <= 0 for row in both for name in divisors):
        return Why.NOT_ABOVE_ZERO
    return next((why for field, why in bases if first.text(field) != last.text(field)), None)
