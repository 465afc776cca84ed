"""What is asked of an XLSX workbook that somebody brings, before and while it is read."""

import zipfile
import zlib
from collections.abc import Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

CHUNK = 1024 * 1024

NAMED = 5
"""Cells with a formula that a message names."""

DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    IndexError,
    EOFError,
    RuntimeError,
    SyntaxError,
)
"""What reading a workbook raises when it is not what it says; SyntaxError: XML that is none."""


def unpacks_beyond(file: IO[bytes], most: int) -> bool:
    """Whether it unpacks to more bytes than ``most``: they are counted piece by piece, and never kept."""
    left = most
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            with archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        return True
    return False


def is_formula(cell: Any) -> bool:
    """Whether a cell of a workbook that was opened with its formulas holds one."""
    return getattr(cell, "data_type", "") == "f"


def formulas_in(sheet: str, cells: Sequence[str]) -> str:
    """The refusal of a sheet with formulas, naming the first of them."""
    named = ", ".join(cells[:NAMED])
    more = _(" and %(number)d more") % {"number": len(cells) - NAMED} if len(cells) > NAMED else ""
    return _(
        "“%(sheet)s” has formulas in %(cells)s%(more)s. Only values are read: copy the cells and insert them as "
        "values."
    ) % {"sheet": sheet, "cells": named, "more": more}
