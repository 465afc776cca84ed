"""Every cell of a round by the policy's rule, as exact integers: numerator ÷ denominator hundredths."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.arrays import Int16s, Int32s, Integers
from scoring.choices import CellRule
from scoring.cube import MarkCube
from scoring.extremes import NONE_LOW, Extremes, extremes, second_extremes
from scoring.policy import ReconciliationPolicy
from scoring.reconcile import TRIM_FROM
from scoring.weighted_cells import WeightedCells, weighted_cells


@dataclass(frozen=True, eq=False)
class Cells:
    """Per cell [C, I], in the smallest integers that hold it. A cell without marks has numerator 0 and
    denominator 1.
    """

    cube: MarkCube
    count: Integers
    numerators: Integers
    denominators: Integers
    lowest: Int16s
    highest: Int16s
    """Of all marks, trimmed or not. Where there is none, they are the wrong way round."""
    trim_from: int
    """From how many marks on the rule leaves out the lowest and the highest."""
    weighted: tuple[WeightedCells, ...]
    """Cells of unequal weights."""

    @cached_property
    def spread(self) -> Int32s:
        """Highest less lowest mark after trimming, if any; hundredths; 0 where fewer than two marks count."""
        spread = np.subtract(self.highest, self.lowest, dtype=np.int32)
        if (trims := self.count >= self.trim_from).any():
            low, high = second_extremes(self.cube)
            np.subtract(high, low, dtype=np.int32, out=spread, where=trims)
        spread[self.count < 2] = 0
        for some in self.weighted:
            spread[some.cities, some.place] = some.spread
        return spread


def reconcile_cells(cube: MarkCube, policy: ReconciliationPolicy) -> Cells:
    """``reconcile`` for all cells at once. Unequal weights are worked out apart, settled cells given."""
    found, trim_from = extremes(cube), TRIM_FROM[policy.cell_rule]
    is_median = policy.cell_rule is CellRule.MEDIAN
    numerators, denominators = _medians(cube, found) if is_median else _means(found, trim_from)
    weighted = tuple(weighted_cells(cube, policy.cell_rule))
    if weighted:
        numerators, denominators = numerators.astype(np.int64), denominators.astype(np.int64)
    for some in weighted:
        numerators[some.cities, some.place] = some.numerators
        denominators[some.cities, some.place] = some.denominators
    if cube.settled is not None:
        numerators = np.where(cube.settled >= 0, cube.settled, numerators)
        denominators = np.where(cube.settled >= 0, denominators.dtype.type(1), denominators)
    return Cells(cube, found.count, numerators, denominators, found.lowest, found.highest, trim_from, weighted)


def _means(found: Extremes, trim_from: int) -> tuple[Integers, Integers]:
    """The sum, less the lowest and the highest mark where the rule trims, over how many are left."""
    trims = found.count >= trim_from
    if trims.all():
        return found.total - found.lowest - found.highest, found.count - np.uint8(2)
    trimmed = (found.lowest + found.highest) * trims.astype(np.int16)
    kind = found.count.dtype
    left = found.count - 2 * trims.astype(kind)
    return found.total - trimmed, left + (found.count == 0).astype(kind)


def _medians(cube: MarkCube, found: Extremes) -> tuple[Integers, Integers]:
    """The middle mark twice, or the two middle ones, over 2."""
    if not cube.slots:
        return np.zeros(found.count.shape, np.int64), np.ones(found.count.shape, np.int64)
    ordered = np.sort(np.where(cube.present, cube.marks, NONE_LOW), axis=0)
    count = np.maximum(found.count.astype(np.int64), 1)
    lower = np.take_along_axis(ordered, ((count - 1) // 2)[None], axis=0)[0].astype(np.int64)
    upper = np.take_along_axis(ordered, (count // 2)[None], axis=0)[0].astype(np.int64)
    return np.where(found.count > 0, lower + upper, 0), np.where(found.count > 0, 2, 1)
