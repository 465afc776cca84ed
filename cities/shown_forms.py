"""The forms of a version as its readers see them: labels, units and words instead of keys and codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from cities.frozen_forms import KeptRow, kept_rows
from cities.questionnaire import FORMS, FieldSpec, FormSpec, TableSpec
from rounds.models import Round


@dataclass(frozen=True)
class ShownField:
    label: str
    unit: str
    is_figure: bool


@dataclass(frozen=True)
class ShownRow:
    """``cells`` in the order of the table's fields; ``source`` as the version keeps it."""

    key: str
    label: str
    cells: Sequence[str]
    source: Mapping[str, Any] | None


@dataclass(frozen=True)
class ShownTable:
    table: TableSpec
    fields: Sequence[ShownField]
    rows: Sequence[ShownRow]
    says_nothing: bool

    @property
    def columns(self) -> Iterator[tuple[ShownField, list[str]]]:
        """Field by field, for years as columns; without those that no year has."""
        for place, field in enumerate(self.fields):
            cells = [row.cells[place] for row in self.rows]
            if any(cells):
                yield field, cells

    @property
    def entries(self) -> Iterator[tuple[ShownRow, list[tuple[ShownField, str]]]]:
        """Row by row, with the fields that it has."""
        for row in self.rows:
            yield row, [(field, cell) for field, cell in zip(self.fields, row.cells, strict=True) if cell]


@dataclass(frozen=True)
class ShownForm:
    form: FormSpec
    tables: Sequence[ShownTable]


def shown_forms(content: Mapping[str, Any], round: Round) -> list[ShownForm]:
    """Every form of which the version has something; none of a version from before the forms."""
    shown = [ShownForm(form, list(_tables(form, content, round))) for form in FORMS if form.tables]
    return [form for form in shown if form.tables]


def _tables(form: FormSpec, content: Mapping[str, Any], round: Round) -> Iterator[ShownTable]:
    for table in form.tables:
        says_nothing = table.key in content.get("nothing", [])
        if (rows := kept_rows(content, table.key)) or says_nothing:
            labels = row_labels(table, content, round)
            names = titles_of(content)
            yield ShownTable(
                table,
                [_field(table, field) for field in table.fields if not field.private],
                [_row(row, labels, names) for row in rows],
                says_nothing,
            )


def _field(table: TableSpec, field: FieldSpec) -> ShownField:
    is_figure = isinstance(table.model_field(field.name), models.DecimalField | models.IntegerField)
    return ShownField(table.label(field.name), table.unit(field.name) if is_figure else "", is_figure)


def _row(row: KeptRow, labels: Mapping[str, str], names: Mapping[str, str]) -> ShownRow:
    cells = [in_words(row, field.name, names) for field in row.table.fields if not field.private]
    return ShownRow(row.row, labels.get(row.row, row.row), cells, row.source)


def row_labels(table: TableSpec, content: Mapping[str, Any], round: Round) -> dict[str, str]:
    """Row by its key, as a person knows it: the year, the name of the metric, the title of the entry."""
    if not table.is_register:
        return {fixed.name: fixed.label for fixed in table.rows_for(round)}
    names = titles_of(content)
    return {row.row: _title(row, names) for row in kept_rows(content, table.key)}


def _title(row: KeptRow, names: Mapping[str, str]) -> str:
    parts = [in_words(row, name, names) for name in row.table.title]
    return " · ".join(filter(None, parts)) or _("Entry without a title")


def titles_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The titles of the cases, by the number of their row: facts name their case by it."""
    return {row.row: row.get("title") or "" for row in kept_rows(content, "F12.cases")}


def in_words(row: KeptRow, name: str, names: Mapping[str, str]) -> str:
    """A value of a row as people read it; empty where nothing was entered."""
    if name not in row.values:
        return ""
    return _worded(row.table.model_field(name), row.values[name], names)


def _worded(field: "models.Field[Any, Any]", value: Any, names: Mapping[str, str]) -> str:
    if isinstance(field, models.ForeignKey):
        return names.get(str(value), str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        assert isinstance(field, ArrayField)
        return _(", ").join(_choice(field.base_field, one) for one in value)
    return _choice(field, value)


def _choice(field: "models.Field[Any, Any]", value: Any) -> str:
    return str(dict(field.flatchoices).get(value, value))
