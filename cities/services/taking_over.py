"""Taking over from the last round: reported once, confirmed by a person, never silently."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError
from cities.frozen_forms import EMPTY, KeptRow, value_of
from cities.models import FormRow, Submission
from cities.queries import Part
from cities.queries.forms import FormRows, form_rows
from cities.queries.last_round import LastRound, last_round_of
from cities.questionnaire import MOST_ROWS, FormSpec, TableSpec
from cities.services.form_rows import references_of, store_row
from cities.services.locking import locked_for_editing, touch_forms
from cities.services.statements import save_statement_value
from cities.services.typing import Saved
from cities.values import References, as_text, assign, parse
from rounds.models import Indicator

NOT_TAKEN = frozenset({"practice"})
"""Fields that name rows of the old round."""


@dataclass(frozen=True)
class Taken:
    """A row as it would be filled or added, with the values that are empty until now."""

    table: TableSpec
    row: FormRow
    key: str
    values: dict[str, str]


def what_can_be_taken(
    submission: Submission, form: FormSpec, rows: FormRows, last: LastRound, references: References
) -> list[Taken]:
    """Only what is empty now; of a register the rows that are not there yet. Files belong to their round.

    Where the city says that it has nothing to enter, nothing is offered.
    """
    found = [
        taken
        for table in form.tables
        if table.key not in rows.nothing
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
        stored = _listed(table, rows, texts)
        row = copy(stored) if stored else table.model.begin(submission)
    else:
        fixed = next((fixed for fixed in table.rows_for(submission.round) if fixed.name == kept.row), None)
        if fixed is None:
            return None
        stored = rows.by_key(table).get(fixed.name)
        keys = dict(zip(table.key_fields, fixed.key, strict=True))
        row = copy(stored) if stored else table.model.begin(submission, **keys)
    if stored or not table.is_register:
        texts = {name: text for name, text in texts.items() if value_of(row, name) in EMPTY}
    return Taken(table, row, kept.row, dict(_fitting(table, row, texts, references)))


def _listed(table: TableSpec, rows: FormRows, texts: dict[str, str]) -> FormRow | None:
    """The row that lists the same already, where a register lists a thing once, as the inventory of a year."""
    for names in _unique_fields(table):
        wanted = [texts.get(name, "") for name in names]
        for row in rows.of(table):
            if all(wanted) and [as_text(value_of(row, name)) for name in names] == wanted:
                return row
    return None


def _unique_fields(table: TableSpec) -> list[list[str]]:
    unique = [one for one in table.model._meta.constraints if isinstance(one, UniqueConstraint)]
    return [[name for name in one.fields if name != "submission"] for one in unique]


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
    for table in form.tables:
        _store(table, rows.of(table), [one.row for one in taken if one.table is table], by)
    if taken and last.version:
        touch_forms(submission, by)
        what = {"form": form.code, "rows": len(taken), "from": str(last.version.submission.round)}
        record(by, "take_over_form", submission, round_id=submission.round_id, **what)
    return len(taken)


def _store(table: TableSpec, entered: Sequence[FormRow], taken: Sequence[FormRow], by: User) -> None:
    """New rows of a register go to its end."""
    new = [row for row in taken if row.pk is None]
    found = len(entered) + len(new)
    if table.is_register and new and found > MOST_ROWS:
        raise CityError(
            _("“%(table)s” has at most %(limit)d rows; with those of the last round it would have %(found)d.")
            % {"table": table.name, "limit": MOST_ROWS, "found": found}
        )
    last = max((row.position for row in entered), default=0)
    for place, row in enumerate(new, start=last + 1):
        if table.is_register:
            row.position = place
    for row in taken:
        store_row(row, table, by)


@transaction.atomic
def take_over_statement(*, submission: Submission, indicator: Indicator, by: User) -> Saved:
    """Begin a statement with its text of the last round. How the city scores itself now, it says anew."""
    submission = locked_for_editing(submission, by, Part(indicator=indicator))
    last = last_round_of(submission)
    said = last.statement(indicator)
    if said is None or not said.text or last.version is None:
        raise CityError(_("In the last round nothing was said for this indicator."))
    kept = submission.statements.filter(indicator=indicator).first()
    if kept and kept.text:
        raise CityError(_("A text stands here already: nothing was taken over."))
    saved = save_statement_value(
        submission=submission, indicator=indicator, field="text", base="", text=said.text, by=by
    )
    what = {"indicator": indicator.code, "from": str(last.version.submission.round)}
    record(by, "take_over_statement", submission, round_id=submission.round_id, **what)
    return saved
