"""Formats of the administration's exports, harmless in a spreadsheet program like every other table."""

from typing import Any

from import_export.formats.base_formats import CSV, XLSX, Format

from accounts.tables import harmless


class HarmlessCsv(CSV):  # type: ignore[misc]  # import_export has no types
    """With the mark that Excel needs to read Chinese."""

    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        return f"\ufeff{super().export_data(_harmless(dataset), **kwargs)}"


class HarmlessXlsx(XLSX):  # type: ignore[misc]  # nor here
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
