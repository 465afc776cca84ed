"""Figures that are made of several rows: growth, reduction, change and level, each with its arithmetic.

A figure is None where a row is missing, where a divisor is not above 0, or where two rows rest on different bases
(another method, another base year): such rows are not compared, and the flag says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from scoring.rules.facts import Datum, Facts, Source
from scoring.rules.outcome import Flag, Step, StepName, Unit, shown

ROOT_DIGITS = 60
ROOT_PLACES = 40
"""A root is computed to the first and kept to the second, so that one that is a short decimal is exactly it."""

GDP = "gdp_constant"
GDP_CURRENT = "gdp_current"
CO2 = "co2_total"
ENERGY = "energy_total"
COAL = "coal"
TERTIARY = "tertiary"
FOREST_COVER = "forest_cover"
FOREST_STOCK = "forest_stock"
GREEN_BUILDINGS = "green_building_share"
NEW_ENERGY_BUSES = "new_energy_bus_share"


@dataclass(frozen=True)
class Figure:
    """A figure with its step and sources; without a value it says why."""

    value: Fraction | None
    steps: tuple[Step, ...] = ()
    sources: tuple[Source, ...] = ()
    flags: frozenset[Flag] = frozenset({Flag.NO_DATA})


def mean_growth(facts: Facts, name: str, start: int, end: int, *, step: StepName = StepName.FIGURE) -> Figure:
    """Mean yearly growth from ``start`` to ``end`` in per cent: (end ÷ start) to the power 1 ÷ n, minus 1."""
    rows = _Rows.of(facts, (name, start), (name, end))
    if rows.are_missing or not rows.are_positive(0, 1):
        return rows.nothing
    first, last = rows.values
    rate = yearly_rate(first, last, end - start) * 100
    power = f"^(1 ÷ {end - start})" if end > start + 1 else ""
    formula = f"(({shown(last)} ÷ {shown(first)}){power} − 1) × 100"
    return rows.figure(rate, Step(step, _span(start, end), formula, rate, Unit.PER_CENT))


def yearly_rate(first: Fraction, last: Fraction, years: int) -> Fraction:
    """The constant yearly rate that leads from ``first`` to ``last``, both above 0, to 40 decimals."""
    if years == 1:
        return last / first - 1
    ratio = last / first
    with localcontext() as context:
        context.prec = ROOT_DIGITS
        root = (Decimal(ratio.numerator) / Decimal(ratio.denominator)) ** (Decimal(1) / Decimal(years))
        return Fraction(root.quantize(Decimal(10) ** -ROOT_PLACES)) - 1


def reduction(facts: Facts, name: str, per: str, start: int, end: int) -> Figure:
    """By how many per cent ``name`` per unit of ``per`` fell from ``start`` to ``end``."""
    rows = _Rows.of(facts, (name, start), (per, start), (name, end), (per, end))
    if rows.are_missing or not rows.are_positive(0, 1, 3):
        return rows.nothing
    before, per_before, after, per_after = rows.values
    fall = (1 - (after / per_after) / (before / per_before)) * 100
    formula = f"(1 − ({shown(after)} ÷ {shown(per_after)}) ÷ ({shown(before)} ÷ {shown(per_before)})) × 100"
    return rows.figure(fall, Step(StepName.FIGURE, _span(start, end), formula, fall, Unit.PER_CENT))


def change_of_share(facts: Facts, part: str, whole: str, start: int, end: int) -> Figure:
    """By how many percentage points the share of ``part`` in ``whole`` rose."""
    rows = _Rows.of(facts, (part, start), (whole, start), (part, end), (whole, end))
    return _change(rows, rows.values, _span(start, end))


def fall_of_share(facts: Facts, part: str, whole: str, start: int, end: int) -> Figure:
    """By how many percentage points the share of ``part`` in ``whole`` fell."""
    rows = _Rows.of(facts, (part, start), (whole, start), (part, end), (whole, end))
    return _change(rows, (*rows.values[2:], *rows.values[:2]), _span(start, end))


def _change(rows: "_Rows", values: Sequence[Fraction], about: str) -> Figure:
    if rows.are_missing or not rows.are_positive(1, 3):
        return rows.nothing
    part_a, whole_a, part_b, whole_b = values
    change = (part_b / whole_b - part_a / whole_a) * 100
    formula = f"({shown(part_b)} ÷ {shown(whole_b)} − {shown(part_a)} ÷ {shown(whole_a)}) × 100"
    return rows.figure(change, Step(StepName.FIGURE, about, formula, change, Unit.PERCENTAGE_POINTS))


def level(facts: Facts, name: str, year: int) -> Figure:
    """The figure as it stands for ``year``, given in per cent, as a share."""
    rows = _Rows.of(facts, (name, year))
    if rows.are_missing:
        return rows.nothing
    [given] = rows.values
    return rows.figure(given / 100, Step(StepName.FIGURE, str(year), f"{shown(given)} ÷ 100", given / 100))


def _span(start: int, end: int) -> str:
    """A year's own change is named by the year, a longer one by both ends."""
    return str(end) if end == start + 1 else f"{start}–{end}"


@dataclass(frozen=True)
class _Rows:
    """The rows that a figure is made of, in order. Rows of one name must rest on one basis."""

    wanted: tuple[tuple[str, int], ...]
    found: tuple[Datum | None, ...]

    @classmethod
    def of(cls, facts: Facts, *wanted: tuple[str, int]) -> "_Rows":
        return cls(wanted, tuple(facts.figures.get(name, {}).get(year) for name, year in wanted))

    @property
    def values(self) -> tuple[Fraction, ...]:
        return tuple(row.value for row in self.found if row)

    @property
    def is_mixed(self) -> bool:
        bases: dict[str, set[str]] = {}
        for (name, _year), row in zip(self.wanted, self.found, strict=True):
            if row:
                bases.setdefault(name, set()).add(row.basis)
        return any(len(different) > 1 for different in bases.values())

    @property
    def are_missing(self) -> bool:
        return None in self.found or self.is_mixed

    def are_positive(self, *places: int) -> bool:
        return all(self.values[place] > 0 for place in places)

    @property
    def nothing(self) -> Figure:
        """No figure: what is missing is named."""
        steps = tuple(
            Step(StepName.MISSING, f"{name} {year}", "–", Fraction(0))
            for (name, year), row in zip(self.wanted, self.found, strict=True)
            if row is None
        )
        flags = {Flag.NO_DATA, Flag.MIXED_BASIS} if self.is_mixed else {Flag.NO_DATA}
        return Figure(None, steps, self._sources, frozenset(flags))

    def figure(self, value: Fraction, step: Step) -> Figure:
        return Figure(value, (step,), self._sources, frozenset())

    @property
    def _sources(self) -> tuple[Source, ...]:
        return tuple(row.source for row in self.found if row)


Between = Callable[[Facts, int, int], Figure]

COMPLETED: Mapping[str, Between] = {
    "gdp_growth": lambda facts, start, end: mean_growth(facts, GDP, start, end),
    "co2_intensity_reduction": lambda facts, start, end: reduction(facts, CO2, GDP, start, end),
    "energy_intensity_reduction": lambda facts, start, end: reduction(facts, ENERGY, GDP, start, end),
}
"""What a completion rate can be of, in per cent."""

CHANGES: Mapping[str, Between] = {
    "tertiary_share_pp": lambda facts, start, end: change_of_share(facts, TERTIARY, GDP_CURRENT, start, end),
    "coal_share_fall_pp": lambda facts, start, end: fall_of_share(facts, COAL, ENERGY, start, end),
}
"""What changes over the review period, in percentage points."""

LEVELS: Mapping[str, str] = {
    "green_building_share_of_new": GREEN_BUILDINGS,
    "new_energy_bus_share": NEW_ENERGY_BUSES,
}
"""What has a level at the end of the review period, as a share."""

TRENDS: Mapping[str, tuple[str, ...]] = {
    "co2_total": (CO2,),
    "forest_cover_or_stock": (FOREST_COVER, FOREST_STOCK),
}
"""What has a trend: the first figure with both years counts."""
