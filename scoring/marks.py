"""Which marks are legal: multiples of the step, and the five anchors of the rubric (评分标准)."""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

from scoring.rounding import round_half_up

ANCHOR_PERCENTS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Mark:
    """One expert's points on one cell (单项评分), in hundredths, and how much they count (权重)."""

    points: int
    weight: int = 1
    """A positive integer: only ratios matter, a table with decimals is multiplied by a common factor."""
    expert: Hashable = None
    """Whose mark it is, for a reader; the arithmetic never looks at it."""

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise ValueError("a mark's weight is a positive integer")


class MarkProblem(StrEnum):
    """Why a mark is not legal. ``MESSAGES`` has the sentence."""

    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    TOO_HIGH = "too_high"
    TOO_FINE = "too_fine"
    OFF_STEP = "off_step"


MESSAGES = {
    MarkProblem.NOT_A_NUMBER: "Enter a number of points.",
    MarkProblem.NEGATIVE: "Points cannot be less than 0.",
    MarkProblem.TOO_HIGH: "At most %(limit)s points can be given here.",
    MarkProblem.TOO_FINE: "Points have at most two decimals; the nearest that can be given: %(nearest)s.",
    MarkProblem.OFF_STEP: "Points go in steps of %(step)s; the nearest that can be given: %(nearest)s.",
}
"""English sentences with named gaps; ``MarkCheck.params`` fills them."""


@dataclass(frozen=True)
class MarkCheck:
    """Whether an entered mark can be given. Points in hundredths."""

    points: int | None
    """The mark, if it is legal."""
    problem: MarkProblem | None
    limit: int
    """The indicator's judged points."""
    step: int
    nearest: tuple[int, ...] = ()
    """The legal marks next to an entered one that is too fine or off the step, lower first."""

    @property
    def legal(self) -> bool:
        """Whether the mark may be stored."""
        return self.problem is None

    @property
    def params(self) -> dict[str, str]:
        """What the gaps of the message are filled with, in points."""
        nearest = " / ".join(points_text(value) for value in self.nearest)
        return {"limit": points_text(self.limit), "step": points_text(self.step), "nearest": nearest}

    @property
    def message(self) -> str:
        """The English sentence; empty for a legal mark."""
        return MESSAGES[self.problem] % self.params if self.problem else ""


def points_text(hundredths: int) -> str:
    """Hundredths as points without trailing zeros: 730 is ``7.3``."""
    return f"{Decimal(hundredths) / 100:f}".rstrip("0").rstrip(".") if hundredths % 100 else str(hundredths // 100)


@cache
def anchors(judged_max: int) -> tuple[int, ...]:
    """0, 25, 50, 75 and 100 % of the judged points, each to 0.01 (half up where 0.01 does not divide it)."""
    return tuple(round_half_up(Fraction(judged_max * percent, 100)) for percent in ANCHOR_PERCENTS)


def is_legal(points: int, *, judged_max: int, step: int) -> bool:
    """Whether a mark in hundredths is in range and a multiple of the step or an anchor."""
    return 0 <= points <= judged_max and (points % step == 0 or points in anchors(judged_max))


def nearest_legal(points: Fraction, *, judged_max: int, step: int) -> tuple[int, ...]:
    """The legal marks just below and above a value within the range, both in hundredths."""
    below = int(points // step) * step
    legal = sorted({*anchors(judged_max), below, min(below + step, judged_max)})
    return max(x for x in legal if x <= points), min(x for x in legal if x >= points)


def check_mark(entered: Decimal | None, *, judged_max: int, step: Decimal) -> MarkCheck:
    """Whether ``entered`` points may be given where ``judged_max`` hundredths can be earned; step in points."""
    step_hundredths = int(step * 100)

    def verdict(points: int | None, problem: MarkProblem | None, nearest: tuple[int, ...] = ()) -> MarkCheck:
        return MarkCheck(points, problem, judged_max, step_hundredths, nearest)

    if entered is None or not entered.is_finite():
        return verdict(None, MarkProblem.NOT_A_NUMBER)
    hundredths = Fraction(entered) * 100
    if hundredths < 0:
        return verdict(None, MarkProblem.NEGATIVE)
    if hundredths > judged_max:
        return verdict(None, MarkProblem.TOO_HIGH)
    whole = hundredths.denominator == 1
    if whole and is_legal(int(hundredths), judged_max=judged_max, step=step_hundredths):
        return verdict(int(hundredths), None)
    nearest = nearest_legal(hundredths, judged_max=judged_max, step=step_hundredths)
    return verdict(None, MarkProblem.OFF_STEP if whole else MarkProblem.TOO_FINE, nearest)
