"""Writing the city's forms: one field as it is typed, rows that come and go. Pages of fields: ``form_pages``."""

from collections.abc import Collection
from functools import cache
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import whole_number
from cities.errors import CityError, StaleForm
from cities.frozen_forms import EMPTY, value_of
from cities.models import Evidence, FormRow, GoodPractice, NothingToReport, PresentationFile, Submission
from cities.queries import Part, evidence_of
from cities.questionnaire import MOST_ROWS, FieldSpec, FixedRow, TableSpec, form_of_table
from cities.rules import presentation_locked
from cities.services.locking import locked_for_editing, touch_forms
from cities.services.typing import Conflict, Saved
from cities.values import References, as_text, assign, parse


@transaction.atomic
def save_value(
    *, submission: Submission, table: TableSpec, row: str, field: str, base: str, text: str, by: User
) -> Saved:
    """Save one field if it still has the value ``base`` with which it was opened.

    Saving what already stands is no conflict: a reply that was lost is asked for again. Else Conflict.
    """
    submission = locked_for_editing(submission, by, part_of(table))
    spec = field_of(table, field)
    stored = _row(submission, table, row)
    standing = text_of(stored, field)
    wanted = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if standing not in (base, wanted):
        raise Conflict(standing, stored.updated_by, stored.updated_at, by=by, shown=_in_words(stored, field))
    assign(stored, field, parse(table, spec, text, references_of(submission)))
    if text_of(stored, field) != standing:
        store_row(stored, table, by)
        touch_forms(submission, by)
    return Saved(text_of(stored, field), stored.version, stored.updated_at or timezone.now())


@transaction.atomic
def add_row(*, submission: Submission, table: TableSpec, by: User) -> FormRow:
    """A new, empty row of a register, at its end."""
    submission = locked_for_editing(submission, by, part_of(table))
    require_register(table)
    rows = table.model._default_manager.filter(submission=submission)
    if rows.count() >= MOST_ROWS:
        raise CityError(_("A register has at most %(limit)d rows.") % {"limit": MOST_ROWS})
    last = rows.order_by("-position").first()
    row = table.model.begin(submission)
    row.position = last.position + 1 if last else 1
    store_row(row, table, by)
    touch_forms(submission, by)
    what = {"city": submission.city.gb_code, "table": table.key, "row": row.pk}
    record(by, "add_form_row", submission, round_id=submission.round_id, **what)
    return row


@transaction.atomic
def remove_row(*, submission: Submission, table: TableSpec, row: str, version: int, by: User) -> None:
    """Take a row out of a register. What was submitted with it stays in the versions."""
    submission = locked_for_editing(submission, by, part_of(table))
    require_register(table)
    stored = _row(submission, table, row)
    if stored.version != version:
        if stored.updated_by == by:
            raise StaleForm(_("You saved this row yourself, in another window. Look at it again."))
        raise StaleForm(_("Somebody else saved this row after you opened it. Look at it again."))
    what = {field.name: text_of(stored, field.name) for field in table.fields}
    stored.delete()
    touch_forms(submission, by)
    record(by, "remove_form_row", submission, round_id=submission.round_id, table=table.key, row=row, said=what)


@transaction.atomic
def say_nothing(*, submission: Submission, table: TableSpec, by: User, says: bool = True) -> None:
    """Say that there is nothing to enter in a register, or take that back."""
    submission = locked_for_editing(submission, by, part_of(table))
    require_register(table)
    if says and table.model._default_manager.filter(submission=submission).exists():
        raise CityError(_("There are entries already. Remove them first."))
    kept = NothingToReport.objects.filter(submission=submission, table=table.key)
    if says == kept.exists():
        return
    if says:
        NothingToReport.objects.create(submission=submission, table=table.key, said_by=by)
    else:
        kept.delete()
    touch_forms(submission, by)
    record(by, "say_nothing", submission, round_id=submission.round_id, table=table.key, says=says)


def require_register(table: TableSpec) -> None:
    if not table.is_register:
        raise CityError(_("This table has its rows by itself."))


def part_of(table: TableSpec) -> Part:
    """The form of a table, as a returned city is asked for it."""
    return Part(form=form_of_table(table).code)


def text_of(row: FormRow, field: str) -> str:
    return as_text(value_of(row, field))


def _in_words(row: FormRow, field: str) -> str:
    """What a field names, if it names a row: a file, a case."""
    named = getattr(row, field)
    return str(named) if isinstance(named, Model) else ""


def references_of(submission: Submission) -> References:
    """Evidence and cases of the draft, each asked for once."""

    @cache
    def evidence() -> Collection[Evidence]:
        return list(evidence_of(submission))

    @cache
    def practices() -> Collection[GoodPractice]:
        return list(GoodPractice.objects.filter(submission=submission))

    return References(evidence, practices)


def field_of(table: TableSpec, name: str) -> FieldSpec:
    field = table.by_name.get(name)
    if field is None:
        raise CityError(_("This form has no such field."))
    return field


def _row(submission: Submission, table: TableSpec, key: str) -> FormRow:
    """The stored row, or a new one for a key that the table has by itself."""
    rows = table.model._default_manager.select_related("updated_by", "evidence")
    if table.is_register:
        found = rows.filter(submission=submission, pk=whole_number(key)).first() if whole_number(key) else None
        return found or row_is_gone()
    values = dict(zip(table.key_fields, fixed_row(submission, table, key).key, strict=True))
    return rows.filter(submission=submission, **values).first() or table.model.begin(submission, **values)


def row_is_gone() -> NoReturn:
    raise StaleForm(_("This row was removed in the meantime, by somebody else or in another window."))


def fixed_row(submission: Submission, table: TableSpec, key: str) -> FixedRow:
    for fixed in table.rows_for(submission.round):
        if fixed.name == key:
            return fixed
    raise CityError(_("This form has no such row."))


def store_row(row: FormRow, table: TableSpec, by: User) -> None:
    """What the database refuses is refused with the sentence of its constraint."""
    try:
        with transaction.atomic():
            write_row(row, table, by)
    except IntegrityError:
        row.version -= 1
        if problem := refused_row(row):
            raise CityError(problem) from None
        raise


def write_row(row: FormRow, table: TableSpec, by: User) -> None:
    require_unlocked(row, table)
    is_new = row.pk is None
    row.version, row.updated_by = row.version + 1, by
    row.save()
    if is_new and table.is_register:
        NothingToReport.objects.filter(submission=row.submission_id, table=table.key).delete()


def require_unlocked(row: FormRow, table: TableSpec) -> None:
    if table.model is PresentationFile and (locked := presentation_locked(row.submission)):
        raise CityError(locked)


def refused_row(row: FormRow) -> str:
    """Why the database does not take it, in the words of its constraints; empty if it does."""
    try:
        row.validate_constraints()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def is_empty(row: FormRow, table: TableSpec) -> bool:
    return all(value_of(row, field.name) in EMPTY for field in table.all_fields)
