"""Formats of the administration's tables: harmless in a spreadsheet program, and read as every other import is."""

import io
from typing import Any

from import_export.formats.base_formats import CSV, XLSX, Format
from tablib import Dataset

from accounts.imports.table import read_table
from accounts.tables import harmless


class HarmlessCsv(CSV):  # type: ignore[misc]  # import_export has no types
    """With the mark that Excel needs to read Chinese."""

    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        return f"\ufeff{super().export_data(_harmless(dataset), **kwargs)}"


class HarmlessXlsx(XLSX):  # type: ignore[misc]  # nor here
    def create_dataset(self, in_stream: bytes) -> Dataset:
        """Formulas are refused, and files that are damaged or unpack beyond measure."""
        table = read_table(io.BytesIO(in_stream), size=len(in_stream))
        return Dataset(*(cells for _number, cells in table.rows), headers=table.headers)

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        content: bytes = super().export_data(_harmless(dataset), **kwargs)
        return content


FORMATS: list[type[Format]] = [HarmlessCsv, HarmlessXlsx]


def _harmless(dataset: Any) -> Any:
    """Every text that a program could take for a formula has an apostrophe in front."""
    for row in list(dataset):
        dataset.lpop()
        dataset.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return dataset
