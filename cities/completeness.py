"""How far a city has come with its forms: what is asked, what is given, what is missing and who was last on it."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.functional import cached_property

from cities.frozen_forms import EMPTY, value_of
from cities.models import City, FormRow
from cities.questionnaire import FORMS, FixedRow, FormSpec, TableSpec, asks
from cities.questionnaire.spec import SOURCE
from rounds.models import Round

if TYPE_CHECKING:  # the dashboard, a query, asks how complete the forms are
    from cities.queries.forms import FormRows

State = Literal["empty", "draft", "complete"]


@dataclass(frozen=True)
class Gap:
    """Something that is asked and not given. ``row`` is empty where a whole register is."""

    table: TableSpec
    row: str
    where: str
    field: str = ""
    problem: str = ""

    @property
    def label(self) -> str:
        return self.table.label(self.field) if self.field else str(self.table.name)


@dataclass(frozen=True)
class TableProgress:
    table: TableSpec
    needed: int
    gaps: Sequence[Gap]
    rows: Sequence[FormRow]
    says_nothing: bool = False

    @property
    def given(self) -> int:
        return self.needed - len(self.gaps)

    @property
    def is_begun(self) -> bool:
        return bool(self.rows) or self.says_nothing


@dataclass(frozen=True)
class FormProgress:
    """One form of one city. ``is_asked``: it can't be left incomplete."""

    form: FormSpec
    tables: Sequence[TableProgress]
    is_asked: bool

    @cached_property
    def needed(self) -> int:
        return sum(table.needed for table in self.tables)

    @cached_property
    def gaps(self) -> list[Gap]:
        return [gap for table in self.tables for gap in table.gaps]

    @property
    def given(self) -> int:
        return self.needed - len(self.gaps)

    @property
    def share(self) -> int:
        """Per cent; 100 only when nothing is missing."""
        return self.given * 100 // self.needed if self.needed else 100

    @property
    def state(self) -> State:
        if not any(table.is_begun for table in self.tables):
            return "empty"
        return "draft" if self.gaps else "complete"

    @property
    def blocks(self) -> bool:
        """Keeps the material from being handed in."""
        return self.is_asked and bool(self.gaps)

    @cached_property
    def last(self) -> FormRow | None:
        """The row that was saved last."""
        saved = [row for table in self.tables for row in table.rows if row.updated_by_id]
        return max(saved, key=lambda row: row.updated_at, default=None)


def progress_of(rows: "FormRows", round: Round, city: City) -> list[FormProgress]:
    """Every form that has tables; statements are counted by ``queries.overview``."""
    return [form_progress(form, rows, round, city) for form in FORMS if form.tables]


def form_progress(form: FormSpec, rows: "FormRows", round: Round, city: City) -> FormProgress:
    return FormProgress(form, [table_progress(table, rows, round) for table in form.tables], asks(city, form))


def table_progress(table: TableSpec, rows: "FormRows", round: Round) -> TableProgress:
    entered, says_nothing = rows.of(table), table.key in rows.nothing
    if table.is_register and not entered:
        asked = int(table.required)
        gaps = [Gap(table, "", "")] if asked and not says_nothing else []
        return TableProgress(table, asked, gaps, entered, says_nothing)
    needed, missing = 0, []
    for name, fixed, row in _asked_rows(table, rows, round):
        asked_fields = [field.name for field in table.all_fields if field.is_required_in(row)]
        open_fields = [field for field in asked_fields if not is_given(row, field, rows.unfit)]
        problem = row.problem() if row else ""
        needed += len(asked_fields) + bool(problem)
        if open_fields or problem:
            where = title_of(table, row, fixed)
            missing += [Gap(table, name, where, field) for field in open_fields]
            missing += [Gap(table, name, where, problem=problem)] if problem else []
    return TableProgress(table, needed, missing, [row for row in entered if row.pk])


def _asked_rows(
    table: TableSpec, rows: "FormRows", round: Round
) -> Iterator[tuple[str, FixedRow | None, FormRow | None]]:
    """By its key, a row that the table has by itself, and what is entered in it; or a register's row."""
    if table.is_register:
        for row in rows.of(table):
            yield table.row_key(row), None, row
        return
    stored: Mapping[str, FormRow] = rows.by_key(table)
    for fixed in table.rows_for(round):
        if fixed.required:
            yield fixed.name, fixed, stored.get(fixed.name)


def is_given(row: FormRow | None, field: str, unfit: Container[int] = ()) -> bool:
    """``unfit``: the files that are no source, see ``FormRows``."""
    if row is None or value_of(row, field) in EMPTY:
        return False
    return field != SOURCE.name or row.evidence_id not in unfit


def title_of(table: TableSpec, row: FormRow | None, fixed: FixedRow | None = None) -> str:
    """The row as a person knows it."""
    if fixed is not None:
        return fixed.label
    parts = [_shown(row, name) for name in table.title] if row else []
    return " · ".join(filter(None, parts))


def _shown(row: FormRow, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value in EMPTY else str(value)
