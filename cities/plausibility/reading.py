"""The rows that are checked, taken from the content of a draft or version."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cities.frozen_forms import KeptRow, kept_rows
from cities.plausibility.rows import DatedRow, YearRow
from cities.questionnaire import TABLES

EVIDENCE = "evidence"

DATES: Mapping[str, tuple[str, ...]] = {
    "F2.peaking": ("adopted_on",),
    "F3.bodies": ("founded_on",),
    "F4.documents": ("issued_on",),
    "F5.policies": ("issued_on",),
    "F7.years": ("completed_on",),
    "F11.promises": ("completed_on",),
    "F14.letter": ("signed_on",),
}
"""Tables with dates."""

PLAN_YEARS = ("first_year", "last_year")


def year_rows(content: Mapping[str, Any], key: str) -> list[YearRow]:
    """The figures of a table with a row a year; a year of which nothing is said is not here."""
    rows = kept_rows(content, key)
    numbers = [name for name in _figures(key) if name not in TABLES[key].key_fields]
    found = [YearRow(int(row.row), _values(row, numbers)) for row in rows]
    return [row for row in found if row.values]


def _figures(key: str) -> Iterator[str]:
    table = TABLES[key]
    for field in table.fields:
        if table.model_field(field.name).get_internal_type() == "DecimalField":
            yield field.name


def _values(row: KeptRow, names: list[str]) -> dict[str, Decimal]:
    return {name: value for name in names if (value := row.decimal(name)) is not None}


def dated_rows(content: Mapping[str, Any]) -> Iterator[DatedRow]:
    """Everything with a date."""
    for piece in content["evidence"]:
        if piece["issued_on"]:
            dates = {"issued_on": date.fromisoformat(piece["issued_on"])}
            yield DatedRow(EVIDENCE, str(piece["id"]), piece["title"], dates)
    for key, fields in DATES.items():
        for row in kept_rows(content, key):
            days = {name: day for name in fields if (day := row.day(name)) is not None}
            if found := days | _plan_years(row):
                yield DatedRow(key, row.row, row.where, found)


def _plan_years(row: KeptRow) -> dict[str, date]:
    """From the first day of a plan's first year to the last day of its last."""
    if not all(row.get(name) for name in PLAN_YEARS):
        return {}
    first, last = (int(row.get(name)) for name in PLAN_YEARS)
    return {"first_year": date(first, 1, 1), "last_year": date(last, 12, 31)}
