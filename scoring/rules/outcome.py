"""What a rule says: a share of the computed points, and all that a reader needs to find it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from scoring.rounding import round_half_up
from scoring.rules.facts import Source

SHOWN_PLACES = 6
"""Decimals that a step shows; the arithmetic itself is never rounded before the end."""


class Flag(StrEnum):
    """What a person should look at before accepting the value."""

    NO_DATA = "no_data"  # 无数据: counts 0, which is not 不适用
    PARTLY_NO_DATA = "partly_no_data"
    REFERENCE_TARGET = "reference_target"
    NO_TARGET = "no_target"
    NO_PREVIOUS_PERIOD = "no_previous_period"
    MIXED_BASIS = "mixed_basis"


class StepName(StrEnum):
    """What a line of the arithmetic finds; the page has the words."""

    FIGURE = "figure"
    MISSING = "missing"
    TARGET = "target"
    COMPLETION = "completion"
    YEARLY_MEAN = "yearly_mean"
    WEIGHTED = "weighted"
    YEARLY_RATE = "yearly_rate"
    PREVIOUS_RATE = "previous_rate"
    CLASS = "class"
    BEST_DOCUMENT = "best_document"
    MEAN = "mean"
    ANSWER = "answer"
    SUM = "sum"
    LINE = "line"
    INVENTORY_YEARS = "inventory_years"
    LONGEST_RUN = "longest_run"
    REGULAR_MECHANISM = "regular_mechanism"
    PROMISES = "promises"
    CLAMP = "clamp"
    POINTS = "points"


class Unit(StrEnum):
    """How a step's value is written."""

    PLAIN = ""
    PER_CENT = "%"
    PERCENTAGE_POINTS = "pp"
    POINTS = "points"


@dataclass(frozen=True)
class Step:
    """One line: ``name`` (of ``about``, a year, a kind, a class): ``formula`` = ``value``."""

    name: StepName
    about: str
    formula: str
    value: Fraction
    unit: Unit = Unit.PLAIN

    def to_dict(self) -> dict[str, str]:
        """Texts only, for a record that is kept."""
        return {
            "name": self.name.value,
            "about": self.about,
            "formula": self.formula,
            "value": shown(self.value),
            "unit": self.unit.value,
            "sign": "=" if is_shown_whole(self.value) else "≈",
        }


@dataclass(frozen=True)
class Found:
    """What a rule's own module gives: the share before it is brought into 0…1."""

    share: Fraction
    steps: Sequence[Step] = ()
    sources: Sequence[Source] = ()
    flags: frozenset[Flag] = frozenset()
    applies: bool = True


@dataclass(frozen=True)
class Outcome:
    """A city's proposed value for an indicator. ``points`` in hundredths, rounded half up, once."""

    share: Fraction
    points: int
    applies: bool
    steps: tuple[Step, ...]
    sources: tuple[Source, ...]
    flags: tuple[Flag, ...]

    def to_dict(self) -> dict[str, Any]:
        """Texts, numbers and lists only."""
        return {
            "points": self.points,
            "applies": self.applies,
            "steps": [step.to_dict() for step in self.steps],
            "sources": [source.to_dict() for source in self.sources],
            "flags": [flag.value for flag in self.flags],
        }


def finish(found: Found, computed_max: int) -> Outcome:
    """Brought into 0…1, times the computed points (hundredths), rounded half up to 0.01."""
    share = min(Fraction(1), max(Fraction(0), found.share)) if found.applies else Fraction(0)
    points = round_half_up(share * computed_max)
    return Outcome(
        share=share,
        points=points,
        applies=found.applies,
        steps=(*found.steps, *(_last_steps(found.share, share, points, computed_max) if found.applies else ())),
        sources=tuple(dict.fromkeys(found.sources)),
        flags=tuple(sorted(found.flags)),
    )


def _last_steps(before: Fraction, share: Fraction, points: int, computed_max: int) -> Iterable[Step]:
    if before != share:
        yield Step(StepName.CLAMP, "", f"{shown(before)} → 0…1", share)
    formula = f"{shown(share)} × {shown(Fraction(computed_max, 100))}"
    yield Step(StepName.POINTS, "", formula, Fraction(points, 100), Unit.POINTS)


def is_shown_whole(value: Fraction) -> bool:
    """Whether ``shown`` writes exactly this value."""
    return bool((value * 10**SHOWN_PLACES).denominator == 1)


def shown(value: Fraction) -> str:
    """A number for reading, to six decimals, half up, without trailing zeros; a true minus sign."""
    whole = round_half_up(abs(value) * 10**SHOWN_PLACES)
    text = f"{Decimal(whole).scaleb(-SHOWN_PLACES):f}".rstrip("0").rstrip(".") or "0"
    return f"−{text}" if value < 0 and whole else text
