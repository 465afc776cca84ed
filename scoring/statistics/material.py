"""What statistics are made of: the cities of a round, the rows that they handed in, and their scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from scoring.statistics.shape import Exclusion, Origin, Why

PUBLISHED = "published"
"""The table of the register that was read off the published report."""


@dataclass(frozen=True)
class Place:
    """A city by its GB/T 2260 code."""

    code: str
    batch: int
    province: str
    level: str


@dataclass(frozen=True, eq=False)
class Row:
    """A row as a version keeps it: figures and dates are text, yes and no are booleans, several choices a list."""

    origin: Origin
    values: Mapping[str, Any]
    source: Mapping[str, Any] | None = None
    """The piece of evidence that proves the row, with pages."""

    @property
    def city(self) -> str:
        return self.origin.city

    def number(self, name: str) -> Fraction | None:
        value = self.values.get(name)
        return None if value in (None, "") else Fraction(str(value))

    def whole(self, name: str) -> int | None:
        value = self.values.get(name)
        return None if value in (None, "") else int(value)

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "")

    def says(self, name: str) -> bool | None:
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(self.values.get(name) or ())


@dataclass(frozen=True, eq=False)
class Scores:
    """What one ranking says of the cities that may be shown. ``name`` says which ranking it is."""

    name: str
    totals: Mapping[str, Fraction]
    """Exact, in points."""
    printed: Mapping[str, int]
    """Rounded as the policy says, in hundredths."""
    grades: Mapping[str, int]
    area_rates: Mapping[str, Mapping[str, Fraction]]
    """Area, then city; in the order of the areas."""
    domain_rates: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    """The same by domain: points ÷ the maxima that apply, of the indicators of the domain."""
    listed: Sequence[str] = ()
    """优良, in the order of the ranking."""
    is_frozen: bool = False
    """False: a ranking that may still change."""


@dataclass(frozen=True, eq=False)
class Material:
    """Everything of one round. Cities are in the order in which they are to be named."""

    places: Sequence[Place]
    review: tuple[int, int]
    previous: tuple[int, int]
    epsilon: Fraction = Fraction(0)
    """A yearly rate up to this share counts as stable."""
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """By table; ``published`` is the register of the published report."""
    nothing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By table: the cities that say they have nothing to enter."""
    handed_in: frozenset[str] = frozenset()
    """The cities whose material is accepted."""
    metrics: Mapping[str, bool] = field(default_factory=dict)
    """The dictionary of figures of F6: code → whether it is a share."""
    scores: Scores | None = None
    experts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Expert → domains."""
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """City → problems that experts tagged (E4); of tagged cities only."""
    examined: int = 0
    """How many cities experts have looked at for problems."""

    @property
    def of(self) -> int:
        return len(self.places)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(place.code for place in self.places)

    @cached_property
    def place(self) -> Mapping[str, Place]:
        return {place.code: place for place in self.places}

    @cached_property
    def _of_round(self) -> frozenset[str]:
        return frozenset(self.codes)

    def table(self, table: str) -> Sequence[Row]:
        """The rows of the round's cities."""
        return [row for row in self.rows.get(table, ()) if row.city in self._of_round]

    def answered(self, table: str) -> frozenset[str]:
        """The cities that filled the table in, or say that they have nothing for it."""
        with_rows = {row.city for row in self.table(table)}
        return frozenset(with_rows | (self.nothing.get(table, frozenset()) & self._of_round))

    def missing(self, known: frozenset[str] | set[str]) -> tuple[Exclusion, ...]:
        return tuple(Exclusion(code, Why.NOT_HANDED_IN) for code in self.codes if code not in known)

    def in_order(self, cities: Iterator[str] | Sequence[str] | set[str] | frozenset[str]) -> tuple[str, ...]:
        """Each once, in the order of the round."""
        wanted = set(cities)
        return tuple(code for code in self.codes if code in wanted)

    @cached_property
    def years(self) -> Mapping[str, Mapping[int, Row]]:
        """F1 by city and year."""
        found: dict[str, dict[int, Row]] = {}
        for row in self.table("F1.years"):
            found.setdefault(row.city, {})[int(row.origin.row)] = row
        return found

    def grouped(self, table: str) -> dict[str, list[Row]]:
        """The rows of a table by city, cities in order."""
        found: dict[str, list[Row]] = {code: [] for code in self.codes}
        for row in self.table(table):
            found[row.city].append(row)
        return {city: rows for city, rows in found.items() if rows}
