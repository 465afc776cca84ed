"""What a policy does, shown on made-up marks: computed by the method itself, never written down."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.grade import Grade, grade
from scoring.marks import Mark, anchors, points_text
from scoring.policy import ReconciliationPolicy
from scoring.reconcile import reconcile
from scoring.rounding import round_total

JUDGED_MAX = 500
CELLS = ((300, 420, 450), (200, 450), (200, 420, 440, 450), (300, 420, 440, 450, 480))
TOTALS = (Decimal("89.995"), Decimal("79.994"), Decimal("59.99"))


@dataclass(frozen=True)
class CellExample:
    """The marks of one cell, which of them count in part or not at all, and what becomes of them."""

    marks: list[tuple[str, bool]]
    points: str
    spread: str
    divergent: bool


@dataclass(frozen=True)
class TotalExample:
    exact: Decimal
    rounded: str
    grade: Grade


@dataclass(frozen=True)
class Example:
    judged_max: str
    anchors: list[str]
    cells: list[CellExample]
    totals: list[TotalExample]


def example_of(policy: ReconciliationPolicy) -> Example:
    """Marks of an indicator with five judged points, and totals near the cut-offs."""
    return Example(
        judged_max=points_text(JUDGED_MAX),
        anchors=[points_text(value) for value in anchors(JUDGED_MAX)],
        cells=[_cell(marks, policy) for marks in CELLS],
        totals=[_total(total, policy) for total in TOTALS],
    )


def _cell(points: tuple[int, ...], policy: ReconciliationPolicy) -> CellExample:
    found = reconcile([Mark(value) for value in points], judged_max=JUDGED_MAX, policy=policy)
    return CellExample(
        marks=[(points_text(value), share == 0) for value, share in zip(points, found.shares, strict=True)],
        points=_four_decimals(found.points),
        spread=points_text(found.spread),
        divergent=found.divergent,
    )


def _total(exact: Decimal, policy: ReconciliationPolicy) -> TotalExample:
    rounded = round_total(Fraction(exact), policy)
    return TotalExample(exact, f"{Decimal(rounded) / 100:.2f}", grade(rounded, policy=policy))


def _four_decimals(points: Fraction) -> str:
    """For a reader to compare with a calculator; nothing is decided on it."""
    return f"{Decimal(points.numerator) / Decimal(points.denominator):.4f}"
