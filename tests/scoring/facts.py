"""Builders for what a rule reads: a test names only the rows it is about."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.rules.compute import compute
from scoring.rules.facts import (
    Answer,
    Datum,
    Document,
    Facts,
    Fulfilment,
    InventoryYear,
    Periods,
    Promise,
    Source,
    Standing,
)
from scoring.rules.outcome import Outcome

PERIODS = Periods(review=(2017, 2022), previous=(2012, 2017), epsilon=Fraction("0.005"))
NAMES = {
    "government": Standing.GOVERNMENT,
    "department": Standing.DEPARTMENT,
    "compiled": Standing.COMPILED,
}


def source(row: object, field: str = "", said: object = "") -> Source:
    return Source("form", str(row), field, str(said))


def datum(name: str, row: object, value: object, basis: str = "") -> Datum:
    return Datum(Fraction(str(value)), source(row, name, value), basis)


def figures(**given: Mapping[int, object]) -> dict[str, dict[int, Datum]]:
    return {name: {year: datum(name, year, v) for year, v in years.items()} for name, years in given.items()}


def targets(given: Mapping[tuple[str, int | None], object]) -> dict[tuple[str, int | None], Datum]:
    return {key: datum(key[0], key[1], value) for key, value in given.items()}


def answers(**given: bool) -> dict[str, Answer]:
    return {name: Answer(yes, (source(name),)) for name, yes in given.items()}


def documents(*given: tuple[str, str]) -> list[Document]:
    return [Document(kind, NAMES[standing], source(n, kind)) for n, (kind, standing) in enumerate(given)]


def inventories(years: Sequence[int]) -> list[InventoryYear]:
    return [InventoryYear(year, source(year)) for year in years]


def promises(kept: int, partly: int = 0, not_kept: int = 0) -> list[Promise]:
    states = [Fulfilment.KEPT] * kept + [Fulfilment.PARTLY] * partly + [Fulfilment.NOT_KEPT] * not_kept
    return [Promise(state, source(n)) for n, state in enumerate(states)]


def outcome(
    rule: str, parameters: Mapping[str, Any], facts: Facts, *, points: int = 1000, periods: Periods = PERIODS
) -> Outcome:
    """``points`` in hundredths: 1000 makes a share readable."""
    return compute(rule, parameters, computed_max=points, facts=facts, periods=periods)
