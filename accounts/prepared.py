"""Queries whose SQL is built once and asked with other values each time.

Django builds the SQL of a query anew whenever it is asked. For a large one, with subqueries for whatever a page
must know beside its rows, that takes several times as long as PostgreSQL takes to answer. ``prepared`` keeps what
was built, with places for the values; rows come as Django makes them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from django.utils.functional import cached_property
from psycopg.sql import Literal
from psycopg.types.numeric import Int8

Row = TypeVar("Row")
Values = ParamSpec("Values")


def prepared(build: Callable[Values, "QuerySet[Any, Row]"]) -> Callable[Values, list[Row]]:
    """Make a function that builds a query from values into one that gives its rows.

    The values are named by keyword and are whole numbers, texts or moments, as the annotations of ``build`` say.
    They may reach the query as values only: ``build`` is called once in a process, with stand-ins, and what it
    decides by a value, or by anything else that changes, would be decided for good. A value that does not arrive
    in the SQL, and a moment in it that is not among the values, are refused with ``AssertionError``.
    """
    query = _Prepared(build)

    @wraps(build)
    def rows(*args: Values.args, **values: Values.kwargs) -> list[Row]:
        assert not args, f"{build.__qualname__}: name the values"
        return query.rows(values)

    return rows


def run_prepared(statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The first row that a statement of our own answers, None without one. Its places are named: ``%(round)s``.

    Whole numbers are sent as eight bytes, however small: by their size PostgreSQL would plan it anew.
    """
    sent = {name: _eight_bytes(value) for name, value in values.items()}
    with _planned_once(connection), connection.cursor() as cursor:
        cursor.execute(statement, sent)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _eight_bytes(value: Any) -> Any:
    if isinstance(value, list):
        return [_eight_bytes(item) for item in value]
    return Int8(value) if type(value) is int else value


STAND_INS: dict[Any, Callable[[int], Any]] = {
    int: lambda place: 8_300_000_000_000_000_000 + place,
    str: lambda place: f"\ue000{place}\ue001",
    datetime: lambda place: datetime(9000 + place, 1, 1, tzinfo=UTC),
}
"""By type: values that nobody enters, told apart by their place."""


@dataclass(frozen=True)
class _Place:
    """Where a value goes, and what Django makes of it there, such as a whole number of eight bytes."""

    name: str
    made: Callable[[Any], Any]


@dataclass(frozen=True)
class _Built(Generic[Row]):
    queryset: "QuerySet[Any, Row]"
    compiler: SQLCompiler
    sql: str
    places: Sequence[_Place]
    converters: dict[int, Any]
    """By column, what makes a value of what PostgreSQL sends."""

    def rows(self, values: Mapping[str, Any]) -> list[Row]:
        """Django's own way from here on: it is only told what it would find, on copies made for this once."""
        compiler, found = copy(self.compiler), _unread(self.queryset)
        compiler.connection = connections[found.db]
        if found.query.select_for_update and not compiler.connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked within a transaction only.")
        parameters = tuple(place.made(values[place.name]) for place in self.places)
        compiler.as_sql = lambda *_, **__: (self.sql, parameters)  # type: ignore[method-assign]  # of the copy
        compiler.get_converters = lambda *_: self.converters  # type: ignore[method-assign]  # of the copy
        found.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]  # of the copy
        with _planned_once(connections[found.db]):
            return list(found)


KEPT = ("_iterable_class", "_fields", "_prefetch_related_lookups", "_known_related_objects")
"""What a query set knows beside its query."""


def _unread(queryset: "QuerySet[Any, Row]") -> "QuerySet[Any, Row]":
    """The same, with a query of its own. Nobody changes that any more, so nothing within it is copied."""
    again = queryset.__class__(queryset.model, copy(queryset.query), queryset.db)
    vars(again).update({name: vars(queryset)[name] for name in KEPT})
    return again


@contextmanager
def _planned_once(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Values are bound by the server, so that psycopg prepares what it is asked again (``DATABASE_PREPARE``).

    Only here: other queries may have more values than the server binds, 65,535.
    """
    database.ensure_connection()
    held = database.connection  # this very one, also when it is lost meanwhile
    usual, held.cursor_factory = held.cursor_factory, ServerBindingCursor
    try:
        yield
    finally:
        held.cursor_factory = usual


class _Prepared(Generic[Row]):
    def __init__(self, build: Callable[..., "QuerySet[Any, Row]"]) -> None:
        self.build, self.name = build, build.__qualname__
        self.types: dict[str, type] = {
            name: value.annotation for name, value in signature(build, eval_str=True).parameters.items()
        }

    def rows(self, values: Mapping[str, Any]) -> list[Row]:
        for name, type_ in self.types.items():
            assert isinstance(values.get(name), type_), f"{self.name}: {name} is no {type_.__name__}"
        return self._built.rows(values)

    @cached_property
    def _built(self) -> _Built[Row]:
        stand_ins = {name: STAND_INS[type_](place) for place, (name, type_) in enumerate(self.types.items())}
        queryset = self.build(**stand_ins)
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, values = compiler.as_sql()
        parameters = [self._parameter(value, stand_ins) for value in values]
        places = [parameter for parameter in parameters if isinstance(parameter, _Place)]
        arrived = {place.name for place in places}
        assert arrived == stand_ins.keys(), f"{self.name}: {stand_ins.keys() - arrived} decide without the query"
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        return _Built(queryset, compiler, _filled_in(sql, parameters), places, compiler.get_converters(columns))

    def _parameter(self, value: Any, stand_ins: Mapping[str, Any]) -> Any:
        for name, stand_in in stand_ins.items():
            if isinstance(value, type(stand_in)) and value == stand_in:
                return _Place(name, type(value) if isinstance(value, int) else _as_it_is)
        assert not isinstance(value, date), f"{self.name}: {value} would stay for good"
        return value


def _filled_in(sql: str, parameters: Sequence[Any]) -> str:
    """With what never changes written out: only so does PostgreSQL know, when it plans for any values, which of
    its partial indexes hold the rows.
    """
    constants = ("%s" if isinstance(p, _Place) else Literal(p).as_string().replace("%", "%%") for p in parameters)
    return sql.replace("%%", "%%%%") % tuple(constants)


def _as_it_is(value: Any) -> Any:
    return value
