"""Reading a table as people save it: CSV in UTF-8 (with or without BOM) or GBK, or XLSX."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from accounts.errors import PortalError
from accounts.imports.workbooks import DAMAGED, Formulas, unpacks_beyond

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of a workbook; a table of the most rows and columns that are read needs less."""

MOST_ROWS = 5000
"""Below the header, unless the caller says otherwise."""

MOST_COLUMNS = 100
COUNTED_AT_MOST = 100_000
"""Lines that are looked at to say how many there are."""

FORMULA_MARKS = tuple("=+-@\t\r＝＋－＠")


@dataclass(frozen=True)
class Table:
    """Headers and rows of text; each row knows its line in the file, the header's being 1."""

    headers: list[str]
    rows: list[tuple[int, list[str]]]


class TableError(PortalError):
    """The file cannot be read as a table."""


def read_table(file: IO[bytes], *, size: int, most_rows: int = MOST_ROWS) -> Table:
    """The first sheet or the whole CSV, without empty lines. TableError says what is wrong with the file."""
    if size > MOST_BYTES:
        limit, found = filesizeformat(MOST_BYTES), filesizeformat(size)
        raise TableError(
            _("The file has %(found)s; at most %(limit)s are read.") % {"found": found, "limit": limit}
        )
    content = file.read()
    is_workbook = content.startswith(b"PK\x03\x04")
    lines = _xlsx(content, most_rows) if is_workbook else _filled(_csv(content), most_rows)
    if not lines:
        raise TableError(_("The file is empty."))
    return _table(lines)


def table_as_csv(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """CSV that a spreadsheet opens in Chinese; text that would be run as a formula is kept text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_MARKS) else text


def _filled(lines: Iterable[tuple[int, list[str]]], most_rows: int) -> list[tuple[int, list[str]]]:
    """The lines with something in them, the header among them. More than can be read are counted, not kept."""
    kept: list[tuple[int, list[str]]] = []
    rows = -1
    for number, cells in lines:
        if number > COUNTED_AT_MOST:
            raise TableError(
                _("The file has more than %(counted)d lines; at most %(limit)d rows are read.")
                % {"counted": COUNTED_AT_MOST, "limit": most_rows}
            )
        cleaned = [_cleaned(cell) for cell in cells]
        if any(cleaned):
            rows += 1
            if rows <= most_rows:
                kept.append((number, cleaned))
    if rows > most_rows:
        raise TableError(
            _("The file has %(found)d rows below the header; at most %(limit)d are read.")
            % {"found": rows, "limit": most_rows}
        )
    return kept


def _cleaned(cell: str) -> str:
    text = cell.strip().replace("\x00", "")
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_MARKS) else text


def _table(lines: list[tuple[int, list[str]]]) -> Table:
    _number, headers = lines[0]
    while headers and not headers[-1]:
        headers.pop()
    repeated = {header for header in headers if header and headers.count(header) > 1}
    if "" in headers or repeated:
        names = ", ".join(sorted(repeated)) or _("without a name")
        raise TableError(_("Each column needs its own name in line 1; not so: %(names)s.") % {"names": names})
    rows = [(number, _fitted(number, cells, len(headers))) for number, cells in lines[1:]]
    if not rows:
        raise TableError(_("The file has a header but no lines below it."))
    return Table(headers, rows)


def _fitted(number: int, cells: list[str], width: int) -> list[str]:
    if any(cells[width:]):
        raise TableError(
            _("Line %(line)d has %(found)d columns, the header has %(width)d.")
            % {"line": number, "found": len(cells), "width": width}
        )
    return (cells + [""] * width)[:width]


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise TableError(_("Line %(line)d cannot be read: %(why)s") % {"line": begins, "why": error}) from None


def _decoded(content: bytes) -> str:
    if b"\x00" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise TableError(_("This is neither a CSV file in UTF-8 or GBK nor an XLSX workbook."))


def _xlsx(content: bytes, most_rows: int) -> list[tuple[int, list[str]]]:
    """Filled lines of the first sheet. Formulas are refused: only the spreadsheet knows what they stand for."""
    try:
        if unpacks_beyond(io.BytesIO(content), MOST_UNPACKED_BYTES):
            limit = {"limit": filesizeformat(MOST_UNPACKED_BYTES)}
            raise TableError(_("Unpacked, the workbook is larger than %(limit)s, the most that is read.") % limit)
        return _filled(_sheet_lines(content), most_rows)
    except SyntaxError:
        raise TableError(_("The file is damaged: its contents cannot be read. Save it anew.")) from None
    except DAMAGED:
        raise TableError(_("This is neither a CSV file in UTF-8 or GBK nor an XLSX workbook.")) from None


def _sheet_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    sheet.reset_dimensions()
    formulas = Formulas()
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        formulas.look(number, cells)
        yield number, [_as_text(cell.value) for cell in cells]
        if number > COUNTED_AT_MOST:
            break
    if formulas.number:
        raise TableError(formulas.refusal(sheet.title))


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
