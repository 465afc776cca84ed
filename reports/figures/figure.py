"""What a figure is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import pgettext

from scoring.statistics.shape import rounded


@dataclass(frozen=True)
class FigureTable:
    """The table twin: everything that the drawing says. ``numbers``: the columns that hold numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[list[tuple[str, bool]]]:
        """Cells with whether they are numbers."""
        return [[(cell, place in self.numbers) for place, cell in enumerate(row)] for row in self.rows]

    @property
    def heads(self) -> list[tuple[str, bool]]:
        return [(column, place in self.numbers) for place, column in enumerate(self.columns)]


@dataclass(frozen=True)
class Figure:
    """``drawing`` is JSON: its ``kind``, and numbers and words in the language that was active.

    ``note``: denominators and what is left out. A figure without data
    has an empty table and says why in ``note``.
    """

    key: str
    title: str
    drawing: Mapping[str, Any]
    table: FigureTable
    statistic: str
    note: str = ""
    number: int | None = None
    """Of figures 1 to 6 of the published report."""
    is_internal: bool = False
    """Shows what is not published: only for those who lead the round."""

    @property
    def is_empty(self) -> bool:
        return not self.table.rows

    @property
    def json_id(self) -> str:
        return f"figure-{self.key}"


def number(value: Fraction | int | Decimal, decimals: int = 0) -> float | int:
    """For a drawing: rounded once, half up."""
    exact = rounded(Fraction(value), decimals)
    return int(exact) if not decimals else float(exact)


def text(value: Fraction | int | Decimal, decimals: int = 0) -> str:
    """For a table: the same digits."""
    return str(rounded(Fraction(value), decimals))


def cities_unit() -> str:
    """Behind a number."""
    return pgettext("unit", "cities")
