"""What stands in a version's forms, in words: rows, fields and values as people know them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import Target, TaskProgress
from cities.questionnaire import TABLES, TableSpec
from cities.questionnaire.metrics import BY_CODE as METRICS
from cities.questionnaire.rows import WHOLE_PERIOD
from cities.values import NO, YES


def table_words(key: str) -> str:
    """F1 Yearly data; of a table that is no longer asked for, its key."""
    table = TABLES.get(key)
    return f"{key.partition('.')[0]} {table.name}" if table else key


def row_words(key: str, row: str) -> str:
    """A fixed row in its words; of a register's row its title stands there already."""
    if key == "F2.targets":
        return _target(row)
    if key == "F6.figures" and row in METRICS:
        return f"{METRICS[row].task} {METRICS[row].name}"
    if key == "F6.progress" and row in TaskProgress.Task.values:
        return str(TaskProgress.Task(row).label)
    return row


def _target(row: str) -> str:
    """gdp_growth-2018."""
    series, _dash, year = row.partition("-")
    if series not in Target.Series.values:
        return row
    when = _("whole review period") if year == str(WHOLE_PERIOD) else year
    return f"{Target.Series(series).label}, {when}"


def field_words(key: str, field: str, row: str = "") -> str:
    """The label of a field, with its unit; of a figure of form F6 the figure's unit."""
    table = TABLES.get(key)
    if table is None or field not in table.by_name:
        return field
    unit = _unit_of_metric(row) if key == "F6.figures" else table.unit(field)
    return f"{table.label(field)} ({unit})" if unit else table.label(field)


def _unit_of_metric(row: str) -> str:
    return str(METRICS[row].unit) if row in METRICS else ""


def said_words(key: str, said: str) -> str:
    """Choices and answers by their labels; figures as they are."""
    if not said:
        return said
    labels = _labels(key)
    return ", ".join(str(labels.get(part, part)) for part in said.split(","))


def value_words(key: str, field: str, value: Any) -> list[str]:
    """A value as a version keeps it, in words: each choice by its label. Figures have no words."""
    values = value if isinstance(value, list) else [value]
    table = TABLES.get(key)
    known = field in {*table.by_name, *table.key_fields} if table else False
    labels = _labels_of(key, field) if known else {}
    return [str(labels.get(one, one)) for one in values if isinstance(one, str)]


ANSWERS: Mapping[str, Any] = {YES: gettext_lazy("yes"), NO: gettext_lazy("no")}


@cache
def _labels(key: str) -> Mapping[str, Any]:
    """Every choice of a table's fields, and yes and no; lazy, so that they are of the reader's language."""
    table = TABLES.get(key)
    return {**ANSWERS, **dict(_choices(table))} if table else ANSWERS


def _choices(table: TableSpec) -> Iterator[tuple[str, Any]]:
    for field in table.fields:
        yield from _choices_of(table, field.name)


@cache
def _labels_of(key: str, field: str) -> Mapping[str, Any]:
    """The choices of one field, lazy as well."""
    return dict(_choices_of(TABLES[key], field))


def _choices_of(table: TableSpec, field: str) -> Iterator[tuple[str, Any]]:
    model_field = table.model_field(field)
    of = model_field.base_field if isinstance(model_field, ArrayField) else model_field
    yield from ((str(value), label) for value, label in of.flatchoices if value)
