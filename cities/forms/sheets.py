"""A form of the questionnaire as a page shows it: tables of cells, and what a page sent back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.drawing import draw
from accounts.models import User
from accounts.typed import whole_number
from cities.completeness import Gap, TableProgress, title_of
from cities.frozen_forms import KeptRow
from cities.models import Evidence, FormRow, GoodPractice
from cities.queries.forms import FormRows
from cities.queries.last_round import LastRound
from cities.questionnaire import FieldSpec, FixedRow, TableSpec
from cities.questionnaire.spec import Product
from cities.services import TypedRow
from cities.services.form_pages import FieldName
from cities.services.form_rows import text_of
from cities.values import NO, YES, as_text
from rounds.models import Round
from scoring.canonical import plain_decimal

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Head:
    """A field, as the head of a line or column says it."""

    spec: FieldSpec
    label: str
    unit: str
    kind: str
    choices: Choices
    limit: int | None
    others: Choices = ()
    """What may stand, but can't be chosen any more."""

    @cached_property
    def help(self) -> str:
        return str(self.spec.help)

    @property
    def is_wide(self) -> bool:
        return self.kind in ("long", "many")

    @cached_property
    def words(self) -> dict[str, str]:
        """By value, of everything that may stand."""
        return dict([*self.others, *self.choices])

    @cached_property
    def options(self) -> dict[str, SafeString]:
        """Each choice as an entry of a list to choose from, by value: drawn once for all cells of the field."""
        return {value: draw('<option value="{}">{}</option>', value, words) for value, words in self.choices}

    def can_show(self, text: str) -> bool:
        """Not so a choice that is gone: shown as nothing, it would be stored as nothing."""
        return self.kind != "choice" or not text or text in self.words


@dataclass
class Cell:
    """A field of a row. ``base`` is what stands, ``text`` what is shown: the same until somebody types."""

    head: Head
    name: str
    row_label: str
    base: str
    text: str
    is_required: bool
    unit: str = ""
    last: str = ""
    problem: str = ""
    theirs: str | None = None
    finding: str = ""
    """What the plausibility checks found here, in words."""

    @property
    def id(self) -> str:
        return self.name.replace(":", "-")

    @property
    def chosen(self) -> list[str]:
        return self.text.split(",")

    @property
    def label(self) -> str:
        return f"{self.row_label}, {self.head.label}" if self.row_label else self.head.label


@dataclass
class Line:
    """A row of a table that is filled in on the page itself."""

    key: str
    label: str
    unit: str
    period: str
    version_name: str
    version: int
    cells: list[Cell]
    problem: str = ""
    who: User | None = None
    when: datetime | None = None
    product: "Shown | None" = None


@dataclass(frozen=True)
class Shown:
    """A product of two figures of a row, and what a script needs to go on computing it as they are typed."""

    spec: Product
    row: str
    """What the names of the row's fields begin with."""
    text: str

    @property
    def times(self) -> str:
        return json.dumps(dict(self.spec.times))


@dataclass(frozen=True)
class Entry:
    """A row of a register, as the list of it shows it."""

    row: FormRow
    title: str
    texts: Sequence[str]
    missing: Sequence[str]
    product: str = ""


@dataclass
class Sheet:
    """One table on a page: ``lines`` to fill in, or the ``entries`` of a register."""

    table: TableSpec
    heads: Sequence[Head]
    progress: TableProgress
    lines: list[Line] = field(default_factory=list)
    entries: Sequence[Entry] = ()

    @property
    def columns(self) -> Iterator[tuple[Head, list[Cell]]]:
        """Field by field: what a table with years as columns shows below each other."""
        for place, head in enumerate(self.heads):
            yield head, [line.cells[place] for line in self.lines]

    @property
    def list_heads(self) -> Sequence[Head]:
        return [head for head in self.heads if head.spec.name not in self.table.title][:IN_LIST]

    @property
    def cells(self) -> Iterator[Cell]:
        for line in self.lines:
            yield from line.cells

    @property
    def has_periods(self) -> bool:
        return any(line.period for line in self.lines)

    @property
    def has_conflict(self) -> bool:
        return any(cell.theirs is not None for cell in self.cells)


IN_LIST = 4
"""Fields of a register's row that its list shows, besides the title."""


@dataclass(frozen=True)
class Offer:
    """What fields of rows can be chosen from."""

    evidence: Sequence[Evidence]
    practices: Sequence[GoodPractice] = ()
    others: Sequence[Evidence] = ()
    """Files that a row names, and that can't be chosen any more or not yet."""

    @cached_property
    def evidence_choices(self) -> Choices:
        return [(str(piece.pk), piece.title) for piece in self.evidence]

    @cached_property
    def other_evidence(self) -> Choices:
        return [(str(piece.pk), _not_chosen(piece)) for piece in self.others]

    @cached_property
    def practice_choices(self) -> Choices:
        return [(str(case.pk), case.title or _("case without a title")) for case in self.practices]


def _not_chosen(piece: Evidence) -> str:
    """The file, and why it is no source."""
    state = _("no longer among the evidence") if piece.removed_at else piece.get_state_display()
    return f"{piece.title} ({state})"


@dataclass(frozen=True)
class Builder:
    """Makes the sheets of one city's form."""

    round: Round
    rows: FormRows
    last: LastRound
    offer: Offer

    def sheet(self, table: TableSpec, progress: TableProgress) -> Sheet:
        heads = self.heads(table)
        if table.is_register:
            return Sheet(table, heads, progress, entries=list(self._entries(table, heads, progress.gaps)))
        stored, before = self.rows.by_key(table), self.last.by_key(table)
        lines = [
            self._line(table, heads, fixed, stored.get(fixed.name), before.get(fixed.name))
            for fixed in table.rows_for(self.round)
        ]
        return Sheet(table, heads, progress, lines)

    def row_sheet(self, table: TableSpec, row: FormRow, progress: TableProgress) -> Sheet:
        """One row of a register, to be filled in."""
        heads = self.heads(table)
        line = self._line(table, heads, FixedRow((row.pk,), ""), row, None)
        return Sheet(table, heads, progress, [line])

    def heads(self, table: TableSpec) -> list[Head]:
        return [self._head(table, spec) for spec in table.all_fields]

    def _head(self, table: TableSpec, spec: FieldSpec) -> Head:
        model_field = table.model_field(spec.name)
        is_number = isinstance(model_field, models.DecimalField | models.IntegerField)
        return Head(
            spec=spec,
            label=table.label(spec.name),
            unit=table.unit(spec.name) if is_number else "",
            kind=kind_of(model_field),
            choices=self._choices(model_field),
            limit=model_field.max_length if isinstance(model_field, models.TextField) else None,
            others=self.offer.other_evidence if model_field.related_model is Evidence else (),
        )

    def _choices(self, model_field: "models.Field[Any, Any]") -> Choices:
        if isinstance(model_field, models.ForeignKey):
            own = model_field.related_model is Evidence
            return self.offer.evidence_choices if own else self.offer.practice_choices
        if isinstance(model_field, models.BooleanField):
            return [(YES, _("Yes")), (NO, _("No"))]
        of = model_field.base_field if isinstance(model_field, ArrayField) else model_field
        return [(str(value), str(label)) for value, label in of.flatchoices if value]

    def _line(
        self,
        table: TableSpec,
        heads: Sequence[Head],
        fixed: FixedRow,
        row: FormRow | None,
        before: KeptRow | None,
    ) -> Line:
        start = f"{table.short_key}:{fixed.name}"
        cells = []
        for head in heads:
            text = text_of(row, head.spec.name) if row else ""
            cells.append(
                Cell(
                    head=head,
                    name=f"{start}:{head.spec.name}",
                    row_label=fixed.label,
                    base=text,
                    text=text,
                    is_required=fixed.required and head.spec.is_required_in(row),
                    unit=fixed.unit if head.kind == "number" else "",
                    last=_last(head, before),
                )
            )
        return Line(
            key=fixed.name,
            label=fixed.label,
            unit=fixed.unit,
            period=fixed.period,
            version_name=f"{start}:version",
            version=row.version if row else 0,
            cells=cells,
            who=row.updated_by if row and row.updated_by_id else None,
            when=row.updated_at if row and row.pk else None,
            product=Shown(table.product, f"{start}:", _product(table, row)) if table.product else None,
        )

    def _entries(self, table: TableSpec, heads: Sequence[Head], gaps: Sequence[Gap]) -> Iterator[Entry]:
        shown = [head for head in heads if head.spec.name not in table.title][:IN_LIST]
        for row in self.rows.of(table):
            key = table.row_key(row)
            missing = [gap.problem or gap.label for gap in gaps if gap.row == key]
            texts = [in_words(head, text_of(row, head.spec.name)) for head in shown]
            yield Entry(row, title_of(table, row), texts, missing, _product(table, row))


def _product(table: TableSpec, row: FormRow | None) -> str:
    """As plain text; empty while a figure is missing."""
    value = getattr(row, table.product.attribute) if table.product and row else None
    return "" if value is None else plain_decimal(value)


def kind_of(model_field: "models.Field[Any, Any]") -> str:
    """How a field is typed into."""
    if isinstance(model_field, ArrayField):
        return "many"
    if isinstance(model_field, models.ForeignKey | models.BooleanField) or model_field.choices:
        return "choice"
    if isinstance(model_field, models.DecimalField | models.IntegerField):
        return "number"
    if isinstance(model_field, models.TextField):
        return "long"
    if isinstance(model_field, models.DateField):
        return "date"
    if isinstance(model_field, models.EmailField):
        return "email"
    return "url" if isinstance(model_field, models.URLField) else "text"


def in_words(head: Head, text: str) -> str:
    """A value as people read it: the label of a choice instead of its code."""
    if not head.words or not text:
        return text
    return ", ".join(head.words.get(part, part) for part in text.split(","))


def _last(head: Head, before: KeptRow | None) -> str:
    """The value of the last round; sources are not shown: they were files of that round."""
    if before is None or head.spec.name not in before.values:
        return ""
    value = before.values[head.spec.name]
    return in_words(head, as_text(value))


def typed_rows(sheet: Sheet, data: QueryDict) -> list[TypedRow]:
    """What the page sent of a sheet. Rows of which it sent nothing are left alone."""
    typed = []
    for line in sheet.lines:
        texts = {
            cell.head.spec.name: ",".join(part for part in data.getlist(cell.name) if part)
            for cell in line.cells
            if cell.name in data
        }
        if texts:
            version = data.get(line.version_name, "")
            typed.append(TypedRow(line.key, whole_number(version, 0), texts))
    return typed


def carry_on(sheet: Sheet, typed: Sequence[TypedRow], *, is_stale: bool) -> None:
    """Show what was typed in place of what is stored; after a conflict, with what is stored beside it."""
    by_key = {row.key: row for row in typed}
    for line in sheet.lines:
        row = by_key.get(line.key)
        for cell in line.cells if row else ():
            text = row.texts.get(cell.head.spec.name) if row else None
            if text is not None and text != cell.base and cell.head.can_show(text):
                cell.text = text
                is_theirs = is_stale and row is not None and row.version != line.version
                cell.theirs = in_words(cell.head, cell.base) if is_theirs else None


def mark_findings(sheet: Sheet, said: Mapping[FieldName, str]) -> None:
    """What the plausibility checks found, beside the cells that it is about."""
    for line in sheet.lines:
        for cell in line.cells:
            cell.finding = said.get((line.key, cell.head.spec.name), "")


def mark_problems(sheet: Sheet, problems: Mapping[FieldName, str]) -> None:
    for line in sheet.lines:
        line.problem = problems.get((line.key, ""), "")
        for cell in line.cells:
            cell.problem = problems.get((line.key, cell.head.spec.name), "")
