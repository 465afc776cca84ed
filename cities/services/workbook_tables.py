"""The tables of a file before those of a draft: the file's text, its base's and the portal's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from cities.completeness import title_of
from cities.errors import CityError
from cities.kept_words import row_words, table_words
from cities.models import FormRow, GoodPractice, Submission
from cities.questionnaire import MOST_ROWS, TableSpec
from cities.rules import unnamed_refusal
from cities.services.form_rows import part_of, references_of, store_row, text_of
from cities.values import References, assign, parse
from cities.workbook.brought import Brought, BroughtRow
from cities.workbook.cells import typed
from cities.workbook.outcome import Difference, Kind, Outcome, Problem


@dataclass
class TableDesk:
    """One file before one draft, locked. What happens is written into ``outcome``."""

    submission: Submission
    brought: Brought
    by: User
    outcome: Outcome
    refusals: dict[str, str] = field(default_factory=dict)

    @cached_property
    def references(self) -> References:
        return references_of(self.submission)

    def take_over(self, table: TableSpec) -> None:
        stored = self._stored(table)
        for row in self.brought.rows[table.key]:
            self._row(table, row, stored)
        if table.is_register:
            for key in self._left_out(table):
                self._remove(table, key, stored)
            self._refuse_too_many(table)

    def _refuse_too_many(self, table: TableSpec) -> None:
        """Said once, of the register as the whole file would leave it."""
        found = table.model._default_manager.filter(submission=self.submission).count()
        if found > MOST_ROWS:
            message = _("A register has at most %(limit)d rows; with this file it would have %(found)d.")
            self.problem(table, BroughtRow(0, "", {}), "", message % {"limit": MOST_ROWS, "found": found})

    def _stored(self, table: TableSpec) -> dict[str, FormRow]:
        rows = table.model._default_manager.filter(submission=self.submission).select_related("evidence")
        return {table.row_key(row): row for row in rows}

    def _row(self, table: TableSpec, brought: BroughtRow, stored: Mapping[str, FormRow]) -> None:
        if table.is_register and brought.key and brought.is_empty and self._is_whole(table, brought):
            return self._remove(table, brought.key, stored)
        row = self._standing(table, brought, stored)
        if row is None:
            return self._gone(table, brought)
        changes = _Changes(self, table, brought, row)
        found = list(changes.found())
        if found and not changes.has_problem:
            self._store(table, brought, row, found, stored)
        return None

    def _is_whole(self, table: TableSpec, brought: BroughtRow) -> bool:
        """Whether the file has every field of the row. A table with some of the columns takes no row away."""
        return brought.texts.keys() >= table.by_name.keys()

    def _standing(self, table: TableSpec, brought: BroughtRow, stored: Mapping[str, FormRow]) -> FormRow | None:
        """The stored row, or a new one; None if it was in the file's base and is no longer here."""
        if found := stored.get(brought.key):
            return found
        if table.is_register:
            return None if brought.key else table.model.begin(self.submission)
        for fixed in table.rows_for(self.submission.round):
            if fixed.name == brought.key:
                key = dict(zip(table.key_fields, fixed.key, strict=True))
                return table.model.begin(self.submission, **key)
        return None

    def _gone(self, table: TableSpec, brought: BroughtRow) -> None:
        """A row that the portal doesn't have (any more): said, unless the file only repeats what it once had."""
        said = [self.base(table, brought.key, name) for name in brought.texts]
        if None in said or any(_as_typed(table, n, t) != b for (n, t), b in zip(brought.texts.items(), said)):  # noqa: B905
            message = _(
                "This row is not in the portal (any more). Enter it again as a new row below the last one."
            )
            self.problem(table, brought, "", message)

    def _store(
        self,
        table: TableSpec,
        brought: BroughtRow,
        row: FormRow,
        found: list[tuple[str, Kind, str, str]],
        stored: Mapping[str, FormRow],
    ) -> None:
        is_new = row.pk is None
        if is_new and table.is_register:
            row.position = self._last_position(table) + 1
        if message := self.refusal(table):
            return self.problem(table, brought, "", message)
        try:
            store_row(row, table, self.by)
        except CityError as error:
            return self.problem(table, brought, "", error.message)
        title = self.title(table, brought, row)
        self.outcome.differences += [Difference(table.key, title, *one) for one in found]
        return None

    def _last_position(self, table: TableSpec) -> int:
        rows = table.model._default_manager.filter(submission=self.submission).order_by("-position")
        return rows.values_list("position", flat=True).first() or 0

    def _left_out(self, table: TableSpec) -> Iterator[str]:
        """Rows that the file was made with and no longer has."""
        if self.brought.base is None:
            return
        brought = {row.key for row in self.brought.rows[table.key]}
        made_with = dict.fromkeys(row for key, row, _field in self.brought.base if key == table.key)
        yield from (key for key in made_with if key not in brought)

    def _remove(self, table: TableSpec, key: str, stored: Mapping[str, FormRow]) -> None:
        """If others changed the row meanwhile, that is a conflict."""
        row = stored.get(key)
        if row is None:
            return None
        gone = Difference(table.key, title_of(table, row), "", Kind.REMOVED, title_of(table, row), "")
        is_conflict = any(
            self.base(table, key, f.name) not in (None, text_of(row, f.name)) for f in table.all_fields
        )
        if is_conflict and not self.outcome.is_won_by_file(gone):
            return None
        if message := self.refusal(table):
            return self.problem(table, BroughtRow(0, key, {}), title_of(table, row), message)
        row.delete()
        self.outcome.differences.append(gone)
        return None

    def refusal(self, table: TableSpec) -> str:
        """Why the table rests although the draft may be written: of a returned one only what was named."""
        if table.key not in self.refusals:
            self.refusals[table.key] = unnamed_refusal(self.submission, part_of(table))
        return self.refusals[table.key]

    def base(self, table: TableSpec, key: str, name: str) -> str | None:
        """What the field had when the file was made; None: the file doesn't say."""
        return None if self.brought.base is None else self.brought.base.get((table.key, key, name), "")

    def title(self, table: TableSpec, brought: BroughtRow, row: FormRow) -> str:
        return title_of(table, row) if table.is_register else row_words(table.key, brought.key)

    def problem(self, table: TableSpec, brought: BroughtRow, label: str, message: str) -> None:
        sheet = self.brought.sheets.get(table.key) or table_words(table.key)
        self.outcome.problems.append(Problem(sheet, brought.line, label, message))


def _as_typed(table: TableSpec, name: str, cell: str) -> str:
    try:
        return typed(table, name, cell)
    except CityError:
        return cell


@dataclass
class _Changes:
    """The fields of one row that the file changes, assigned to it as they are found."""

    desk: TableDesk
    table: TableSpec
    brought: BroughtRow
    row: FormRow
    has_problem: bool = False

    def found(self) -> Iterator[tuple[str, Kind, str, str]]:
        """Field, kind, what stands, what takes its place."""
        for name in self.brought.texts:
            standing = text_of(self.row, name)
            try:
                after = self._after(name, standing)
            except CityError as error:
                self.has_problem = True
                self.desk.problem(self.table, self.brought, self.table.label(name), error.message)
                continue
            if after is not None:
                said = self.brought.texts[name] if self._names_a_case(name) else after
                yield name, Kind.CHANGED if self.row.pk else Kind.NEW, standing, said

    def _names_a_case(self, name: str) -> bool:
        """A case of the same file has no number before it is stored: it is spoken of as the file does."""
        return self.table.model_field(name).related_model is GoodPractice

    def _after(self, name: str, standing: str) -> str | None:
        """What the field has now; None if it stays as it is."""
        text, base = self._typed(name), self.desk.base(self.table, self.brought.key, name)
        if text in (standing, base):
            return None
        self._assign(name, text)
        after = text_of(self.row, name)
        if after in (standing, base):
            self._assign(name, standing)
            return None
        if base is not None and standing != base:
            title = self.desk.title(self.table, self.brought, self.row)
            conflict = Difference(self.table.key, title, name, Kind.CHANGED, standing, after)
            if not self.desk.outcome.is_won_by_file(conflict):
                self._assign(name, standing)
                return None
        return after

    def _assign(self, name: str, text: str) -> None:
        assign(self.row, name, parse(self.table, self.table.by_name[name], text, self.desk.references))

    def _typed(self, name: str) -> str:
        """As a page would send it; a case that is named by its title becomes its number."""
        text = typed(self.table, name, self.brought.texts[name])
        if not self._names_a_case(name) or not text or text.isdecimal():
            return text
        found = GoodPractice.objects.filter(submission=self.desk.submission, title=text).first()
        if found is None:
            raise CityError(_("There is no case with the title “%(title)s”.") % {"title": text})
        return str(found.pk)
