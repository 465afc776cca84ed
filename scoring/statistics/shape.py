"""What a statistic is: amounts with denominators and named cities, what was left out, and the rows behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from scoring.rounding import round_half_up


class Unit(StrEnum):
    CITIES = "cities"
    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    POINTS = "points"
    DOCUMENTS = "documents"
    SYSTEMS = "systems"
    TABLES = "tables"
    INDICATORS = "indicators"
    PROMISES = "promises"
    EXPERTS = "experts"
    DOMAINS = "domains"
    TAGS = "tags"
    YEAR = "year"
    YEARS = "years"
    OF_METRIC = "of_metric"
    """In the unit of the figure that ``Amount.about`` names."""


class Why(StrEnum):
    """Why a city is not in a statistic although it handed something in."""

    NOT_HANDED_IN = "not_handed_in"
    """No accepted material, or the form is empty in it."""
    NO_FIGURE = "no_figure"
    """A year that is needed has no figure."""
    NOT_ABOVE_ZERO = "not_above_zero"
    MIXED_PRICES = "mixed_prices"
    """The years rest on different base years of constant prices."""
    MIXED_METHODS = "mixed_methods"
    """CO2 of the years was computed by different methods."""
    OTHER_METHOD = "other_method"
    """CO2 was computed by another method than the one that is summed up."""
    MIXED_COEFFICIENTS = "mixed_coefficients"
    """Electricity of the years was converted by different coefficients."""
    NO_PREVIOUS_PERIOD = "no_previous_period"
    NOT_COMPLETE = "not_complete"
    """The city has no total yet."""


@dataclass(frozen=True)
class Origin:
    """Where something stands: a row of a table of a version that a city handed in.

    ``version`` 0: the register read off the published report, or what the portal itself keeps.
    """

    city: str
    table: str
    """Such as ``F1.years``; empty for what is no form."""
    row: str = ""
    version: int = 0


@dataclass(frozen=True)
class Exclusion:
    city: str
    why: Why


@dataclass(frozen=True)
class Amount:
    """One number of a statistic. ``key`` is its name within it, ``about`` what the number is about."""

    key: str
    value: Fraction | None
    unit: Unit
    of: int | None = None
    """The denominator: how many cities (promises, …) could be counted."""
    cities: tuple[str, ...] = ()
    """The cities that are counted; of a rate, examples."""
    about: tuple[str, ...] = ()
    decimals: int = 0
    is_withheld: bool = False
    """The group is too small: the number would tell what is not published."""

    @property
    def printed(self) -> Decimal | None:
        """Rounded once, half up."""
        return None if self.value is None else rounded(self.value, self.decimals)

    @property
    def share(self) -> Fraction | None:
        """Of a count: what part of its denominator it is, in per cent."""
        return self.value * 100 / self.of if self.value is not None and self.of else None

    def printed_share(self, decimals: int = 0) -> Decimal | None:
        return None if self.share is None else rounded(self.share, decimals)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half up; half away from zero would differ below 0, where −0.5 becomes 0."""
    return Decimal(round_half_up(value * 10**decimals)).scaleb(-decimals)


@dataclass(frozen=True, eq=False)
class Statistic:
    """``code`` is S1 to S21 or E4. ``with_data`` of ``of`` cities could be counted."""

    code: str
    amounts: tuple[Amount, ...]
    with_data: int
    of: int
    excluded: tuple[Exclusion, ...] = ()
    origins: tuple[Origin, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    """The names of the parameters that it rests on, with their values as they are written."""

    @cached_property
    def by_key(self) -> Mapping[str, Amount]:
        return {amount.key: amount for amount in self.amounts}

    def __getitem__(self, key: str) -> Amount:
        return self.by_key[key]

    @property
    def is_empty(self) -> bool:
        return self.with_data == 0

    def origins_of(self, cities: Sequence[str]) -> tuple[Origin, ...]:
        wanted = set(cities)
        return tuple(origin for origin in self.origins if origin.city in wanted)


def count_of(
    key: str, cities: Sequence[str], of: int | None, *, about: Sequence[str] = (), decimals: int = 0
) -> Amount:
    """How many different cities, in the order in which they come."""
    named = tuple(dict.fromkeys(cities))
    return Amount(key, Fraction(len(named)), Unit.CITIES, of, named, tuple(about), decimals)


def guarded(amount: Amount, group: int, smallest: int) -> Amount:
    """The amount, or that it is withheld: it rests on fewer than ``smallest`` cities (保密)."""
    if amount.value is None or group >= smallest:
        return amount
    return Amount(amount.key, None, amount.unit, amount.of, (), amount.about, amount.decimals, is_withheld=True)
