"""Making the workbook: of a city with what it has entered so far, or blank for everybody who wants to prepare."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from cities.models import Evidence
from cities.models.forms.base import EARLIEST_YEAR, LATEST_YEAR
from cities.questionnaire import FORMS, MOST_ROWS, FieldSpec, FixedRow, FormSpec, TableSpec
from cities.workbook.cells import shown
from cities.workbook.layout import (
    BASE,
    FIRST_LINE,
    HELP_LINE,
    LABELS_LINE,
    LISTS,
    NAMES_LINE,
    STATEMENT_FIELDS,
    STATEMENTS,
    VERSION_CELL,
    VersionLine,
    choices_of,
)
from rounds.models import Indicator, Round

Texts = Mapping[str, str]
"""By field, what is stored: as the page has it."""

LONGEST_MESSAGE = 255
"""Characters that a spreadsheet shows beside a cell."""


@dataclass(frozen=True)
class Stored:
    """What goes into the workbook. ``rows``: by table, key of the row → texts; titles of evidence and cases."""

    version: VersionLine
    city: str
    round: Round
    indicators: Sequence[Indicator]
    rows: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict)
    evidence: Texts = field(default_factory=dict)
    practices: Texts = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    """Codes of the forms that the city can't hand in without."""


def workbook_bytes(stored: Stored) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as b:
        _Writer(b, stored).write()
    return file.getvalue()


class _Writer:
    """One workbook being written."""

    def __init__(self, book: Any, stored: Stored) -> None:
        self.book, self.stored = book, stored
        new = book.add_format
        self.title = new({"bold": True, "font_size": 14})
        self.grey = new({"font_color": "#666666", "text_wrap": True, "valign": "top"})
        self.head = new({"bold": True, "bg_color": "#E8F1F8", "text_wrap": True, "valign": "top", "border": 1})
        self.needed = new({"bold": True, "bg_color": "#FFF3CD", "text_wrap": True, "valign": "top", "border": 1})
        self.help = new({"font_color": "#666666", "font_size": 9, "text_wrap": True, "valign": "top", "border": 1})
        self.label = new({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrap = new({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.day = new({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.figure = new({"num_format": "General", "valign": "top"})
        self.lists: dict[tuple[str, ...], str] = {}
        self.base: list[tuple[str, str, str, str]] = []

    def write(self) -> None:
        self._cover()
        self.list_sheet = self.book.add_worksheet(LISTS)
        self.list_sheet.very_hidden()
        for form in FORMS:
            for table in form.tables:
                self._table(form, table)
            if not form.tables:
                self._statements(form)
        self._base()

    def _cover(self) -> None:
        sheet = self.book.add_worksheet(_("Read first"))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        round = self.stored.round
        sheet.write_string(0, 0, _("Questionnaire of %(round)s") % {"round": round}, self.title)
        sheet.write_string(1, 0, _("City"), self.label)
        sheet.write_string(1, 1, self.stored.city)
        line, column = VERSION_CELL
        sheet.write_string(line - 1, 0, _("Version line (leave it as it is)"), self.label)
        sheet.write_string(line - 1, column - 1, str(self.stored.version), self.grey)
        for place, text in enumerate(self._advice(), start=line + 1):
            sheet.write_string(place, 1, text, self.grey)
        top = line + 1 + len(self._advice()) + 1
        for place, form in enumerate(FORMS, start=top):
            asked = "" if form.code in self.stored.asked else f" ({_('not required')})"
            sheet.write_string(place, 0, f"{form.code} {form.name}{asked}", self.label)
            sheet.write_string(place, 1, str(form.purpose), self.grey)

    def _advice(self) -> list[str]:
        if self.stored.version.is_blank:
            return [
                _("This blank questionnaire is for preparing. To bring figures back into the portal, download the "
                  "workbook of your city after you have logged in."),
            ]  # fmt: skip
        return [
            _("Fill in what you know and bring the file back in the portal: it shows every difference first, "
              "and then takes over all of it or nothing."),
            _("Values only, no formulas. Columns with a yellow head are required. Choices open in the cell;"
              " several choices in one cell stand apart by a semicolon."),
            _("In a register, new rows go below the last one; a row that is emptied is removed. Rows that others "
              "add in the portal meanwhile stay."),
            _("Files of evidence are handed in in the portal; here you can refer to those that are there "
              "already."),
        ]  # fmt: skip

    def _table(self, form: FormSpec, table: TableSpec) -> None:
        sheet = self._sheet(table.key, f"{form.code} {table.name}", str(table.purpose or form.purpose))
        rows = self.stored.rows.get(table.key, {})
        if table.is_single:
            self._upright(sheet, table, rows.get("", {}))
        else:
            self._lines(sheet, table, rows)

    def _sheet(self, key: str, title: str, purpose: str) -> Any:
        sheet = self.book.add_worksheet(_sheet_name(title, self.book))
        sheet.write_string(0, 0, key)
        sheet.write_string(0, 1, title, self.title)
        sheet.write_string(0, 4, purpose)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        return sheet

    def _upright(self, sheet: Any, table: TableSpec, texts: Texts) -> None:
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2, 60)
        sheet.set_column(3, 3, 60)
        for place, spec in enumerate(table.all_fields, start=NAMES_LINE):
            sheet.write_string(place, 0, spec.name)
            sheet.write_string(place, 1, _labelled(table, spec), self.needed if spec.required else self.head)
            self._cell(sheet, place, 2, table, "", spec, texts.get(spec.name, ""))
            self._validate(sheet, table, spec, place, 2, place)
            sheet.write_string(place, 3, str(spec.help), self.grey)

    def _lines(self, sheet: Any, table: TableSpec, rows: Mapping[str, Texts]) -> None:
        fixed = list(table.rows_for(self.stored.round))
        first = 2 if fixed else 1
        if fixed:
            sheet.set_column(1, 1, 34)
            sheet.write_string(LABELS_LINE - 1, 1, _("Row"), self.head)
        self._heads(sheet, table, first)
        keys = [row.name for row in fixed] or list(rows)
        for place, key in enumerate(keys, start=FIRST_LINE - 1):
            sheet.write_string(place, 0, key)
            if fixed:
                sheet.write_string(place, 1, _row_label(fixed[place - FIRST_LINE + 1]), self.label)
            for column, spec in enumerate(table.all_fields, start=first):
                self._cell(sheet, place, column, table, key, spec, rows.get(key, {}).get(spec.name, ""))
        last = FIRST_LINE - 1 + (len(keys) if fixed else MOST_ROWS) - 1
        for column, spec in enumerate(table.all_fields, start=first):
            self._validate(sheet, table, spec, FIRST_LINE - 1, column, last)
        sheet.freeze_panes(FIRST_LINE - 1, first if fixed else 2)

    def _heads(self, sheet: Any, table: TableSpec, first: int) -> None:
        sheet.set_row(NAMES_LINE - 1, None, None, {"hidden": True})
        sheet.set_row(HELP_LINE - 1, 44)
        for column, spec in enumerate(table.all_fields, start=first):
            sheet.write_string(NAMES_LINE - 1, column, spec.name)
            label = self.needed if spec.required else self.head
            sheet.write_string(LABELS_LINE - 1, column, _labelled(table, spec), label)
            sheet.write_string(HELP_LINE - 1, column, str(spec.help), self.help)
            sheet.set_column(column, column, _width(table, spec))

    def _cell(
        self, sheet: Any, line: int, column: int, table: TableSpec, key: str, spec: FieldSpec, text: str
    ) -> None:
        if not text:
            return
        self.base.append((table.key, key, spec.name, text))
        field = table.model_field(spec.name)
        is_evidence = isinstance(field, models.ForeignKey) and field.related_model is Evidence
        value = shown(table, spec.name, text, self.stored.evidence if is_evidence else self.stored.practices)
        self._write(sheet, line, column, value)

    def _write(self, sheet: Any, line: int, column: int, value: str | Decimal | date) -> None:
        if isinstance(value, Decimal):
            sheet.write_number(line, column, float(value), self.figure)
        elif isinstance(value, date):
            sheet.write_datetime(line, column, value, self.day)
        else:
            sheet.write_string(line, column, value, self.wrap)

    def _validate(self, sheet: Any, table: TableSpec, spec: FieldSpec, top: int, column: int, bottom: int) -> None:
        rule = self._rule(table, spec)
        help = str(spec.help)[:LONGEST_MESSAGE]
        if rule is None and not help:
            return
        rule = rule or {"validate": "any"}
        if help:
            rule["input_message"] = help
        sheet.data_validation(top, column, bottom, column, rule)

    def _rule(self, table: TableSpec, spec: FieldSpec) -> dict[str, Any] | None:
        field = table.model_field(spec.name)
        if isinstance(field, models.ForeignKey):
            known = self.stored.evidence if field.related_model is Evidence else self.stored.practices
            return self._list([f"#{number} {title}" for number, title in known.items()], stops=False)
        if isinstance(field, models.BooleanField):
            return self._list([_("Yes"), _("No")])
        if isinstance(field, ArrayField):
            return None
        if choices := choices_of(table, spec.name):
            return self._list([label for _code, label in choices])
        if isinstance(field, models.DateField):
            return _stop({"validate": "date", "criteria": "between", "minimum": date(1949, 1, 1),
                          "maximum": date(LATEST_YEAR, 12, 31)},
                         _("A date such as 2022-03-01."))  # fmt: skip
        if isinstance(field, models.IntegerField):
            low, high = (EARLIEST_YEAR, LATEST_YEAR) if "year" in spec.name or spec.name == "since" else (0, 10**9)
            return _stop({"validate": "integer", "criteria": "between", "minimum": low, "maximum": high},
                         _("A whole number from %(low)d to %(high)d.") % {"low": low, "high": high})  # fmt: skip
        if isinstance(field, models.DecimalField):
            low = -(10**14) if spec.signed else 0
            return _stop({"validate": "decimal", "criteria": "between", "minimum": low, "maximum": 10**14},
                         _("A number in the unit of the column, not below 0.") if not spec.signed
                         else _("A number in the unit of the column."))  # fmt: skip
        if field.max_length:
            return _stop({"validate": "length", "criteria": "<=", "value": field.max_length},
                         _("At most %(limit)d characters.") % {"limit": field.max_length})  # fmt: skip
        return None

    def _list(self, choices: Sequence[str], *, stops: bool = True) -> dict[str, Any] | None:
        """A list that opens in the cell; its choices stand on a sheet of their own, each list once."""
        if not choices:
            return None
        key = tuple(choices)
        if key not in self.lists:
            column = len(self.lists)
            for line, choice in enumerate(choices):
                self.list_sheet.write_string(line, column, choice)
            name = xl_col_to_name(column, col_abs=True)
            self.lists[key] = f"={LISTS}!{name}$1:{name}${len(choices)}"
        rule = {"validate": "list", "source": self.lists[key]}
        return _stop(rule, _("Choose from the list.")) if stops else {**rule, "error_type": "warning"}

    def _statements(self, form: FormSpec) -> None:
        sheet = self._sheet(STATEMENTS, f"{form.code} {form.name}", str(form.purpose))
        sheet.set_row(NAMES_LINE - 1, None, None, {"hidden": True})
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 2, 100)
        sheet.set_column(3, 3, 12)
        heads = (_("Indicator"), _("What the city says"), _("Self-score"))
        for column, (name, head) in enumerate(zip(("", *STATEMENT_FIELDS), heads, strict=True), start=1):
            sheet.write_string(NAMES_LINE - 1, column, name)
            sheet.write_string(LABELS_LINE - 1, column, head, self.needed if name else self.head)
        said = self.stored.rows.get(STATEMENTS, {})
        for place, indicator in enumerate(self.stored.indicators, start=FIRST_LINE - 1):
            most = f"{indicator.max_points.normalize():f}"
            label = _("%(indicator)s (at most %(points)s points)") % {"indicator": indicator, "points": most}
            sheet.write_string(place, 0, indicator.code)
            sheet.write_string(place, 1, label, self.label)
            texts = said.get(indicator.code, {})
            for column, name in enumerate(STATEMENT_FIELDS, start=2):
                if text := texts.get(name, ""):
                    self.base.append((STATEMENTS, indicator.code, name, text))
                    self._write(sheet, place, column, Decimal(text) if name == "self_score" else text)
            score = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": float(most)}
            words = _("A number from %(low)d to %(high)s.") % {"low": 0, "high": most}
            sheet.data_validation(place, 3, place, 3, _stop(score, words))
        sheet.freeze_panes(FIRST_LINE - 1, 2)

    def _base(self) -> None:
        sheet = self.book.add_worksheet(BASE)
        sheet.very_hidden()
        for line, row in enumerate(self.base):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text)


def _stop(rule: dict[str, Any], words: str) -> dict[str, Any]:
    return {**rule, "error_title": _("Please correct"), "error_message": words[:LONGEST_MESSAGE]}


def _labelled(table: TableSpec, spec: FieldSpec) -> str:
    unit = table.unit(spec.name)
    label = f"{table.label(spec.name)} ({unit})" if unit else table.label(spec.name)
    return f"{label} *" if spec.required else label


def _row_label(row: FixedRow) -> str:
    about = ", ".join(filter(None, (row.unit, row.period)))
    return f"{row.label} ({about})" if about else row.label


def _width(table: TableSpec, spec: FieldSpec) -> int:
    field = table.model_field(spec.name)
    if isinstance(field, models.TextField):
        return 70
    if isinstance(field, models.DecimalField | models.IntegerField | models.DateField):
        return 15
    return 18 if field.choices or isinstance(field, models.BooleanField) else 26


def _sheet_name(title: str, book: Any) -> str:
    """31 characters, none of them special to a spreadsheet, each name once."""
    name = "".join("·" if character in "[]:*?/\\'" else character for character in title)[:31]
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    return name if name.casefold() not in taken else f"{name[:29]} 2"
