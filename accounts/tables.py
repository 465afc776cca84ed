"""Tables as files: exactly what a page shows, as CSV or XLSX, and harmless in a spreadsheet program.

A text never becomes a formula: XLSX cells are written as text, and in CSV a text that a program could take for a
formula begins with an apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, Literal

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

Value = str | int | Decimal | date | datetime | None
Kind = Literal["text", "count", "points", "percent", "moment"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NUMBER_FORMATS: dict[Kind, str] = {"points": "0.00", "percent": "0.0", "moment": "yyyy-mm-dd hh:mm", "count": "0"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDEST = 60
MOST_ROWS = 1_048_576
"""What a sheet of Excel holds; a longer table goes on on another one."""
TOGETHER = 500
"""Lines of a streamed table that are sent at a time."""


@dataclass(frozen=True)
class FileColumn:
    """A column of a file. Points and percentages are numbers in their unit: 85.3 for 85.3 %."""

    label: str
    kind: Kind = "text"


def harmless(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet program could take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def table_file(name: str, columns: Sequence[FileColumn], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """The table as a download called ``name``, which ends in .csv or .xlsx and may be Chinese."""
    ending = name.rpartition(".")[2]
    content = csv_bytes(columns, rows) if ending == "csv" else xlsx_bytes(name.rpartition(".")[0], columns, rows)
    return download(name, content)


def download(name: str, content: bytes) -> HttpResponse:
    """Bytes as a file to keep; its name survives whatever its script (RFC 5987)."""
    response = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def streamed(name: str, columns: Sequence[FileColumn], rows: Iterable[Sequence[Value]]) -> StreamingHttpResponse:
    """A CSV too long to be held: its lines leave as they are read. Its name ends in .csv."""
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type=TYPES["csv"])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def csv_lines(columns: Sequence[FileColumn], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """What ``csv_bytes`` gives, some lines at a time."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow([harmless(column.label) for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(value) for value in row])
        if number % TOGETHER == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    """What was written so far, taken out."""
    content = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return content


def csv_bytes(columns: Sequence[FileColumn], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    return b"".join(csv_lines(columns, rows))


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def xlsx_bytes(sheet: str, columns: Sequence[FileColumn], rows: Iterable[Sequence[Value]]) -> bytes:
    """A workbook with this one table."""
    with Workbook() as book:
        book.add_table(sheet, columns, rows)
        return book.content()


class Workbook:
    """A workbook written row by row, in constant memory however long its tables are.

    With ``created`` its bytes follow from its tables alone; without, the moment is in it.
    """

    def __init__(self, created: datetime | None = None) -> None:
        self._file = io.BytesIO()
        self._book: Any = xlsxwriter.Workbook(self._file, {"constant_memory": True, "in_memory": True})
        self._book.set_calc_mode("auto")
        if created:
            self._book.set_properties({"created": created})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._formats = {kind: self._book.add_format({"num_format": f}) for kind, f in NUMBER_FORMATS.items()}
        self._note = self._book.add_format({"italic": True})

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._book.fileclosed:
            self._book.close()

    def add_table(
        self,
        name: str,
        columns: Sequence[FileColumn],
        rows: Iterable[Sequence[Value]],
        *,
        notes: Sequence[str] = (),
    ) -> None:
        """A sheet: notes, a bold row of labels that stays in view, the rows. No text in it is a formula.

        More rows than a sheet holds go on on further sheets of the same name with a number.
        """
        left, number = iter(rows), 1
        first = next(left, None)
        while number == 1 or first is not None:
            sheet, top = self._begin(name if number == 1 else f"{name[:26]} ({number})", columns, notes)
            room = MOST_ROWS - top - 1
            for line, row in enumerate(_from(first, left, room), start=top + 1):
                for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                    self._write(sheet, line, place, column, value)
            first, number = next(left, None), number + 1

    def _begin(self, name: str, columns: Sequence[FileColumn], notes: Sequence[str]) -> tuple[Any, int]:
        """A sheet with its notes and labels, and the line that the labels are on."""
        sheet = self._book.add_worksheet(_sheet_name(name))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _width(column))
        for line, note in enumerate(notes):
            sheet.write_string(line, 0, note, self._note)
        top = len(notes)
        for place, column in enumerate(columns):
            sheet.write_string(top, place, column.label, self._head)
        sheet.freeze_panes(top + 1, 0)
        return sheet, top

    def content(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._file.getvalue()

    def _write(self, sheet: Any, line: int, place: int, column: FileColumn, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            sheet.write_datetime(
                line, place, timezone.localtime(value).replace(tzinfo=None), self._formats["moment"]
            )
        elif isinstance(value, str):
            sheet.write_string(line, place, value)
        elif isinstance(value, date):
            sheet.write_string(line, place, value.isoformat())
        else:
            sheet.write_number(line, place, float(value), self._formats.get(column.kind))


def _from(first: Sequence[Value] | None, left: Iterator[Sequence[Value]], most: int) -> Iterator[Sequence[Value]]:
    """``first`` and what follows it, ``most`` in all."""
    return islice(chain([] if first is None else [first], left), most)


def _sheet_name(name: str) -> str:
    """What Excel accepts as the name of a sheet: 31 characters, none of them special to it."""
    return "".join("·" if character in "[]:*?/\\" else character for character in name)[:31]


def _width(column: FileColumn) -> int:
    """Wide enough for the label; a Chinese character takes two places."""
    label = sum(2 if ord(character) > 0x2E80 else 1 for character in column.label)
    return min(WIDEST, max(label + 2, {"text": 16, "moment": 18}.get(column.kind, 9)))
