"""A cell (one city, one indicator): several marks become the points that count (评分汇总), exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np

from scoring.arrays import Bools, Int64s, Integers
from scoring.choices import CellRule
from scoring.marks import Mark
from scoring.policy import ReconciliationPolicy

K = TypeVar("K")

NEVER = 1_000_000
TRIM_FROM = {CellRule.MEAN_THEN_TRIM: 4, CellRule.TRIMMED: 3, CellRule.MEAN: NEVER, CellRule.MEDIAN: NEVER}
"""From how many marks on a rule trims (去掉一个最高分和一个最低分)."""


@dataclass(frozen=True)
class Reconciled:
    """A cell's judged points and how they came about."""

    points: Fraction
    """In points; exact: nothing is rounded before the total."""
    kept: tuple[Fraction, ...]
    """How much of each mark's weight counts, in the order given: a mark trimmed away has 0, one cut into a part.
    With the median: 2 for the mark in the middle, or 1 for each of the two.
    """
    n_eff: Fraction
    """(Σw)² ÷ Σw²: as many equal marks would weigh the same."""
    spread: int
    """Highest less lowest mark after trimming, if any; hundredths."""
    divergent: bool
    """Further apart than the tolerance (分差超限). Whether it is time to test that is the caller's decision."""

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """What each mark contributes: kept ÷ Σ kept. The cell is Σ mark × share."""
        return tuple(weight / sum(self.kept) for weight in self.kept)


def reconcile(marks: Sequence[Mark], *, judged_max: int, policy: ReconciliationPolicy) -> Reconciled:
    """The cell by the policy's rule. Up to 3 marks: weighted mean (加权平均); from 4 on the weight mass Σw ÷ n is
    taken off each end of the sorted marks, fractionally, and the rest averaged.

    Raising a mark never lowers the cell, the order of the marks never matters, and the cell lies between the
    lowest and the highest mark. The cell is given even if its marks are divergent.
    """
    if not marks:
        raise ValueError("no marks to reconcile")
    if out := [mark for mark in marks if not 0 <= mark.points <= judged_max]:
        raise ValueError(f"marks outside 0–{judged_max}: {out}")
    kept = _kept(marks, policy.cell_rule)
    counted = _counted(marks, kept, policy)
    spread = max(counted) - min(counted)
    weighed = sum((mark.points * weight for mark, weight in zip(marks, kept, strict=True)), Fraction(0))
    return Reconciled(
        points=weighed / sum(kept) / 100,
        kept=kept,
        n_eff=effective_number([mark.weight for mark in marks]),
        spread=spread,
        divergent=len(marks) > 1 and cell_diverges(spread, judged_max=judged_max, policy=policy),
    )


def _counted(marks: Sequence[Mark], kept: Sequence[Fraction], policy: ReconciliationPolicy) -> list[int]:
    """The points whose range is held against the tolerance: all, less those trimmed away."""
    trims = len(marks) >= TRIM_FROM[policy.cell_rule]
    return [mark.points for mark, weight in zip(marks, kept, strict=True) if weight or not trims]


@dataclass(frozen=True)
class ToleranceBand:
    """How far the marks of a cell may lie apart (分差容限), and how far they do, after trimming; hundredths."""

    lowest: int
    highest: int
    widest: int
    """The largest range that is within."""

    @property
    def spread(self) -> int:
        return self.highest - self.lowest

    @property
    def is_within(self) -> bool:
        return self.spread <= self.widest

    @property
    def begins(self) -> Fraction:
        """Laid around the middle of the marks: all that count lie in it exactly if they are within."""
        return Fraction(self.lowest + self.highest - self.widest, 2)


def tolerance_band(marks: Sequence[Mark], *, judged_max: int, policy: ReconciliationPolicy) -> ToleranceBand:
    """Of two marks or more; of one there is nothing to compare."""
    counted = _counted(marks, _kept(marks, policy.cell_rule), policy)
    return ToleranceBand(min(counted), max(counted), widest_within(judged_max=judged_max, policy=policy))


def widest_within(*, judged_max: int, policy: ReconciliationPolicy) -> int:
    """The largest range of a cell's marks that is not divergent; hundredths."""
    share = int(Fraction(policy.divergence_range_share) * judged_max)
    return max(share, int(policy.divergence_min_points * 100) - 1)


def effective_number(weights: Sequence[int]) -> Fraction:
    """n_eff = (Σw)² ÷ Σw²; weights 3, 1, 1 give 25/11."""
    return Fraction(sum(weights) ** 2, sum(weight**2 for weight in weights))


def cell_diverges(spread: int, *, judged_max: int, policy: ReconciliationPolicy) -> bool:
    """Whether a range of marks exceeds the tolerance (分差容限): exactly at it is within. Hundredths."""
    beyond_share = spread > Fraction(policy.divergence_range_share) * judged_max
    return beyond_share and spread >= policy.divergence_min_points * 100


def divergent_cells(spread: Integers, *, judged_max: Int64s, policy: ReconciliationPolicy) -> Bools:
    """``cell_diverges`` on arrays: spreads [C, I], maxima [I]."""
    share = Fraction(policy.divergence_range_share)
    most_within = share.numerator * judged_max // share.denominator
    return np.asarray((spread > most_within) & (spread >= int(policy.divergence_min_points * 100)))


def domain_subtotals(sheets: Mapping[K, Mapping[str, int]], codes: Sequence[str]) -> dict[K, int]:
    """Each expert's sum over a domain's applicable judged indicators, hundredths.

    An expert who could not judge one of them (无法判断) has no subtotal to compare.
    """
    return {
        expert: sum(marks[code] for code in codes)
        for expert, marks in sheets.items()
        if marks.keys() >= set(codes)
    }


def subtotals_diverge(
    subtotals: Sequence[int], *, judged_maxima: Sequence[int], policy: ReconciliationPolicy
) -> bool:
    """Whether experts' domain subtotals lie further apart than the tolerance; hundredths.

    ``judged_maxima`` are those of the domain's applicable judged indicators; too few of them are never tested.
    """
    if len(judged_maxima) < policy.divergence_subtotal_min_indicators or len(subtotals) < 2:
        return False
    spread = max(subtotals) - min(subtotals)
    return spread > Fraction(policy.divergence_subtotal_share) * sum(judged_maxima)


def _kept(marks: Sequence[Mark], rule: CellRule) -> tuple[Fraction, ...]:
    order = sorted(range(len(marks)), key=lambda i: marks[i].points)
    weights = [marks[i].weight for i in order]
    if rule is CellRule.MEDIAN:
        kept = _middle(weights)
    elif len(marks) >= TRIM_FROM[rule]:
        kept = _trimmed(weights)
    else:
        kept = [Fraction(weight) for weight in weights]
    by_place = dict(zip(order, kept, strict=True))
    return tuple(by_place[i] for i in range(len(marks)))


def _trimmed(weights: Sequence[int]) -> list[Fraction]:
    """What is left of each weight, in order of the marks, without Σw ÷ n at either end."""
    low = Fraction(sum(weights), len(weights))
    high = sum(weights) - low
    kept, reached = [], 0
    for weight in weights:
        top, bottom = min(Fraction(reached + weight), high), max(Fraction(reached), low)
        kept.append(max(Fraction(0), top - bottom))
        reached += weight
    return kept


def _middle(weights: Sequence[int]) -> list[Fraction]:
    """The weighted median: the lowest mark with half the weight at or below it, and its mirror image."""
    whole, kept, below = sum(weights), [Fraction(0)] * len(weights), 0
    for place, weight in enumerate(weights):
        if 2 * below < whole <= 2 * (below + weight):
            kept[place] += 1
        if 2 * below <= whole < 2 * (below + weight):
            kept[place] += 1
        below += weight
    return kept
