"""Every cell of a round by the policy's rule, as exact integers: numerator ÷ denominator hundredths."""

from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Int16s, Int64s, Integers
from scoring.choices import CellRule
from scoring.cube import MarkCube
from scoring.extremes import NONE_LOW, Extremes, extremes
from scoring.policy import ReconciliationPolicy
from scoring.reconcile import TRIM_FROM
from scoring.weighted_cells import replace_weighted


@dataclass(frozen=True, eq=False)
class Cells:
    """Per cell [C, I]. A cell without marks has numerator 0 and denominator 1."""

    count: Integers
    numerators: Int64s
    denominators: Int64s
    spread: Int64s
    """Highest less lowest mark after trimming, if any; hundredths; 0 where fewer than two marks count."""
    lowest: Int16s
    highest: Int16s
    """Of all marks, trimmed or not. Where there is none, they are the wrong way round."""


def reconcile_cells(cube: MarkCube, policy: ReconciliationPolicy) -> Cells:
    """``reconcile`` for all cells at once. Unequal weights are worked out apart, settled cells given."""
    found = extremes(cube)
    trims = found.count >= TRIM_FROM[policy.cell_rule]
    if policy.cell_rule is CellRule.MEDIAN:
        numerators, denominators = _medians(cube, found)
    else:
        numerators, denominators = _means(found, trims)
    spread = np.where(trims, _less(found.second_highest, found.second_lowest), _less(found.highest, found.lowest))
    spread[found.count < 2] = 0
    if cube.weights is not None:
        replace_weighted(cube, policy.cell_rule, numerators, denominators, spread)
    if cube.settled is not None:
        numerators = np.where(cube.settled >= 0, cube.settled.astype(np.int64), numerators)
        denominators = np.where(cube.settled >= 0, 1, denominators)
    return Cells(found.count, numerators, denominators, spread, found.lowest, found.highest)


def _less(high: Int16s, low: Int16s) -> Int64s:
    return np.subtract(high, low, dtype=np.int64)


def _means(found: Extremes, trims: Bools) -> tuple[Int64s, Int64s]:
    """The sum, less the lowest and the highest mark where the rule trims, over how many are left."""
    numerators = np.where(trims, found.total - found.lowest - found.highest, found.total).astype(np.int64)
    denominators = np.maximum(found.count - 2 * trims.astype(np.int64), 1)
    return numerators, denominators


def _medians(cube: MarkCube, found: Extremes) -> tuple[Int64s, Int64s]:
    """The middle mark twice, or the two middle ones, over 2."""
    if not cube.slots:
        return np.zeros(found.count.shape, np.int64), np.ones(found.count.shape, np.int64)
    ordered = np.sort(np.where(cube.present, cube.marks, NONE_LOW), axis=0)
    count = np.maximum(found.count.astype(np.int64), 1)
    lower = np.take_along_axis(ordered, ((count - 1) // 2)[None], axis=0)[0].astype(np.int64)
    upper = np.take_along_axis(ordered, (count // 2)[None], axis=0)[0].astype(np.int64)
    return np.where(found.count > 0, lower + upper, 0), np.where(found.count > 0, 2, 1)
