"""Editing a workbook the way a spreadsheet program does: opened, changed, saved."""

import io
import zipfile
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cities.workbook.layout import FIRST_LINE, NAMES_LINE


def sheet_of(book: Workbook, key: str) -> Worksheet:
    return next(sheet for sheet in book.worksheets if sheet["A1"].value == key)


def edited(content: bytes, change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: Worksheet, row: str, field: str, value: object) -> None:
    """Into the line with this key; ``row`` empty: into the first line without a key."""
    names = {sheet.cell(NAMES_LINE, column).value: column for column in range(1, sheet.max_column + 1)}
    line = next(n for n in range(FIRST_LINE, sheet.max_row + 2) if (sheet.cell(n, 1).value or "") == row)
    sheet.cell(line, names[field]).value = value


def put_upright(sheet: Worksheet, field: str, value: object) -> None:
    line = next(n for n in range(NAMES_LINE, sheet.max_row + 1) if sheet.cell(n, 1).value == field)
    sheet.cell(line, 3).value = value


def upload(content: bytes, name: str = "填报.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def with_part(content: bytes, part: str, data: bytes) -> bytes:
    """The archive with one more file in it."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, data)
    return out.getvalue()


def torn(content: bytes, part: str, data: bytes) -> bytes:
    """The archive with other bytes in place of one of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            archive.writestr(name, data if name == part else whole.read(name))
    return out.getvalue()
