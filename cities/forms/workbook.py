"""A workbook that somebody brings: taken apart, or refused with a sentence. Nothing is stored here."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from accounts.imports.workbooks import DAMAGED, Formulas
from cities.errors import CityError
from cities.models import City, Submission
from cities.questionnaire import MOST_ROWS, TABLES
from cities.uploads.archives import identify, refuse_bomb, refuse_macros
from cities.uploads.kinds import XLSX
from cities.workbook.brought import Brought, BroughtRow, Place
from cities.workbook.cells import plain
from cities.workbook.layout import (
    BASE,
    FIRST_LINE,
    FORMAT,
    LISTS,
    NAMES_LINE,
    STATEMENTS,
    VERSION_CELL,
    VersionLine,
    fingerprint,
)

MOST_BYTES = 5 * 1024 * 1024
MOST_COLUMNS = 60
COUNTED_AT_MOST = 100_000
"""Lines of a sheet that are looked at to say how many there are."""

Line = Sequence[Any]


class WorkbookError(CityError):
    """The file can't be taken as this city's workbook. Nothing was stored."""


def read_workbook(file: IO[bytes], *, size: int, submission: Submission) -> Brought:
    """Everything that the workbook brings. WorkbookError says what is wrong with the file."""
    content = _checked_bytes(file, size)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        return _read(book, submission)
    except SyntaxError:
        raise WorkbookError(_("The file is damaged: its contents cannot be read. Save it anew.")) from None
    except DAMAGED:
        raise WorkbookError(_not_ours()) from None


def _checked_bytes(file: IO[bytes], size: int) -> bytes:
    if size > MOST_BYTES:
        limit, found = filesizeformat(MOST_BYTES), filesizeformat(size)
        raise WorkbookError(
            _("The file has %(found)s; at most %(limit)s are read.") % {"found": found, "limit": limit}
        )
    if not size:
        raise WorkbookError(_("The file is empty (0 bytes)."))
    content = file.read()
    if not content.startswith(b"PK\x03\x04"):
        raise WorkbookError(_not_ours())
    stream = io.BytesIO(content)
    try:
        refuse_macros(stream)
        kind = identify(stream)
        refuse_bomb(stream)
    except CityError as error:
        raise WorkbookError(error.message) from None
    if kind is not XLSX:
        raise WorkbookError(_not_ours())
    return content


def _not_ours() -> str:
    return _("This is not an XLSX workbook of this portal. Download your city's workbook and fill it in.")


def _read(book: Any, submission: Submission) -> Brought:
    sheets = [_Sheet.of(sheet) for sheet in book.worksheets if sheet.title != LISTS]
    _check_version(sheets, submission)
    named = [sheet for sheet in sheets if sheet.name != BASE and sheet.key in {*TABLES, STATEMENTS}]
    keys = [sheet.key for sheet in named]
    if repeated := {sheet.name for sheet in named if keys.count(sheet.key) > 1}:
        names = ", ".join(sorted(repeated))
        raise WorkbookError(_("Sheets for the same table: %(names)s. Keep one of them.") % {"names": names})
    base = next((sheet for sheet in sheets if sheet.name == BASE), None)
    return Brought(
        rows={sheet.key: list(_rows(sheet)) for sheet in named},
        base=dict(_base(base)) if base else {},
        sheets={sheet.key: sheet.name for sheet in named},
    )


@dataclass(frozen=True)
class _Sheet:
    """A sheet as lines of text, the first being line 1."""

    name: str
    lines: Sequence[Sequence[str]]

    @classmethod
    def of(cls, sheet: Any) -> "_Sheet":
        sheet.reset_dimensions()
        return cls(sheet.title, list(_lines(sheet)))

    def cell(self, line: int, column: int) -> str:
        """Counted from 1; what is not there is empty."""
        cells = self.lines[line - 1] if line <= len(self.lines) else ()
        return cells[column - 1] if column <= len(cells) else ""

    @property
    def key(self) -> str:
        return self.cell(1, 1)


def _lines(sheet: Any) -> Iterator[Sequence[str]]:
    """WorkbookError for formulas, and for more lines than a table can have."""
    most = COUNTED_AT_MOST if sheet.title == BASE else FIRST_LINE - 1 + MOST_ROWS
    formulas = Formulas()
    filled = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        formulas.look(number, cells)
        texts = [plain(cell.value) for cell in cells]
        if number >= FIRST_LINE:
            filled += any(texts)
        if filled <= most - FIRST_LINE + 1 and not formulas.number:
            yield texts if any(texts) else ()
        if number >= COUNTED_AT_MOST:
            break
    if formulas.number:
        raise WorkbookError(formulas.refusal(sheet.title))
    if filled > most - FIRST_LINE + 1:
        raise WorkbookError(
            _("“%(sheet)s” has %(found)d rows; at most %(limit)d are read.")
            % {"sheet": sheet.title, "found": filled, "limit": most - FIRST_LINE + 1}
        )


def _check_version(sheets: Sequence[_Sheet], submission: Submission) -> None:
    written = sheets[0].cell(*VERSION_CELL) if sheets else ""
    version = VersionLine.read(written)
    if version is None:
        raise WorkbookError(
            _("The version line is missing or was changed: “%(found)s”. Download the workbook again.")
            % {"found": written or "–"}
        )
    if version.is_blank:
        raise WorkbookError(
            _("This is the blank questionnaire. Download the workbook of your city and fill that in.")
        )
    if version.city != submission.city.gb_code:
        names = dict(City.objects.filter(gb_code=version.city).values_list("gb_code", "short_zh"))
        other = f"{names.get(version.city, '')} {version.city}".strip()
        own = f"{submission.city.short_zh} {submission.city.gb_code}"
        raise WorkbookError(
            _("This is the workbook of another city (%(other)s); you file for %(own)s.")
            % {"other": other, "own": own}
        )
    wanted = (FORMAT, submission.round.slug, fingerprint(submission.round))
    if (version.format, version.round, version.form) != wanted:
        raise WorkbookError(
            _("The workbook is of another version of the questionnaire: %(found)s instead of %(wanted)s. "
              "Download it again and copy your values over.")
            % {"found": f"{version.round}/{version.form}", "wanted": f"{wanted[1]}/{wanted[2]}"}
        )  # fmt: skip


def _rows(sheet: _Sheet) -> Iterator[BroughtRow]:
    """The rows of a table. A new row of a register has no key yet; one that is empty too is none."""
    table = TABLES.get(sheet.key)
    if table is not None and table.is_single:
        names = {spec.name for spec in table.all_fields}
        texts = {
            cells[0]: sheet.cell(n, 3) for n, cells in enumerate(sheet.lines, 1) if cells and cells[0] in names
        }
        yield BroughtRow(NAMES_LINE, "", texts)
        return
    columns = _columns(sheet)
    for number in range(FIRST_LINE, len(sheet.lines) + 1):
        key = sheet.cell(number, 1)
        texts = {name: sheet.cell(number, column) for name, column in columns.items()}
        row = BroughtRow(number, key, texts)
        if key or not row.is_empty:
            yield row


def _columns(sheet: _Sheet) -> dict[str, int]:
    table = TABLES.get(sheet.key)
    known = {spec.name for spec in table.all_fields} if table else {"text", "self_score"}
    names = sheet.lines[NAMES_LINE - 1] if len(sheet.lines) >= NAMES_LINE else ()
    found = {name: column for column, name in enumerate(names, start=1) if name in known}
    if missing := known - found.keys():
        raise WorkbookError(
            _("“%(sheet)s” lacks columns that the portal needs (%(names)s). Download the workbook again.")
            % {"sheet": sheet.name, "names": ", ".join(sorted(missing))}
        )
    return found


def _base(sheet: _Sheet) -> Iterator[tuple[Place, str]]:
    for line in sheet.lines:
        if len(line) >= 4 and line[0]:
            yield (line[0], line[1], line[2]), line[3]
