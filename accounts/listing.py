"""What lists have in common: columns that sort by the address, addresses that keep the rest of the choice, and the
same list as a file: exactly what is shown, all pages of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, register_converter

from accounts.tables import FileColumn, Kind, Value, table_file

View = Callable[..., HttpResponse]


class Ending:
    """Of a file with a list."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Ending, "ending")


def listed(address: str, view: View, name: str, *, as_file: View | None = None) -> list[URLPattern]:
    """A page with a list, and below it the list as a file: NAME and NAME-file.

    The file takes the page's own view, or ``as_file``, with the ``ending``: csv or xlsx.
    """
    return [
        path(address, view, name=name),
        path(f"{address}table.<ending:ending>", as_file or view, name=f"{name}-file"),
    ]


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


def count(label: str, value: Callable[[Any], Value]) -> Column:
    """A column of whole numbers, of a file."""
    return Column(label, value, kind="count")


def moment(label: str, value: Callable[[Any], Value]) -> Column:
    """A column of dates with their time, of a file."""
    return Column(label, value, kind="moment")


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


def list_file(
    words: Sequence[object], ending: str, columns: Sequence[Column], rows: Iterable[Any]
) -> HttpResponse:
    """The rows as a download. ``words`` make its name: of what it is, and the list's own."""
    return table_file(f"{'_'.join(map(str, words))}.{ending}", file_columns(columns), file_rows(columns, rows))


def file_columns(columns: Sequence[Column]) -> list[FileColumn]:
    return [FileColumn(column.label, column.kind) for column in columns]


def file_rows(columns: Sequence[Column], rows: Iterable[Any]) -> Iterable[list[Value]]:
    return ([column.value(row) for column in columns] for row in rows)
