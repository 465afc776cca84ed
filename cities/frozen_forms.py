"""The rows of the city's forms as a version keeps them, and reading them back.

``content["forms"]`` is, by form and table::

    {"F1": {"years": [{"row": "2018", "values": {"gdp_current": "3120.5", ...},
                       "source": {"evidence": id, "title", "file_name", "sha256", "pages"} or None}]}}

``row`` is the key of the row (``TableSpec.row_key``), the same in every version. ``values`` has what was filled
in, decimals as plain text, dates as 2022-03-01; what is private is not there. ``content["nothing"]`` lists the
tables where the city says that it has nothing to enter.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from cities.models import Evidence, FormRow
from cities.questionnaire import BY_CODE, FORMS, TABLES, TableSpec
from scoring.canonical import plain_decimal

if TYPE_CHECKING:  # queries read what is frozen here
    from cities.queries.forms import FormRows

EMPTY: tuple[Any, ...] = (None, "", [])

Kept = dict[str, Any]


def freeze_forms(rows: "FormRows", evidence: Mapping[int, Evidence], codes: Container[str] = BY_CODE) -> Kept:
    """Every row that says anything, of all forms or of some. ``evidence``: what the draft has, by number."""
    return {
        form.code: {
            table.short_key: [kept for row in rows.of(table) if (kept := _freeze(table, row, evidence))]
            for table in form.tables
        }
        for form in FORMS
        if form.tables and form.code in codes
    }


def _freeze(table: TableSpec, row: FormRow, evidence: Mapping[int, Evidence]) -> Kept | None:
    values = {
        field.name: plain(value)
        for field in table.fields
        if not field.private and (value := value_of(row, field.name)) not in EMPTY
    }
    source = _source(row, evidence) if table.has_source else None
    if not values and source is None:
        return None
    keys = {name: plain(getattr(row, name)) for name in table.key_fields}
    return {"row": table.row_key(row), "values": keys | values, "source": source}


def value_of(row: FormRow, name: str) -> Any:
    """The stored value of a field; of a field that names another row, that row's number."""
    return getattr(row, _attribute(type(row), name))


@cache
def _attribute(model: type[FormRow], name: str) -> str:
    attribute: str = model._meta.get_field(name).attname  # type: ignore[union-attr]  # no reverse relations
    return attribute


def plain(value: Any) -> Any:
    """As JSON keeps it without loss."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value.isoformat() if isinstance(value, date) else value


def _source(row: FormRow, evidence: Mapping[int, Evidence]) -> Kept | None:
    piece = evidence.get(row.evidence_id or 0)
    if piece is None:
        return None
    return {
        "evidence": piece.pk,
        "title": piece.title,
        "file_name": piece.original_name,
        "sha256": piece.sha256,
        "pages": row.pages,
    }


@dataclass(frozen=True)
class KeptRow:
    """A row of a version. ``values`` are those of JSON: figures and dates are text."""

    table: TableSpec
    row: str
    values: Mapping[str, Any]
    source: Kept | None

    @property
    def where(self) -> str:
        """The row as it is known: its key, or in a register its title."""
        if not self.table.is_register:
            return self.row
        titles = (str(self.values[name]) for name in self.table.title if name in self.values)
        return " · ".join(filter(None, titles)) or self.row

    def decimal(self, name: str) -> Decimal | None:
        return Decimal(self.values[name]) if name in self.values else None

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.values[name]) if name in self.values else None

    def get(self, name: str) -> Any:
        return self.values.get(name)


def kept_rows(content: Mapping[str, Any], key: str) -> list[KeptRow]:
    """The rows of a table, by its key, such as ``F1.years``; none in a version from before the forms."""
    code, _dot, short = key.partition(".")
    rows = content.get("forms", {}).get(code, {}).get(short, [])
    return [KeptRow(TABLES[key], row["row"], row["values"], row["source"]) for row in rows]


def forms_unlike(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    """Codes of the forms that do not hold the same in both contents, whatever their sources are called."""
    return {form.code for form in FORMS if any(_held(one, table) != _held(other, table) for table in form.tables)}


def _held(content: Mapping[str, Any], table: TableSpec) -> list[tuple[Any, ...]]:
    rows = kept_rows(content, table.key)
    return [(row.row, row.values, row.source and (row.source["evidence"], row.source["pages"])) for row in rows]


def all_kept_rows(content: Mapping[str, Any]) -> Iterator[KeptRow]:
    for key in TABLES:
        yield from kept_rows(content, key)
