"""Taking over from the last round: reported once, confirmed by a person, never silently."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError
from cities.frozen_forms import EMPTY, KeptRow, value_of
from cities.models import FormRow, Submission
from cities.queries import Part
from cities.queries.forms import FormRows, form_rows
from cities.queries.last_round import LastRound, last_round_of
from cities.questionnaire import FormSpec, TableSpec
from cities.services.form_rows import references_of
from cities.services.locking import locked_for_editing, touch
from cities.values import References, as_text, assign, parse

NOT_TAKEN = frozenset({"practice"})
"""Fields that name rows of the old round."""


@dataclass(frozen=True)
class Taken:
    """A row that would be filled or added, with the values that are empty until now."""

    table: TableSpec
    row: FormRow
    key: str
    values: dict[str, str]


def what_can_be_taken(
    submission: Submission, form: FormSpec, rows: FormRows, last: LastRound, references: References
) -> list[Taken]:
    """Only what is empty now; of a register the rows that are not there yet. Files belong to their round."""
    found = [
        taken
        for table in form.tables
        for kept in last.rows(table)
        if (taken := _taken(submission, table, rows, kept, references))
    ]
    return [taken for taken in found if taken.values]


def _taken(
    submission: Submission, table: TableSpec, rows: FormRows, kept: KeptRow, references: References
) -> Taken | None:
    texts = {name: as_text(kept.values[name]) for name in _names(table, kept)}
    if table.is_register:
        if any(_same(row, texts) for row in rows.of(table)):
            return None
        row = table.model.begin(submission)
    else:
        fixed = next((fixed for fixed in table.rows_for(submission.round) if fixed.name == kept.row), None)
        if fixed is None:
            return None
        stored = rows.by_key(table).get(fixed.name)
        row = stored or table.model.begin(submission, **dict(zip(table.key_fields, fixed.key, strict=True)))
        texts = {name: text for name, text in texts.items() if value_of(row, name) in EMPTY}
    return Taken(table, row, kept.row, dict(_fitting(table, row, texts, references)))


def _names(table: TableSpec, kept: KeptRow) -> list[str]:
    return [field.name for field in table.fields if field.name in kept.values and field.name not in NOT_TAKEN]


def _same(row: FormRow, texts: dict[str, str]) -> bool:
    return all(as_text(value_of(row, name)) == text for name, text in texts.items())


def _fitting(
    table: TableSpec, row: FormRow, texts: dict[str, str], references: References
) -> Iterator[tuple[str, str]]:
    """What still is a value of the field: choices and limits may have changed since."""
    for name, text in texts.items():
        try:
            value: Any = parse(table, table.by_name[name], text, references)
        except CityError:
            continue
        assign(row, name, value)
        yield name, text


@transaction.atomic
def take_over(*, submission: Submission, form: FormSpec, by: User) -> int:
    """Fill what is empty in the form with what the city handed in last time; how many rows."""
    submission = locked_for_editing(submission, by, Part(form=form.code))
    rows, last = form_rows(submission, form.tables), last_round_of(submission)
    taken = what_can_be_taken(submission, form, rows, last, references_of(submission))
    for position, one in enumerate(taken, start=1):
        one.row.version, one.row.updated_by = one.row.version + 1, by
        if one.row.pk is None and one.table.is_register:
            one.row.position = position + max((row.position for row in rows.of(one.table)), default=0)
        one.row.save()
    if taken and last.version:
        touch(submission, by)
        what = {"form": form.code, "rows": len(taken), "from": str(last.version.submission.round)}
        record(by, "take_over_form", submission, round_id=submission.round_id, **what)
    return len(taken)
