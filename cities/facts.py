"""What the rules of computed points read, taken from a submitted version: never from a draft.

Each figure carries the table, the row and the field that it stands in, and what the city wrote there; the words
for these are found when it is shown (``cities.kept_words``). Which form feeds which indicator is said by ``feeds``
in the questionnaire, and by ``docs/method.md``, part 10.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cities.frozen_forms import KeptRow, kept_rows
from cities.models import InnovationPromise, PlanningDocument
from cities.questionnaire.rows import WHOLE_PERIOD
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

Content = Mapping[str, Any]

READING = 1
"""Raised whenever the same content comes to give other facts: proposals are then made again."""

BASES = {
    "gdp_constant": "price_base",
    "energy_total": "energy_basis",
    "coal": "energy_basis",
    "co2_total": "co2_method",
}
"""Figures of form F1 that are only compared within one base: the field that names it."""

YEARLY = (*BASES, "gdp_current", "tertiary")

OF_THE_TASKS = ("green_building_share", "new_energy_bus_share", "forest_cover", "forest_stock")
"""Figures of form F6 that a rule reads, given for both ends of the review period."""

KINDS = {
    PlanningDocument.Kind.PLAN: "low_carbon_plan",
    PlanningDocument.Kind.CLIMATE_PLAN: "climate_plan",
    PlanningDocument.Kind.GHG_CONTROL_PLAN: "ghg_control_plan",
    PlanningDocument.Kind.PILOT_WORK_PLAN: "pilot_work_plan",
}
"""The kinds of plans that count, by the name that the rule gives them; work points of a year are none."""

BEGUN = (
    PlanningDocument.Status.STARTED,
    PlanningDocument.Status.COMPILED,
    PlanningDocument.Status.STARTED_OR_COMPILED,
)

FULFILMENT = {
    InnovationPromise.Fulfilment.DONE: Fulfilment.KEPT,
    InnovationPromise.Fulfilment.PARTLY: Fulfilment.PARTLY,
}

QUESTIONS = {
    "target_set": ("F2.peaking", "target_set"),
    "in_five_year_outline_or_plan": ("F2.peaking", "in_outline_or_plan"),
    "decomposed_to_districts": ("F9.responsibility", "decomposed_to_districts"),
    "in_annual_assessment": ("F9.responsibility", "in_annual_assessment"),
    "results_used": ("F9.responsibility", "results_used"),
    "regular_mechanism": ("F7.mechanism", "regular_mechanism"),
}
"""Questions that a form asks as they are: table and field."""


def facts_of(content: Content, periods: Periods, states: Mapping[str, str] | None = None) -> Facts:
    """The figures and records of a version's content. A version from before the forms has none.

    ``states``: what was verified of promises, by their rows; the others are as the city says.
    """
    return Facts(
        figures={**yearly_figures(content), **_of_the_tasks(content, periods.review)},
        targets=dict(_targets(content)),
        answers={**dict(_answers(content)), **_funding(content, periods.review)},
        documents=list(_documents(content)),
        inventories=list(_inventories(content)),
        promises=list(_promises(content, states or {})),
    )


def yearly_figures(content: Content) -> dict[str, dict[int, Datum]]:
    """Those of form F1: all that growth and intensity are computed from."""
    rows = kept_rows(content, "F1.years")
    return {
        name: {
            int(row.row): Datum(Fraction(value), source_of(row, name), _basis(row, name))
            for row in rows
            if (value := row.decimal(name)) is not None
        }
        for name in YEARLY
    }


def _basis(row: KeptRow, name: str) -> str:
    return str(row.get(BASES[name]) or "") if name in BASES else ""


def _of_the_tasks(content: Content, review: tuple[int, int]) -> dict[str, dict[int, Datum]]:
    rows = {row.row: row for row in kept_rows(content, "F6.figures")}
    ends = zip(review, ("at_start", "at_end"), strict=True)
    columns = list(ends)
    return {
        name: {
            year: Datum(Fraction(value), source_of(rows[name], field))
            for year, field in columns
            if (value := rows[name].decimal(field)) is not None
        }
        for name in OF_THE_TASKS
        if name in rows
    }


def _targets(content: Content) -> Iterator[tuple[tuple[str, int | None], Datum]]:
    for row in kept_rows(content, "F2.targets"):
        value = row.decimal("target")
        if value is not None:
            year = row.get("year")
            series = row.get("series")
            yield (
                (series, None if year == WHOLE_PERIOD else year),
                Datum(Fraction(value), source_of(row, "target")),
            )


def _answers(content: Content) -> Iterator[tuple[str, Answer]]:
    for question, (table, field) in QUESTIONS.items():
        for row in kept_rows(content, table):
            if row.get(field) is not None:
                yield question, Answer(row.get(field), (source_of(row, field),))


def _funding(content: Content, review: tuple[int, int]) -> dict[str, Answer]:
    """A budget line in any year of the review period; an amount above 0 in every year of it."""
    rows = [row for row in kept_rows(content, "F10.years") if review[0] <= int(row.row) <= review[1]]
    lines = [row for row in rows if row.get("budget_line") is not None]
    amounts = {int(row.row): row for row in rows if row.decimal("amount") is not None}
    found = {}
    if lines:
        has_line = any(row.get("budget_line") for row in lines)
        found["budget_line"] = Answer(has_line, _sources(lines, "budget_line"))
    if amounts:
        spent = [year for year, row in amounts.items() if (row.decimal("amount") or Decimal(0)) > 0]
        in_every_year = set(spent) == set(range(review[0], review[1] + 1))
        found["amount_every_year"] = Answer(in_every_year, _sources(amounts.values(), "amount"))
    return found


def _documents(content: Content) -> Iterator[Document]:
    for row in kept_rows(content, "F4.documents"):
        kind, standing = KINDS.get(row.get("kind")), _standing(row)
        if kind and standing:
            yield Document(kind, standing, source_of(row, "status", "issuer_classes"))


def _standing(row: KeptRow) -> Standing | None:
    """One that has been repealed stands nowhere."""
    status, issuers = row.get("status"), row.get("issuer_classes") or []
    if status in BEGUN:
        return Standing.COMPILED
    if status != PlanningDocument.Status.ISSUED:
        return None
    return Standing.GOVERNMENT if PlanningDocument.Issuer.GOVERNMENT in issuers else Standing.DEPARTMENT


def _inventories(content: Content) -> Iterator[InventoryYear]:
    for row in kept_rows(content, "F7.years"):
        if row.get("year") is not None:
            yield InventoryYear(row.get("year"), source_of(row, "year"))


def _promises(content: Content, states: Mapping[str, str]) -> Iterator[Promise]:
    """Every promise on record; one of which nothing is said is not kept."""
    for row in kept_rows(content, "F11.promises"):
        state = states.get(row.row, row.get("fulfilment"))
        yield Promise(FULFILMENT.get(state, Fulfilment.NOT_KEPT), source_of(row, "fulfilment"))


def _sources(rows: Iterable[KeptRow], field: str) -> tuple[Source, ...]:
    return tuple(source_of(row, field) for row in rows)


def source_of(row: KeptRow, *fields: str) -> Source:
    """Where something stands: table, row, field. Of a register's row its title, which people know it by."""
    return Source(
        form=row.table.key, row=row.where, field=fields[0], said=_said(row.get(field) for field in fields)
    )


def _said(values: Iterable[Any]) -> str:
    """As JSON has it: figures as plain text, yes and no, choices by their code."""
    return ",".join(filter(None, map(_one, values)))


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(map(str, value))
    return "" if value is None else str(value)
