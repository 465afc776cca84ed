"""Saving a page of the city's forms, or all of them at once: one lock, one decision about rights."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError, StaleForm
from cities.models import Evidence, FormRow, NothingToReport, Submission
from cities.queries.forms import FormRows, form_rows
from cities.questionnaire import MOST_ROWS, TableSpec
from cities.questionnaire.spec import SOURCE
from cities.services.form_rows import (
    field_of,
    fixed_row,
    part_of,
    references_of,
    refused_row,
    require_register,
    require_unlocked,
    row_is_gone,
    text_of,
    write_row,
)
from cities.services.locking import locked_for_editing, touch_forms
from cities.values import References, assign, parse

FieldName = tuple[str, str]
"""A row's key and a field of it."""

NEW_ROW = ""
"""The key of a register's row that is not stored yet."""


@dataclass(frozen=True)
class TypedRow:
    """What an ordinary form brings of one row. ``version``: the one it was opened at."""

    key: str
    version: int
    texts: Mapping[str, str]


class FormProblems(CityError):
    """Several fields can't be stored, each with its sentence. Nothing was stored."""

    def __init__(self, table: TableSpec, problems: Mapping[FieldName, str]) -> None:
        super().__init__(_("Nothing was stored yet. Please correct what is marked."))
        self.table, self.problems = table, problems


Typed = tuple[TableSpec, Sequence[TypedRow]]
Changed = list[tuple[str, FormRow]]


@transaction.atomic
def save_page(
    *, submission: Submission, typed: Sequence[Typed], nothing: Collection[TableSpec] = (), by: User
) -> list[FormRow]:
    """Save every table that a page brought, all or nothing; only what differs is written, which is returned.

    ``nothing``: registers of which the city says that there is nothing to enter. StaleForm: look at both texts;
    ``FormProblems`` names every field of a table that can't be stored.
    """
    tables = [table for table, _rows in typed]
    submission = locked_for_editing(submission, by, *(part_of(table) for table in (*tables, *nothing)))
    stored, references = form_rows(submission, [*tables, *nothing]), references_of(submission)
    changed = [_brought(submission, table, rows, stored, references) for table, rows in typed]
    for table, rows in zip(tables, changed, strict=True):
        _write(table, rows, by)
    silent = _say_nothing(submission, nothing, stored, by)
    if silent or any(changed):
        touch_forms(submission, by)
    for table, rows in zip(tables, changed, strict=True):
        if rows:
            what = {"city": submission.city.gb_code, "table": table.key, "rows": [key for key, _row in rows]}
            record(by, "save_form", submission, round_id=submission.round_id, **what)
    for table in silent:
        record(by, "say_nothing", submission, round_id=submission.round_id, table=table.key, says=True)
    return [row for rows in changed for _key, row in rows]


def save_rows(*, submission: Submission, table: TableSpec, typed: Sequence[TypedRow], by: User) -> list[FormRow]:
    """The same with one table."""
    return save_page(submission=submission, typed=[(table, typed)], by=by)


def _brought(
    submission: Submission, table: TableSpec, typed: Sequence[TypedRow], stored: FormRows, references: References
) -> Changed:
    """The rows that differ from what stands, with what was typed in them; not stored."""
    changed: Changed = []
    problems: dict[FieldName, str] = {}
    for line in typed:
        row = _row(submission, table, line.key, stored, references)
        before = {name: text_of(row, name) for name in line.texts}
        problems |= dict(_assigned(row, table, line, references))
        is_new = table.is_register and line.key == NEW_ROW
        if is_new or any(text_of(row, name) != standing for name, standing in before.items()):
            if row.version != line.version:
                raise StaleForm(
                    _("This form was saved after you opened it, by somebody else or in another window.")
                )
            changed.append((line.key, row))
    if problems:
        raise FormProblems(table, problems | dict(_refused(changed, problems)))
    _place_new(table, changed, stored)
    return changed


def _assigned(
    row: FormRow, table: TableSpec, line: TypedRow, references: References
) -> Iterator[tuple[FieldName, str]]:
    """Put the texts into the row; what can't be understood is named. A source that stands is not chosen anew."""
    for name, text in line.texts.items():
        if name == SOURCE.name and text == text_of(row, name):
            continue
        try:
            assign(row, name, parse(table, field_of(table, name), text, references))
        except CityError as error:
            yield (line.key, name), error.message


def _row(submission: Submission, table: TableSpec, key: str, stored: FormRows, references: References) -> FormRow:
    """The stored row, or a new one: of a register, or for a key that the table has by itself."""
    if table.is_register and key == NEW_ROW:
        return table.model.begin(submission)
    if not table.is_register:
        fixed = fixed_row(submission, table, key)
        new = table.model.begin(submission, **dict(zip(table.key_fields, fixed.key, strict=True)))
        found = stored.by_key(table).get(key, new)
    else:
        found = stored.by_key(table).get(key) or row_is_gone()
    found.submission = submission
    source = references.find(Evidence, str(found.evidence_id)) if found.evidence_id else None
    if isinstance(source, Evidence):
        found.evidence = source  # so that its number of pages is not asked for row by row
    return found


def _place_new(table: TableSpec, changed: Changed, stored: FormRows) -> None:
    """New rows of a register go to its end."""
    if not table.is_register:
        return
    entered = stored.of(table)
    new = [row for _key, row in changed if row.pk is None]
    if new and len(entered) + len(new) > MOST_ROWS:
        raise CityError(_("A register has at most %(limit)d rows.") % {"limit": MOST_ROWS})
    last = max((row.position for row in entered), default=0)
    for place, row in enumerate(new, start=last + 1):
        row.position = place


def _write(table: TableSpec, changed: Changed, by: User) -> None:
    """All at once; if the database refuses, one after the other, so that the refusal is a sentence by its row."""
    if not changed:
        return
    versions = [row.version for _key, row in changed]
    try:
        with transaction.atomic():
            _write_at_once(table, [row for _key, row in changed], by)
    except IntegrityError:
        for (_key, row), version in zip(changed, versions, strict=True):
            row.version = version
        _write_singly(table, changed, by)


def _write_at_once(table: TableSpec, rows: Sequence[FormRow], by: User) -> None:
    new = [row for row in rows if row.pk is None]
    for row in new:
        require_unlocked(row, table)
        row.version, row.updated_by = row.version + 1, by
    table.model._default_manager.bulk_create(new)
    if new and table.is_register:
        NothingToReport.objects.filter(submission=new[0].submission_id, table=table.key).delete()
    made = {row.pk for row in new}
    for row in rows:
        if row.pk not in made:
            write_row(row, table, by)


def _write_singly(table: TableSpec, changed: Changed, by: User) -> None:
    problems: dict[FieldName, str] = {}
    for key, row in changed:
        if problem := refused_row(row):
            problems[key, ""] = problem
        else:
            write_row(row, table, by)
    if problems:
        raise FormProblems(table, problems)


def _refused(changed: Changed, problems: Mapping[FieldName, str]) -> Iterator[tuple[FieldName, str]]:
    """Rows of a page that is refused anyway which the database would refuse too."""
    for key, row in changed:
        if not any(at == key for at, _name in problems) and (problem := refused_row(row)):
            yield (key, ""), problem


def _say_nothing(
    submission: Submission, tables: Collection[TableSpec], stored: FormRows, by: User
) -> list[TableSpec]:
    """The registers of which it was not said yet."""
    for table in tables:
        require_register(table)
        if stored.of(table):
            raise CityError(_("There are entries already. Remove them first."))
    silent = [table for table in tables if table.key not in stored.nothing]
    NothingToReport.objects.bulk_create(
        NothingToReport(submission=submission, table=table.key, said_by=by) for table in silent
    )
    return silent
