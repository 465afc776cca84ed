"""What a city states against what follows from its own figures: rates, intensities, shares, fuels."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from cities.facts import yearly_figures
from cities.frozen_forms import KeptRow, kept_rows
from cities.models import FuelUse
from cities.plausibility.findings import Finding, Level, Rule
from cities.plausibility.rows import Window, plain
from cities.plausibility.sheets import (
    COEFFICIENTS,
    FUELS_OF,
    FUELS_OFF,
    SHARES_OF,
    STATED_BLOCKS,
    STATED_OFF,
)
from cities.questionnaire.metrics import BY_CODE as METRICS
from cities.questionnaire.rows import WHOLE_PERIOD
from scoring.rules.facts import Facts
from scoring.rules.series import COMPLETED

Content = Mapping[str, object]
Years = Mapping[int, KeptRow]


def _years(content: Content) -> Years:
    return {int(row.row): row for row in kept_rows(content, "F1.years")}


def check_completion(content: Content, window: Window) -> Iterator[Finding]:
    """Growth and fall of intensity as the city states them, against its GDP, energy and CO2."""
    facts = Facts(figures=yearly_figures(content))
    for row in kept_rows(content, "F2.targets"):
        stated = row.decimal("actual")
        if stated is not None and (computed := _computed(row, facts, window)) is not None:
            yield from _apart(row, "actual", Fraction(stated), computed)


def _computed(row: KeptRow, facts: Facts, window: Window) -> Fraction | None:
    year, found = row.get("year"), COMPLETED.get(str(row.get("series")))
    if found is None:
        return None
    start, end = window.review if year == WHOLE_PERIOD else (year - 1, year)
    return found(facts, start, end).value


def check_figures(content: Content, window: Window) -> Iterator[Finding]:
    """Shares lie between 0 and 100 %, and those that form F1 gives are what it gives."""
    years = _years(content)
    for row in kept_rows(content, "F6.figures"):
        for field, year in (("at_start", window.review[0]), ("at_end", window.review[1])):
            stated = row.decimal(field)
            if stated is None or row.row not in METRICS:
                continue
            if METRICS[row.row].is_share and not 0 <= stated <= 100 and row.row != CAN_EXCEED:
                yield _finding(row, field, Rule.NOT_A_SHARE, Level.ERROR, {"value": plain(stated)})
            elif (computed := _share(row.row, years.get(year))) is not None:
                yield from _apart(row, field, Fraction(stated), computed)


CAN_EXCEED = "industry_energy_intensity_fall"
"""A fall is a rate, not a share of a whole: below 0 where the intensity rose."""


def _share(metric: str, row: KeptRow | None) -> Fraction | None:
    """Per cent; None where form F1 does not say it."""
    if row is None or metric not in SHARES_OF:
        return None
    part, whole = (row.decimal(name) for name in SHARES_OF[metric])
    return Fraction(part) / Fraction(whole) * 100 if part is not None and whole else None


def _apart(row: KeptRow, field: str, stated: Fraction, computed: Fraction) -> Iterator[Finding]:
    off = abs(stated - computed)
    if off > STATED_OFF:
        values = {"stated": plain(stated), "computed": plain(computed), "off": plain(off)}
        level = Level.ERROR if off > STATED_BLOCKS else Level.WARNING
        yield _finding(row, field, Rule.NOT_AS_COMPUTED, level, values)


def check_fuels(content: Content, window: Window) -> Iterator[Finding]:
    """Coefficients are of the order of their unit, and the fuels of a year are what it states of them."""
    rows = kept_rows(content, "F1.fuels")
    for row in rows:
        scale, coefficient = COEFFICIENTS.get(row.get("unit")), row.decimal("coefficient")
        if scale and coefficient is not None and not scale.low <= coefficient <= scale.high:
            bounds = {"value": plain(coefficient, 6), "low": plain(scale.low, 4), "high": plain(scale.high, 4)}
            yield _finding(row, "coefficient", Rule.OUT_OF_SCALE, Level.WARNING, bounds)
    for year, data in _years(content).items():
        for field, fuels in FUELS_OF.items():
            parts = [_equivalent(row) for row in rows if row.get("year") == year and row.get("fuel") in fuels]
            known = [part for part in parts if part is not None]
            yield from _fuel_sum(data, field, sum(known, Decimal(0)), is_whole=bool(known) and None not in parts)


def _fuel_sum(row: KeptRow, field: str, found: Decimal, *, is_whole: bool) -> Iterator[Finding]:
    stated = row.decimal(field)
    if not is_whole or stated is None or found <= 0:
        return
    off = abs(Fraction(stated) - Fraction(found)) / Fraction(found)
    if off > FUELS_OFF:
        values = {"stated": plain(stated), "computed": plain(found), "off": plain(off * 100)}
        yield _finding(row, field, Rule.NOT_ITS_FUELS, Level.WARNING, values)


def _equivalent(row: KeptRow) -> Decimal | None:
    """In 10,000 tce, as ``FuelUse`` has it."""
    fuel = FuelUse(
        quantity=row.decimal("quantity"), coefficient=row.decimal("coefficient"), unit=row.get("unit") or ""
    )
    return fuel.coal_equivalent


def _finding(row: KeptRow, field: str, rule: Rule, level: Level, values: Mapping[str, str]) -> Finding:
    return Finding(row.table.key, row.row, field, rule, level, values, row.where)
