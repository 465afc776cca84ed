"""What a rule reads: a city's figures and records, each with the row that it stands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True)
class Source:
    """Where a figure stands in what the city handed in: the form, its row and field, and what is written there."""

    form: str
    row: str
    field: str
    said: str

    def to_dict(self) -> dict[str, str]:
        return {"form": self.form, "row": self.row, "field": self.field, "said": self.said}


@dataclass(frozen=True)
class Datum:
    """A number with its source. Two data with different ``basis`` (method, base year) are never compared."""

    value: Fraction
    source: Source
    basis: str = ""


class Standing(StrEnum):
    """How far a document has come; the best one of a kind counts."""

    GOVERNMENT = "issued_by_government"
    DEPARTMENT = "issued_by_department_or_group"
    COMPILED = "compiled_or_started"


@dataclass(frozen=True)
class Document:
    kind: str
    standing: Standing
    source: Source


@dataclass(frozen=True)
class Answer:
    """Yes or no to a question that earns a share; ``sources``: every row that it follows from."""

    yes: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class InventoryYear:
    year: int
    source: Source


class Fulfilment(StrEnum):
    """What became of a promise (完成情况), as far as points go."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT_KEPT = "not_kept"


@dataclass(frozen=True)
class Promise:
    fulfilment: Fulfilment
    source: Source


@dataclass(frozen=True)
class Facts:
    """All that is on record of one city. What is missing is simply not here."""

    figures: Mapping[str, Mapping[int, Datum]] = field(default_factory=dict)
    """Yearly figures: name, then year."""
    targets: Mapping[tuple[str, int | None], Datum] = field(default_factory=dict)
    """Targets in per cent by series and year; year None: for the whole review period."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    documents: Sequence[Document] = ()
    inventories: Sequence[InventoryYear] = ()
    promises: Sequence[Promise] = ()


@dataclass(frozen=True)
class Periods:
    """What a round says: its periods, ε as a share, and in per cent the targets that stand in for missing ones."""

    review: tuple[int, int]
    previous: tuple[int, int]
    epsilon: Fraction = Fraction(0)
    reference: Mapping[str, Fraction] = field(default_factory=dict)
    """By series; the yearly target of a series by ``<series>_annual``."""
