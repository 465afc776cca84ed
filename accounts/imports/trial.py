"""Trying a table without storing anything, and carrying out what was tried: all of it or nothing."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from tablib import Dataset

from accounts.audit import record
from accounts.errors import AccountError, PortalError
from accounts.imports.resources import ChoiceWidget, TableResource
from accounts.imports.table import Table
from accounts.models import User

Kind = Literal["new", "changed", "unchanged", "error"]
KINDS: dict[str, Kind] = {"new": "new", "update": "changed", "skip": "unchanged"}


@dataclass(frozen=True)
class Line:
    """What one line of the file would do. ``changes``: column's name, before, after."""

    number: int
    kind: Kind
    what: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trial:
    """What the whole file would do. ``problems`` concern the file and not one line."""

    lines: list[Line]
    problems: list[str] = field(default_factory=list)

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(line.kind for line in self.lines)

    @property
    def errors(self) -> list[Line]:
        return [line for line in self.lines if line.kind == "error"]

    @property
    def is_possible(self) -> bool:
        return not self.problems and not self.errors

    @property
    def changes_something(self) -> bool:
        return bool(self.counts["new"] or self.counts["changed"])

    @property
    def digest(self) -> str:
        """The same as long as the file would still do the same."""
        told = json.dumps([asdict(line) for line in self.lines], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def try_table(resource: TableResource, table: Table) -> Trial:
    """What would happen. Nothing is stored."""
    return _run(resource, table, dry_run=True)


@transaction.atomic
def carry_out(
    resource: TableResource,
    table: Table,
    *,
    verb: str,
    subject: models.Model | None = None,
    by: User | None,
    round_id: int | None = None,
) -> Trial:
    """Store every line, or none if one is wrong, and record it under ``verb``, on ``subject`` or who did it."""
    done = _run(resource, table, dry_run=False)
    if not done.is_possible:
        raise AccountError(" ".join([*done.problems, *(_as_sentence(line) for line in done.errors)]))
    counts = {kind: done.counts[kind] for kind in ("new", "changed", "unchanged")}
    if done.changes_something and (about := subject or by):
        record(by, verb, about, round_id=round_id, **counts)
    return done


def _as_sentence(line: Line) -> str:
    return _("Line %(line)d: %(why)s") % {"line": line.number, "why": " ".join(line.errors)}


def _run(resource: TableResource, table: Table, *, dry_run: bool) -> Trial:
    columns = [resource.column_of(header) for header in table.headers]
    if problems := _column_problems(resource, table, columns):
        return Trial([], problems)
    resource.shows_plain_differences = True
    dataset = Dataset(*[cells for _number, cells in table.rows], headers=columns)
    result = resource.import_data(
        dataset, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True
    )
    if result.base_errors:
        raise result.base_errors[0].error
    repeats = _repeats(resource, table, columns)
    rows = zip(table.rows, result.rows, strict=True)
    return Trial([_line(resource, number, cells, row, repeats.get(number)) for (number, cells), row in rows])


def _column_problems(resource: TableResource, table: Table, columns: list[str | None]) -> list[str]:
    strangers = [h for h, column in zip(table.headers, columns, strict=True) if column is None]
    missing = [str(resource.labels[column]) for column in resource.required if column not in columns]
    problems = []
    if strangers:
        problems.append(_("Unknown columns: %(names)s.") % {"names": ", ".join(strangers)})
    if missing:
        problems.append(_("Missing columns: %(names)s.") % {"names": ", ".join(missing)})
    if len(set(columns)) < len(columns) and not strangers:
        problems.append(_("Two columns mean the same."))
    return problems


def _repeats(resource: TableResource, table: Table, columns: list[str | None]) -> dict[int, str]:
    """Lines that name the same thing as a line before."""
    places = [columns.index(column) for column in resource.get_import_id_fields() if column in columns]
    first: dict[tuple[str, ...], int] = {}
    repeats = {}
    for number, cells in table.rows:
        key = tuple(cells[place] for place in places)
        if first.setdefault(key, number) != number:
            repeats[number] = _("The same as line %(line)d.") % {"line": first[key]}
    return repeats


def _line(resource: TableResource, number: int, cells: list[str], row: Any, repeat: str | None) -> Line:
    what = row.object_repr or " · ".join(cell for cell in cells[:2] if cell)
    errors = [*_errors(resource, row), *([repeat] if repeat else [])]
    if errors:
        return Line(number, "error", what, errors=errors)
    kind = KINDS[row.import_type]
    return Line(number, kind, what, changes=_changes(resource, row) if kind == "changed" else [])


def _changes(resource: TableResource, row: Any) -> list[tuple[str, str, str]]:
    fields = resource.get_import_fields()
    differing = [(f, old, new) for f, (old, new) in zip(fields, row.diff, strict=True) if old != new]
    return [
        (str(resource.labels.get(f.column_name, f.column_name)), _in_words(f, old), _in_words(f, new))
        for f, old, new in differing
    ]


def _in_words(field: Any, value: str) -> str:
    return field.widget.in_words(value) if isinstance(field.widget, ChoiceWidget) else value


def _errors(resource: TableResource, row: Any) -> list[str]:
    if row.validation_error:
        return _field_errors(resource, row.validation_error)
    return [_sentence(error.error) for error in row.errors]


def _sentence(error: Exception) -> str:
    """Only what a person can mend is shown; everything else surfaces."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, IntegrityError):
        return _("This line contradicts what is already stored.")
    if isinstance(error, PortalError | ValueError):
        return str(error)
    raise error


def _field_errors(resource: TableResource, error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    columns = {f.attribute: f.column_name for f in resource.get_import_fields()}
    told = []
    for attribute, messages in error.message_dict.items():
        label = str(resource.labels.get(columns.get(attribute, attribute), ""))
        told += [f"{label}: {message}" if label else str(message) for message in messages]
    return told
