"""The forms of a submitted version as they are read: tables with heads and words instead of codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from cities.forms.sheets import Choices, kind_of
from cities.frozen_forms import KeptRow, kept_rows
from cities.questionnaire import FORMS, TableSpec
from cities.values import NO, YES, as_text


@dataclass(frozen=True)
class FrozenLine:
    label: str
    texts: Sequence[str]
    source: str
    """Title of the evidence, and pages."""
    evidence: int | None


@dataclass(frozen=True)
class FrozenTable:
    name: str
    feeds: frozenset[str]
    """Codes of the indicators whose points rest on it."""
    heads: Sequence[str]
    lines: Sequence[FrozenLine]
    says_nothing: bool
    """The city says that it has nothing to enter here."""


@dataclass(frozen=True)
class FrozenForm:
    code: str
    name: str
    tables: Sequence[FrozenTable]


def frozen_tables(content: Mapping[str, Any]) -> list[FrozenForm]:
    """Every form of which the version holds anything, in the order of the questionnaire."""
    nothing = set(content.get("nothing", ()))
    found = []
    for form in FORMS:
        tables = [t for table in form.tables if (t := _table(table, kept_rows(content, table.key), nothing))]
        if tables:
            found.append(FrozenForm(form.code, str(form.name), tables))
    return found


def _table(table: TableSpec, rows: Sequence[KeptRow], nothing: set[str]) -> FrozenTable | None:
    if not rows and table.key not in nothing:
        return None
    fields = [field for field in table.fields if any(field.name in row.values for row in rows)]
    words = {field.name: _choices(table.model_field(field.name)) for field in fields}
    heads = [_head(table, field.name) for field in fields]
    lines = [
        FrozenLine(
            label=_label(table, row),
            texts=[_in_words(words[field.name], row.get(field.name)) for field in fields],
            source=_source(row.source),
            evidence=row.source["evidence"] if row.source else None,
        )
        for row in rows
    ]
    return FrozenTable(str(table.name), table.feeds(), heads, lines, table.key in nothing)


def _head(table: TableSpec, name: str) -> str:
    unit = table.unit(name) if kind_of(table.model_field(name)) == "number" else ""
    return f"{table.label(name)} ({unit})" if unit else table.label(name)


def _label(table: TableSpec, row: KeptRow) -> str:
    """What tells a row from the others: its keys in words; a register's rows are told apart by their fields."""
    keys = [_in_words(_choices(table.model_field(name)), row.get(name)) for name in table.key_fields]
    return " · ".join(key for key in keys if key)


def _choices(field: "models.Field[Any, Any]") -> Choices:
    if isinstance(field, models.BooleanField):
        return [(YES, _("Yes")), (NO, _("No"))]
    if isinstance(field, models.ForeignKey):
        return []
    of = field.base_field if isinstance(field, ArrayField) else field
    return [(str(value), str(label)) for value, label in of.flatchoices if value]


def _in_words(choices: Choices, value: Any) -> str:
    text = as_text(value)
    words = dict(choices)
    return ", ".join(words.get(part, part) for part in text.split(",")) if choices and text else text


def _source(source: Mapping[str, Any] | None) -> str:
    if source is None:
        return ""
    return f"{source['title']} · {source['pages']}" if source["pages"] else str(source["title"])
