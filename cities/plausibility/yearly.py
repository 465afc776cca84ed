"""The yearly data sheet: sums, orders of magnitude, jumps between years, missing years, ratios and their parts.

All bounds are ours [DEF], wide enough for every prefecture-level city, and exact: at the bound is within.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cities.plausibility.findings import Finding, Level, Rule
from cities.plausibility.rows import Window, YearRow, plain, share_of


@dataclass(frozen=True)
class Sum:
    """``parts`` make up ``whole``. Off by more than ``warn``, a share of it, is said; by ``block``, refused."""

    parts: tuple[str, ...]
    whole: str
    warn: Fraction
    block: Fraction


@dataclass(frozen=True)
class Scale:
    """A field lies between ``low`` and ``high``, in its unit; further off than tenfold, the unit is wrong."""

    field: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Ratio:
    """``top`` ÷ ``bottom`` lies between ``low`` and ``high``; tenfold beyond, one of the units is wrong."""

    top: str
    bottom: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Quotient:
    """``stated`` says what ``top`` ÷ ``bottom`` × ``factor`` is."""

    stated: str
    top: str
    bottom: str
    factor: Decimal
    warn: Fraction
    block: Fraction


@dataclass(frozen=True)
class Sheet:
    """What is known of a yearly form."""

    form: str
    sums: Sequence[Sum]
    scales: Sequence[Scale]
    ratios: Sequence[Ratio]
    quotients: Sequence[Quotient]
    jumps: Mapping[str, Fraction]
    """Field → the largest change from one year to the next that needs no word."""
    shares: Sequence[str]
    """Fields in per cent."""
    needed: Sequence[str]
    """Fields that every year of the review period needs."""


UNIT_SLIP = Fraction(5)
"""From one year to the next by more than this factor, up or down: no city does that, a unit does."""


def check_years(rows: Sequence[YearRow], sheet: Sheet, window: Window) -> Iterator[Finding]:
    ordered = sorted(rows, key=lambda row: row.year)
    yield from _missing(ordered, sheet, window)
    for row in ordered:
        yield from _outside(row, sheet, window)
        yield from _sums(row, sheet)
        yield from _scales(row, sheet)
        yield from _ratios(row, sheet)
        yield from _quotients(row, sheet)
    for before, after in pairwise(ordered):
        if after.year == before.year + 1:
            yield from _jumps(before, after, sheet)


def _within(part: Decimal, whole: Decimal, share: Fraction) -> bool:
    """Whether ``part`` is at most this ``share`` of ``whole``: exact, without making a fraction of each figure."""
    return part * share.denominator <= whole * share.numerator


def _at(sheet: Sheet, year: int, field: str, rule: Rule, level: Level, values: Mapping[str, str]) -> Finding:
    return Finding(sheet.form, str(year), field, rule, level, values, str(year))


def _missing(rows: Sequence[YearRow], sheet: Sheet, window: Window) -> Iterator[Finding]:
    """A field that no year has at all is one finding, not one a year; a sheet not begun is missed elsewhere."""
    if not rows:
        return
    given = {field: {row.year for row in rows if field in row.values} for field in sheet.needed}
    for field, years in given.items():
        missing = [year for year in window.years if year not in years]
        if missing:
            values = {"years": ", ".join(map(str, missing))}
            yield Finding(sheet.form, "", field, Rule.MISSING_YEAR, Level.WARNING, values)


def _outside(row: YearRow, sheet: Sheet, window: Window) -> Iterator[Finding]:
    if not window.previous[0] <= row.year <= window.review[1]:
        values = {"first": str(window.previous[0]), "last": str(window.review[1])}
        yield _at(sheet, row.year, "year", Rule.YEAR_OUTSIDE, Level.WARNING, values)


def _sums(row: YearRow, sheet: Sheet) -> Iterator[Finding]:
    for rule in sheet.sums:
        whole = row.values.get(rule.whole)
        parts = {name: row.values[name] for name in rule.parts if name in row.values}
        if whole is None or whole <= 0 or not parts:
            continue
        for name, part in parts.items():
            if part > whole and not _within(part - whole, whole, rule.warn):
                values = {"part": plain(part), "whole": plain(whole)}
                yield _at(sheet, row.year, name, Rule.PART_ABOVE_WHOLE, Level.ERROR, values)
        if len(parts) == len(rule.parts):
            yield from _sum(row, sheet, rule, sum(parts.values(), Decimal(0)), whole)


def _sum(row: YearRow, sheet: Sheet, rule: Sum, total: Decimal, whole: Decimal) -> Iterator[Finding]:
    if not _within(abs(total - whole), whole, rule.warn):
        off = share_of(abs(total - whole), whole)
        level = Level.ERROR if off > rule.block else Level.WARNING
        values = {"sum": plain(total), "whole": plain(whole), "off": plain(off * 100)}
        yield _at(sheet, row.year, rule.whole, Rule.PARTS_NOT_WHOLE, level, values)


def _scales(row: YearRow, sheet: Sheet) -> Iterator[Finding]:
    for scale in sheet.scales:
        value = row.values.get(scale.field)
        if value is not None and not scale.low <= value <= scale.high:
            far = not scale.low / 10 <= value <= scale.high * 10
            values = {"value": plain(value, 4), "low": plain(scale.low, 4), "high": plain(scale.high, 4)}
            level = Level.ERROR if far else Level.WARNING
            yield _at(sheet, row.year, scale.field, Rule.OUT_OF_SCALE, level, values)
    for field in sheet.shares:
        value = row.values.get(field)
        if value is not None and not 0 <= value <= 100:
            yield _at(sheet, row.year, field, Rule.NOT_A_SHARE, Level.ERROR, {"value": plain(value)})


def _ratios(row: YearRow, sheet: Sheet) -> Iterator[Finding]:
    for ratio in sheet.ratios:
        top, bottom = row.values.get(ratio.top), row.values.get(ratio.bottom)
        if top is None or bottom is None or bottom <= 0:
            continue
        if not ratio.low * bottom <= top <= ratio.high * bottom:
            found = share_of(top, bottom)
            far = not Fraction(ratio.low) / 10 <= found <= Fraction(ratio.high) * 10
            values = {"value": plain(found, 4), "low": plain(ratio.low, 4), "high": plain(ratio.high, 4)}
            values["bottom"] = ratio.bottom
            level = Level.ERROR if far else Level.WARNING
            yield _at(sheet, row.year, ratio.top, Rule.RATIO_OUT_OF_SCALE, level, values)


def _quotients(row: YearRow, sheet: Sheet) -> Iterator[Finding]:
    for rule in sheet.quotients:
        stated, top, bottom = (row.values.get(name) for name in (rule.stated, rule.top, rule.bottom))
        if stated is None or top is None or bottom is None or bottom <= 0 or top <= 0:
            continue
        computed = share_of(top, bottom) * Fraction(rule.factor)
        off = abs(Fraction(stated) - computed) / computed
        if off > rule.warn:
            level = Level.ERROR if off > rule.block else Level.WARNING
            values = {"stated": plain(stated, 4), "computed": plain(computed, 4), "off": plain(off * 100)}
            yield _at(sheet, row.year, rule.stated, Rule.NOT_ITS_PARTS, level, values)


def _jumps(before: YearRow, after: YearRow, sheet: Sheet) -> Iterator[Finding]:
    for field, most in sheet.jumps.items():
        old, new = before.values.get(field), after.values.get(field)
        if old is None or new is None or old <= 0 or new <= 0:
            continue
        slips = not (_within(new, old, UNIT_SLIP) and _within(old, new, UNIT_SLIP))
        if not slips and _within(abs(new - old), old, most):
            continue
        change = plain((share_of(new, old) - 1) * 100, 1)
        values = {"before": plain(old), "after": plain(new), "change": change}
        if slips:
            yield _at(sheet, after.year, field, Rule.UNIT_SLIP, Level.ERROR, values)
        else:
            yield _at(sheet, after.year, field, Rule.JUMP, Level.WARNING, {**values, "most": plain(most * 100)})
