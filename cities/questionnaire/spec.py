"""How the questionnaire is described: forms, their tables, and the fields of these."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.models import FormRow
from rounds.models import Round

MOST_ROWS = 500
"""Rows that a register can have."""


class Shape(StrEnum):
    """How many rows a table has."""

    SINGLE = "single"  # one
    FIXED = "fixed"  # one for each key, such as the years of the review period
    REGISTER = "register"  # as many as the city enters


class Layout(StrEnum):
    """How a table looks on a page."""

    ONE = "one"  # fields below each other
    LIST = "list"  # a register: a line a row, each row on a page of its own
    ACROSS = "across"  # years as columns
    LINES = "lines"  # a line for each row, fields as columns
    TEXTS = "texts"  # a text for each row


@dataclass(frozen=True)
class FieldSpec:
    """A field of a table. Label, length, choices and unit are those of the model's field."""

    name: str
    help: str | Promise = ""
    """What is meant, in a sentence."""
    required: bool = False
    only_if: tuple[str, tuple[Any, ...]] | None = None
    """Required only while another field of the row has one of these values."""
    publishable: bool = False
    """May be quoted for a single city; otherwise only in sums over at least three."""
    private: bool = False
    """For the secretariat only: never part of a version."""
    feeds: tuple[str, ...] = ()
    """The indicators whose computed points rest on it."""
    signed: bool = False
    """A figure that may be below 0."""

    def is_required_in(self, row: FormRow | None) -> bool:
        if not self.required or self.only_if is None:
            return self.required
        other, values = self.only_if
        return getattr(row, other, None) in values


SOURCE = FieldSpec("evidence", _("The file of your evidence that proves this row."))
PAGES = FieldSpec("pages", _("Such as 3-5, 12. Without pages the whole file is meant."))
"""The two fields of every row that names its source."""


@dataclass(frozen=True)
class FixedRow:
    """A row that a FIXED table has by itself. ``key``: the values of the table's key fields."""

    key: tuple[Any, ...]
    label: str
    required: bool = True
    unit: str = ""
    period: str = ""
    """The stretch of time that the row's values cover, where the years do not stand in its label."""

    @cached_property
    def name(self) -> str:
        """As it is called in addresses and versions: 2018, gdp_growth-2018."""
        return "-".join(map(str, self.key))


@dataclass(frozen=True)
class Years:
    """What the rows of a round hang on: its review period, and the first year of the one before."""

    review_start: int
    review_end: int
    previous_start: int


Rows = Callable[[Years], Sequence[FixedRow]]


@lru_cache(maxsize=256)
def _fixed(rows: Rows, years: Years, language: str | None) -> Sequence[FixedRow]:
    """The same for every city: made once for a period, in each language."""
    return tuple(rows(years))


@dataclass(frozen=True)
class Product:
    """What a page shows as it is typed: the product of two figures, times a factor that hangs on the unit.

    ``attribute`` is where a row has it: the server computes the same.
    """

    attribute: str
    label: Promise
    unit: Promise
    factors: tuple[str, str]
    unit_field: str
    times: Mapping[str, int]


@dataclass(frozen=True)
class TableSpec:
    """One table of a form: all its rows are of one model."""

    key: str
    """Of its own in the whole questionnaire: ``F1.years``."""
    name: Promise
    model: type[FormRow]
    shape: Shape
    fields: tuple[FieldSpec, ...]
    key_fields: tuple[str, ...] = ()
    fixed_rows: Rows | None = None
    title: tuple[str, ...] = ()
    """The fields by which people tell the rows of a register apart."""
    required: bool = True
    """A register: at least one row, or the word that there is none."""
    source_required: bool = False
    has_source: bool = True
    """Rows name a piece of evidence with pages."""
    purpose: str | Promise = ""
    product: Product | None = None

    @property
    def short_key(self) -> str:
        """Within its form: ``years``."""
        return self.key.partition(".")[2]

    @property
    def is_register(self) -> bool:
        return self.shape is Shape.REGISTER

    @property
    def is_single(self) -> bool:
        return self.shape is Shape.SINGLE

    @property
    def is_fixed(self) -> bool:
        return self.shape is Shape.FIXED

    def rows_for(self, round: Round) -> Sequence[FixedRow]:
        """The rows that the table has by itself in this round; none for a register."""
        if self.fixed_rows:
            years = Years(round.review_start, round.review_end, round.previous_start)
            return _fixed(self.fixed_rows, years, get_language())
        return [FixedRow((), "")] if self.is_single else []

    @cached_property
    def all_fields(self) -> tuple[FieldSpec, ...]:
        """What is asked of a row, and where it comes from."""
        if not self.has_source:
            return self.fields
        return (*self.fields, replace(SOURCE, required=self.source_required), PAGES)

    @cached_property
    def by_name(self) -> dict[str, FieldSpec]:
        return {field.name: field for field in self.all_fields}

    @property
    def layout(self) -> "Layout":
        """How a page lays the table out."""
        if self.is_register or self.is_single:
            return Layout.LIST if self.is_register else Layout.ONE
        if self.key_fields == ("year",):
            return Layout.ACROSS
        is_text = any(isinstance(self.model_field(field.name), models.TextField) for field in self.fields)
        return Layout.TEXTS if is_text else Layout.LINES

    def model_field(self, name: str) -> "models.Field[Any, Any]":
        field = self.model._meta.get_field(name)
        assert isinstance(field, models.Field)
        return field

    def label(self, name: str) -> str:
        """With a capital: the model's names begin small, as Django's do."""
        text = str(self.model_field(name).verbose_name)
        return text[:1].upper() + text[1:]

    def unit(self, name: str) -> str:
        return str(self.model_field(name).help_text)

    def row_key(self, row: FormRow) -> str:
        """By which a row is known in versions and findings: its fixed key, or its number."""
        if self.is_register:
            return str(row.pk)
        return "-".join(str(getattr(row, name)) for name in self.key_fields)

    def feeds(self) -> frozenset[str]:
        return frozenset(code for field in self.fields for code in field.feeds)


@dataclass(frozen=True)
class FormSpec:
    """One form of the questionnaire, F0 to F15."""

    code: str
    slug: str
    name: Promise
    purpose: Promise
    tables: tuple[TableSpec, ...] = ()
    county_set: bool = False
    """County-level pilots are asked for it too."""
    required: bool = True
    """The material can't be handed in without it."""

    def table(self, short_key: str) -> TableSpec | None:
        return next((table for table in self.tables if table.short_key == short_key), None)

    def feeds(self) -> frozenset[str]:
        return frozenset().union(*(table.feeds() for table in self.tables))
