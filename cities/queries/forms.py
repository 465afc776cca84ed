"""The rows of a city's forms: all of a submission in one query."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, TextField
from django.db.models.expressions import RawSQL
from psycopg.sql import SQL, Identifier

from cities.models import Evidence, FormRow, NothingToReport, Submission
from cities.questionnaire import TABLES, TableSpec

NOTHING, UNFIT = "nothing", "unfit"


@dataclass(frozen=True)
class FormRows:
    """What a city has entered, table by table, in order; and where it says that there is nothing to enter."""

    rows: Mapping[str, list[FormRow]] = field(default_factory=dict)
    nothing: frozenset[str] = frozenset()
    unfit: frozenset[int] = frozenset()
    """Files that are no source for a row: removed, refused, or not checked yet."""

    def of(self, table: TableSpec) -> list[FormRow]:
        return self.rows.get(table.key, [])

    def by_key(self, table: TableSpec) -> dict[str, FormRow]:
        return {table.row_key(row): row for row in self.of(table)}


def form_rows(submission: Submission, tables: Iterable[TableSpec] = ()) -> FormRows:
    """The rows of ``tables``, or of all, of one submission: one query, however many tables."""
    return rows_of_submissions([submission.pk], tables).get(submission.pk, FormRows())


def rows_of_submissions(submissions: Iterable[int], tables: Iterable[TableSpec] = ()) -> dict[int, FormRows]:
    """The same for many submissions, by their number; those without any row are left out."""
    wanted, ids = list(tables) or list(TABLES.values()), list(submissions)
    found: dict[int, dict[str, list[FormRow]]] = {}
    nothing: dict[int, set[str]] = {}
    unfit: dict[int, set[int]] = {}
    for key, submission, rows in _fetch(wanted, ids):
        if key == NOTHING:
            nothing[submission] = set(json.loads(rows))
        elif key == UNFIT:
            unfit[submission] = set(json.loads(rows))
        else:
            table = TABLES[key]
            kept = json.loads(rows, parse_float=Decimal)
            found.setdefault(submission, {})[key] = sorted(
                (_row(table.model, values) for values in kept), key=lambda row: _place(table, row)
            )
    return {
        pk: FormRows(found.get(pk, {}), frozenset(nothing.get(pk, ())), frozenset(unfit.get(pk, ())))
        for pk in found.keys() | nothing.keys()
    }


ROWS = SQL(
    "SELECT %s, submission_id, json_agg(row_to_json(t))::text FROM {} t WHERE submission_id = ANY(%s)"
    " GROUP BY submission_id"
)
TABLES_WITHOUT = SQL(
    "SELECT %s, submission_id, json_agg(t.table)::text FROM {} t WHERE submission_id = ANY(%s)"
    " GROUP BY submission_id"
)
FILES_UNFIT = SQL(
    "SELECT %s, submission_id, json_agg(id)::text FROM {} WHERE submission_id = ANY(%s)"
    " AND (removed_at IS NOT NULL OR state <> 'checked') GROUP BY submission_id"
)


def _fetch(tables: list[TableSpec], submissions: list[int]) -> list[tuple[str, int, str]]:
    keys = tuple(table.key for table in tables)
    parameters: list[str | list[int]] = []
    for key in (*keys, NOTHING, UNFIT):
        parameters += [key, submissions]
    with connection.cursor() as cursor:
        cursor.execute(_sql(keys), parameters)
        found: list[tuple[str, int, str]] = cursor.fetchall()
    return found


@cache
def _sql(keys: tuple[str, ...]) -> str:
    parts = [ROWS.format(Identifier(TABLES[key].model._meta.db_table)) for key in keys]
    parts.append(TABLES_WITHOUT.format(Identifier(NothingToReport._meta.db_table)))
    parts.append(FILES_UNFIT.format(Identifier(Evidence._meta.db_table)))
    return SQL(" UNION ALL ").join(parts).as_string(None)


AS_JSON_HAS_IT = (IntegerField, CharField, TextField, BooleanField, ForeignKey)
"""Fields whose values a row as JSON already has in their own type."""


@cache
def _columns(model: type[FormRow]) -> "tuple[list[str], list[tuple[str, Callable[[Any], Any] | None]]]":
    """The attributes of a row; its columns, with how those are read that are text still."""
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    read = [None if isinstance(field, AS_JSON_HAS_IT) else field.to_python for field in fields]
    return [f.attname for f in fields], [(str(f.column), how) for f, how in zip(fields, read, strict=True)]


def _row(model: type[FormRow], values: Mapping[str, Any]) -> FormRow:
    """As the ORM would give it."""
    attributes, columns = _columns(model)
    return model.from_db("default", attributes, [read(values[c]) if read else values[c] for c, read in columns])


def _place(table: TableSpec, row: FormRow) -> tuple[Any, ...]:
    keys = tuple(getattr(row, name) for name in table.key_fields)
    return (*keys, row.position, row.pk)


SOURCED = tuple(table for table in TABLES.values() if table.has_source)
"""Tables whose rows name a file as their source."""

FILES_NAMED = (
    SQL(" UNION ALL ")
    .join(
        SQL("SELECT evidence_id FROM {} WHERE submission_id = %s AND evidence_id IS NOT NULL").format(
            Identifier(table.model._meta.db_table)
        )
        for table in SOURCED
    )
    .as_string(None)
)


def files_named(submission: Submission) -> RawSQL:
    """The numbers of the files that a row of a form names as its source: part of another query."""
    return RawSQL(FILES_NAMED, [submission.pk] * len(SOURCED))  # noqa: S611  # names of our own tables
