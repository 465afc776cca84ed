"""The official method once more, as plainly as it can be written: lists, Fraction, Decimal, nothing of the engine.

Points are hundredths where they are integers and in points otherwise. A policy is its plain dictionary, an
indicator a dictionary with code, area, computed_max, judged_max and domain, a city a ``GivenCity`` of ``make``.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from statistics import median
from typing import Any

from tests.scoring.make import GivenCity

Indicator = dict[str, Any]
Policy = dict[str, Any]


def cell(marks: Sequence[tuple[int, int]], rule: str) -> Fraction:
    """Every mark written out as often as weight × n says, then people's arithmetic on the list."""
    n, whole = len(marks), sum(weight for _, weight in marks)
    if rule == "median":
        return Fraction(median(sorted(Fraction(mark) for mark, weight in marks for _ in range(weight)))) / 100
    written = sorted(mark for mark, weight in marks for _ in range(weight * n))
    if (rule == "mean_then_trim" and n >= 4) or (rule == "trimmed" and n >= 3):
        written = written[whole:-whole]
    return Fraction(sum(written), len(written)) / 100


def spread(marks: Sequence[tuple[int, int]], rule: str) -> int:
    n, whole = len(marks), sum(weight for _, weight in marks)
    written = sorted(mark for mark, weight in marks for _ in range(weight * n))
    if (rule == "mean_then_trim" and n >= 4) or (rule == "trimmed" and n >= 3):
        written = written[whole:-whole]
    return written[-1] - written[0] if written else 0


def points(city: GivenCity, indicator: Indicator, spec: Any, policy: Policy) -> Fraction:
    """Computed part plus judged part, or the judged part for all."""
    judged = cell(city.marks_of(spec), policy["cell_rule"]) if indicator["judged_max"] else Fraction(0)
    if indicator["code"] in city.settled:
        judged = Fraction(city.settled[indicator["code"]], 100)
    if indicator["code"] in city.computed_off:
        full = indicator["computed_max"] + indicator["judged_max"]
        return judged / Fraction(indicator["judged_max"]) * full
    return judged + Fraction(city.computed_of(spec)) / 100


def complete(city: GivenCity, specs: Sequence[Any], policy: Policy) -> bool:
    return all(_has_all(city, spec, policy) for spec in specs if spec.code not in city.not_applicable)


def _has_all(city: GivenCity, spec: Any, policy: Policy) -> bool:
    least = policy["everyone_min_marks"] if spec.domain is None else policy["min_marks"]
    marked = spec.judged_max == 0 or len(city.marks_of(spec)) >= least
    checked = spec.computed_max == 0 or spec.code in city.computed_off or spec.code not in city.unverified
    return marked and checked


def totals(cities: Sequence[GivenCity], specs: Sequence[Any], policy: Policy) -> list[Fraction | None]:
    """Each complete city's exact total; None: not in the ranking."""
    rows: list[dict[str, Fraction] | None] = []
    for city in cities:
        if not complete(city, specs, policy):
            rows.append(None)
            continue
        rows.append({s.code: points(city, vars(s), s, policy) for s in specs if s.code not in city.not_applicable})
    return [None if row is None else _total(row, rows, specs, policy["not_applicable"]) for row in rows]


def _total(
    row: dict[str, Fraction], rows: Sequence[dict[str, Fraction] | None], specs: Sequence[Any], rule: str
) -> Fraction:
    full = {s.code: Fraction(s.computed_max + s.judged_max, 100) for s in specs}
    if rule == "global":
        return sum(row.values(), Fraction(0)) * 100 / sum(full[code] for code in row)
    total = Fraction(0)
    for area in {s.area for s in specs}:
        codes = [s.code for s in specs if s.area == area]
        mine = [code for code in codes if code in row]
        rate = sum((row[code] for code in mine), Fraction(0)) / sum(full[code] for code in mine)
        if rule == "area_renormalise":
            total += rate * sum(full[code] for code in codes)
            continue
        for code in codes:
            peers = [other[code] for other in rows if other is not None and code in other]
            filled = sum(peers, Fraction(0)) / len(peers) if peers else rate * full[code]
            total += row.get(code, filled)
    return total


def rounded(total: Fraction, policy: Policy) -> Decimal:
    """Far more digits than any tie needs, then Decimal's own rounding."""
    way = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}[policy["rounding"]]
    with localcontext() as context:
        context.prec = 200
        exact = Decimal(total.numerator) / Decimal(total.denominator)
        return exact.quantize(Decimal(1).scaleb(-policy["decimals"]), rounding=way)


def rank(value: Any, others: Sequence[Any]) -> int:
    return 1 + sum(other > value for other in others)


def grade(value: Decimal, policy: Policy) -> int:
    """4 优秀, 3 良好, 2 合格, 1 不合格."""
    names = ("qualified_from", "good_from", "excellent_from")
    return 1 + sum(value >= Decimal(policy[name]) for name in names)
