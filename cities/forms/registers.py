"""A register as a table of its own: CSV in UTF-8 or GBK, or XLSX, with the columns under their names."""

from collections.abc import Mapping
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.imports.table import Table, TableError, read_table
from cities.questionnaire import MOST_ROWS, TableSpec
from cities.workbook.brought import Brought, BroughtRow

NUMBER = "number"
NUMBERS = frozenset({NUMBER, "编号", "no.", "id"})
"""Names of the column with the number of a row: a line with one changes that row, one without adds a row."""


def read_register(table: TableSpec, file: IO[bytes], *, size: int) -> Brought:
    """What the table brings. Rows that it doesn't name stay as they are."""
    found = read_table(file, size=size, most_rows=MOST_ROWS)
    columns = _columns(table, found)
    rows = [
        BroughtRow(
            line,
            _key(line, columns, cells),
            {name: cells[place] for name, place in columns.items() if name != NUMBER},
        )
        for line, cells in found.rows
    ]
    return Brought({table.key: rows})


def _key(line: int, columns: Mapping[str, int], cells: list[str]) -> str:
    key = cells[columns[NUMBER]] if NUMBER in columns else ""
    if key and not key.isdecimal():
        raise TableError(
            _("Line %(line)d: “%(value)s” is not the number of a row.") % {"line": line, "value": key}
        )
    return key


def _columns(table: TableSpec, found: Table) -> dict[str, int]:
    """Field → place. Each column is known by its label in either language, or by its short name."""
    named = _names(table)
    columns: dict[str, int] = {}
    for place, header in enumerate(found.headers):
        name = named.get(_plain(header))
        if name is None or name in columns:
            known = ", ".join(table.label(field.name) for field in table.all_fields)
            raise TableError(
                _("Column “%(name)s” is unknown or there twice. Known columns: %(known)s.")
                % {"name": header, "known": known}
            )
        columns[name] = place
    return columns


def _names(table: TableSpec) -> dict[str, str]:
    named = dict.fromkeys(NUMBERS, NUMBER)
    for language in ("zh-hans", "en"):
        with override(language):
            for field in table.all_fields:
                named[_plain(table.label(field.name))] = field.name
                named[_plain(column_label(table, field.name))] = field.name
    return named | {field.name: field.name for field in table.all_fields}


def column_label(table: TableSpec, field: str) -> str:
    """With its unit, as the file has it."""
    unit = table.unit(field)
    return f"{table.label(field)} ({unit})" if unit else table.label(field)


def _plain(header: str) -> str:
    return header.removesuffix("*").strip().casefold()
