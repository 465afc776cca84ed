"""What the secretariat decides for the statistics of a round: thresholds, and which of two readings holds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from scoring.canonical import plain_decimal

MOST = "most"
OWN_FIRST, PUBLISHED_ONLY, OWN_ONLY = "own_first", "published_only", "own_only"
POINTS, RELATIVE = "points", "relative"


@dataclass(frozen=True)
class Limits:
    """What a parameter can be: a number from ``low`` to ``high``, or one of ``choices``."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(100)
    whole: bool = False
    choices: tuple[str, ...] = ()
    may_be_empty: bool = False


LIMITS: Mapping[str, Limits] = {
    "tertiary_rise": Limits(),
    "coal_fall": Limits(),
    "coal_measure": Limits(choices=(POINTS, RELATIVE)),
    "coal_nation": Limits(low=Decimal(-100), may_be_empty=True),
    "co2_method": Limits(choices=(MOST, "direct", "with_electricity")),
    "intensity_fall": Limits(),
    "inventory_years": Limits(low=Decimal(1), high=Decimal(50), whole=True),
    "inventory_run": Limits(low=Decimal(1), high=Decimal(50), whole=True),
    "few_inventories": Limits(low=Decimal(1), high=Decimal(50), whole=True),
    "documents_from": Limits(choices=(OWN_FIRST, PUBLISHED_ONLY, OWN_ONLY)),
    "examples": Limits(low=Decimal(1), high=Decimal(20), whole=True),
    "smallest_group": Limits(low=Decimal(3), high=Decimal(20), whole=True),
}


class ParameterError(ValueError):
    """A parameter that can't be; ``name`` says which, ``limits`` what it can be."""

    def __init__(self, name: str, value: str, limits: Limits | None) -> None:
        super().__init__(f"{name}: {value}")
        self.name, self.value, self.limits = name, value, limits


@dataclass(frozen=True)
class Parameters:
    """Defaults are ours, not official: the published thresholds are lost."""

    tertiary_rise: Decimal = Decimal(3)
    """S2, percentage points."""
    coal_fall: Decimal = Decimal(5)
    """S3, percentage points or per cent, as ``coal_measure`` says."""
    coal_measure: str = POINTS
    coal_nation: Decimal | None = None
    """S3: what the nation's share of coal fell by, in the same measure; None: not known."""
    co2_method: str = MOST
    """S4: the method whose cities are summed up; ``most``: the one that most cities use."""
    intensity_fall: Decimal = Decimal(18)
    """S5, per cent over the review period."""
    inventory_years: Decimal = Decimal(5)
    inventory_run: Decimal = Decimal(5)
    few_inventories: Decimal = Decimal(3)
    """S13: fewer years with an inventory are named as a problem."""
    documents_from: str = OWN_FIRST
    """S8: a city's own register where it handed one in, else the published report's; or only one of them."""
    examples: Decimal = Decimal(3)
    """How many cities are named as examples."""
    smallest_group: Decimal = Decimal(3)
    """Aggregates of unpublished quantities rest on at least so many cities. Never below 3."""

    @classmethod
    def from_dict(cls, given: Mapping[str, str]) -> "Parameters":
        """From texts; what is not given has its default. ParameterError."""
        return cls(**{name: _parsed(name, given[name]) for name in LIMITS if name in given})  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, str]:
        """Every parameter as text; empty: not known."""
        return {name: _written(value) for name, value in asdict(self).items()}

    def chosen(self, *names: str) -> dict[str, str]:
        """Some of them, as text, for a statistic to carry."""
        everything = self.to_dict()
        return {name: everything[name] for name in names}

    def fraction(self, name: str) -> Fraction:
        return Fraction(getattr(self, name))


def _parsed(name: str, text: str) -> Decimal | str | None:
    limits, text = LIMITS[name], str(text).strip()
    if limits.choices:
        if text not in limits.choices:
            raise ParameterError(name, text, limits)
        return text
    if not text and limits.may_be_empty:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ParameterError(name, text, limits) from None
    fits = value.is_finite() and limits.low <= value <= limits.high
    if not fits or (limits.whole and value != int(value)):
        raise ParameterError(name, text, limits)
    return value


def _written(value: Decimal | str | None) -> str:
    return plain_decimal(value) if isinstance(value, Decimal) else value or ""


NAMES = tuple(field.name for field in fields(Parameters))
