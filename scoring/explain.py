"""One cell for a reader with a calculator: the marks, what was trimmed, the arithmetic and the rule that decided.

Structured data without words; the page supplies those.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from scoring.choices import CellRule
from scoring.marks import Mark
from scoring.policy import ReconciliationPolicy
from scoring.reconcile import TRIM_FROM, Reconciled, reconcile
from scoring.system import IndicatorSpec
from scoring.totals import indicator_points


class Step(StrEnum):
    """Which branch of the cell rule was taken."""

    SINGLE = "single"  # 单人评分
    MEAN = "mean"
    TRIMMED = "trimmed"
    MEDIAN = "median"


@dataclass(frozen=True)
class MarkUse:
    """A mark and what became of it."""

    mark: Mark
    kept: Fraction
    """How much of its weight counts: 0 if it was trimmed away, less than its weight if in part."""
    share: Fraction
    """kept ÷ Σ kept: the judged part is Σ mark × share."""


@dataclass(frozen=True)
class CellExplanation:
    """judged = Σ points × share; points = computed + judged, or judged × ``scaled_by``."""

    spec: IndicatorSpec
    marks: tuple[MarkUse, ...]
    """Lowest first."""
    policy_field: str
    policy_value: str
    """The line of the policy that decided."""
    step: Step | None
    reconciled: Reconciled | None
    """Like ``step`` None: the indicator has no judged part."""
    judged: Fraction
    settled: int | None
    """Hundredths that a case was settled with, which ``judged`` then is; None: the marks decide."""
    computed: int | None
    """Hundredths; None: the computed part does not apply."""
    scaled_by: Fraction
    """1, or full points ÷ judged points where the computed part does not apply."""
    points: Fraction
    rate: Fraction


def explain_cell(
    marks: Sequence[Mark],
    *,
    spec: IndicatorSpec,
    policy: ReconciliationPolicy,
    computed: int = 0,
    computed_applies: bool = True,
    settled: int | None = None,
) -> CellExplanation:
    """How the cell's points came about. ``marks`` may carry their experts; ``computed`` is in hundredths.

    ``settled``, in hundredths too, replaces what the marks give; they are explained all the same.
    """
    result = reconcile(marks, judged_max=spec.judged_max, policy=policy) if spec.judged_max else None
    judged = result.points if result else Fraction(0)
    if settled is not None:
        judged = Fraction(settled, 100)
    points = indicator_points(spec, judged=judged, computed=computed, computed_applies=computed_applies)
    return CellExplanation(
        spec=spec,
        marks=_uses(marks, result) if result else (),
        policy_field="cell_rule",
        policy_value=policy.cell_rule.value,
        step=_step(len(marks), policy.cell_rule) if result else None,
        reconciled=result,
        judged=judged,
        settled=settled,
        computed=computed if computed_applies else None,
        scaled_by=Fraction(1) if computed_applies else Fraction(spec.max_points, spec.judged_max),
        points=points,
        rate=points * 100 / spec.max_points,
    )


def _step(count: int, rule: CellRule) -> Step:
    if count == 1:
        return Step.SINGLE
    if rule is CellRule.MEDIAN:
        return Step.MEDIAN
    return Step.TRIMMED if count >= TRIM_FROM[rule] else Step.MEAN


def _uses(marks: Sequence[Mark], result: Reconciled) -> tuple[MarkUse, ...]:
    uses = [MarkUse(*use) for use in zip(marks, result.kept, result.shares, strict=True)]
    return tuple(sorted(uses, key=lambda use: use.mark.points))
