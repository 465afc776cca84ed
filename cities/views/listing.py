"""What lists have in common: columns that sort by the address, and addresses that keep the rest of the choice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.tables import FileColumn, Kind, Value


@dataclass(frozen=True)
class Column:
    """A column of a list and of the same list as a file. ``sort`` is its name in the address; empty: unsorted."""

    label: str
    value: Callable[[Any], Value]
    sort: str = ""
    kind: Kind = "text"
    only_in_file: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind == "count"

    @property
    def falls_first(self) -> bool:
        return self.kind in ("count", "moment")


@dataclass(frozen=True)
class Header:
    """The head of a column: pressing it sorts by it, pressing again the other way round."""

    column: Column
    address: str
    sorted: str


def headers(request: HttpRequest, columns: Sequence[Column], default: str) -> list[Header]:
    """The heads of the columns that a page shows."""
    chosen = request.GET.get("sort", default)
    return [_header(request, column, chosen) for column in columns if not column.only_in_file]


def _header(request: HttpRequest, column: Column, chosen: str) -> Header:
    is_sorted, falls = chosen.removeprefix("-") == column.sort, chosen.startswith("-")
    next_falls = not falls if is_sorted else column.falls_first
    address = query(request, page=None, sort=f"{'-' if next_falls else ''}{column.sort}")
    order = ("descending" if falls else "ascending") if is_sorted else ""
    return Header(column, f"?{address}" if column.sort else "", order)


def query(request: HttpRequest, **changes: str | None) -> str:
    """The address' query with changes; None takes a name out."""
    changed = request.GET.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return changed.urlencode()


def file_columns(columns: Sequence[Column]) -> list[FileColumn]:
    return [FileColumn(column.label, column.kind) for column in columns]


def file_rows(columns: Sequence[Column], rows: Sequence[Any]) -> list[list[Value]]:
    return [[column.value(row) for column in columns] for row in rows]
