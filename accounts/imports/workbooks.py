"""What is asked of an XLSX workbook that somebody brings, before and while it is read."""

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass
class Formulas:
    """Those of a sheet: how many, and where the first of them are."""

    first: list[str] = field(default_factory=list)
    number: int = 0

    def look(self, line: int, cells: Sequence[Any]) -> None:
        for cell in cells:
            if is_formula(cell):
                self.number += 1
                if self.number <= NAMED:
                    self.first.append(f"{cell.column_letter}{line}")

    def refusal(self, sheet: str) -> str:
        more = _(" and %(number)d more") % {"number": self.number - NAMED} if self.number > NAMED else ""
        return _(
            "“%(sheet)s” has formulas in %(cells)s%(more)s. Only values are read: copy the cells and insert them "
            "as values."
        ) % {"sheet": sheet, "cells": ", ".join(self.first), "more": more}
