"""The rows behind a number, in words: city, form, row, version, and what stands there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cities.questionnaire import FORMS, TABLES, TableSpec
from cities.questionnaire.metrics import BY_CODE as METRICS
from reports.statistics.names import Names
from scoring.statistics.material import PUBLISHED, Material, Row
from scoring.statistics.problems import TAGS
from scoring.statistics.scores import PANEL, RANKING
from scoring.statistics.shape import Origin

LONGEST = 120


@dataclass(frozen=True)
class TraceLine:
    """``said``: what stands in the row; empty for readers who may not see material."""

    city: str
    code: str
    form: str
    row: str
    version: str
    said: str


def trace_lines(
    material: Material, origins: Iterable[Origin], names: Names, *, with_values: bool
) -> Sequence[TraceLine]:
    """One for each row, in the order in which they were read."""
    rows = {row.origin: row for table in material.rows.values() for row in table} if with_values else {}
    return [_line(origin, rows.get(origin), names) for origin in dict.fromkeys(origins)]


def _line(origin: Origin, row: Row | None, names: Names) -> TraceLine:
    table = TABLES["F4.documents"] if origin.table == PUBLISHED else TABLES.get(origin.table)
    return TraceLine(
        city=names.city(origin.city) if origin.city else "–",
        code=origin.city,
        form=_form(origin.table, table),
        row=_row_name(origin, table),
        version=_("version %(number)s") % {"number": origin.version} if origin.version else "",
        said=_said(table, row) if table and row else "",
    )


def _form(name: str, table: TableSpec | None) -> str:
    own = {
        PUBLISHED: _("Register read off the published report"),
        RANKING: _("Ranking"),
        PANEL: _("Signed score sheets"),
        TAGS: _("Problem tags of the experts"),
    }
    if name in own:
        return own[name]
    form = next((form for form in FORMS if table in form.tables), None)
    return f"{form.code} {table.name}" if form and table else name


def _row_name(origin: Origin, table: TableSpec | None) -> str:
    """A year or a figure by its name, an entry of a register by its number."""
    if origin.table == RANKING:
        return _("version %(number)s") % {"number": origin.row}
    if table is None or table.is_single:
        return ""
    if table.is_register:
        return _("entry %(number)s") % {"number": origin.row}
    return str(METRICS[origin.row].name) if origin.row in METRICS else origin.row


def _said(table: TableSpec, row: Row) -> str:
    """Label and value of what was filled in."""
    fields = [field.name for field in table.fields if row.values.get(field.name) not in (None, "", [])]
    return " · ".join(f"{table.label(name)}: {_value(table, name, row.values[name])}" for name in fields)


def _value(table: TableSpec, name: str, value: Any) -> str:
    field = table.model_field(name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        choices = dict(getattr(field, "base_field", field).flatchoices)
        return " / ".join(str(choices.get(each, each)) for each in value)
    text = str(dict(field.flatchoices).get(value, value))
    unit = table.unit(name) if isinstance(field, models.DecimalField) else ""
    return f"{text[:LONGEST]} {unit}".strip()
