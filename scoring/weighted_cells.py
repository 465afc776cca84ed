"""Cells whose marks differ in weight (权重): sorted, cut by weight mass, still in integers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Int64s, Integers
from scoring.choices import CellRule
from scoring.cube import MarkCube
from scoring.reconcile import TRIM_FROM

FAR = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class WeightedCells:
    """The n cells of one indicator whose marks differ in weight; [n], hundredths."""

    place: int
    """Of the indicator."""
    cities: Int64s
    numerators: Int64s
    denominators: Int64s
    spread: Int64s


def weighted_cells(cube: MarkCube, rule: CellRule) -> Iterator[WeightedCells]:
    """What counts in place of what equal weights would give.

    One indicator at a time, on the slots it uses: E has many, the others few.
    """
    if cube.weights is None:
        return
    for place in range(len(cube.system.indicators)):
        slots = np.flatnonzero(cube.present[:, :, place].any(axis=1))
        there = cube.present[slots, :, place].T
        weights = np.where(there, cube.weights[slots, :, place].T, 0).astype(np.int64)
        cities = np.flatnonzero(_unequal(weights, there))
        if len(cities):
            found = _cells(cube.marks[slots[:, None], cities, place].T, weights[cities], there[cities], rule)
            yield WeightedCells(place, cities, *found)


def effective_hundredths(cube: MarkCube) -> Int64s:
    """[C, I] n_eff = (Σw)² ÷ Σw² of each cell's marks, in hundredths, half up; 0 where there are none."""
    if cube.weights is None:
        raise ValueError("marks that count alike have no weights")
    weights = np.where(cube.present, cube.weights, 0).astype(np.int64)
    whole, squares = weights.sum(axis=0), np.square(weights).sum(axis=0)
    return np.where(squares, (200 * whole**2 + squares) // np.maximum(2 * squares, 1), 0)


def _unequal(weights: Int64s, there: Bools) -> Bools:
    lightest = np.where(there, weights, FAR).min(axis=1, initial=FAR)
    return np.asarray(lightest < weights.max(axis=1, initial=0))


def _cells(marks: Integers, weights: Int64s, there: Bools, rule: CellRule) -> tuple[Int64s, Int64s, Int64s]:
    """Numerators, denominators, spreads of n cells from [n, slots]; absent marks have weight 0, sorted last."""
    order = np.argsort(np.where(there, marks, FAR), axis=1, kind="stable")
    points = np.take_along_axis(np.where(there, marks, 0).astype(np.int64), order, axis=1)
    weights = np.take_along_axis(weights, order, axis=1)
    count = there.sum(axis=1, dtype=np.int64)
    if rule is CellRule.MEDIAN:
        kept, counted = _middle(weights), weights
    else:
        kept = counted = _kept(weights, count, count >= TRIM_FROM[rule])
    top, bottom = (kept * points).sum(axis=1), kept.sum(axis=1)
    common = np.gcd(top, bottom)
    return top // common, bottom // common, _spread(points, counted)


def _kept(weights: Int64s, count: Int64s, trims: Bools) -> Int64s:
    """Each weight × n, less what lies in the first and in the last Σw where the rule trims."""
    whole = weights.sum(axis=1, keepdims=True)
    reached = np.cumsum(weights, axis=1) * count[:, None]
    before = reached - weights * count[:, None]
    low = np.where(trims[:, None], whole, 0)
    high = whole * count[:, None] - low
    return np.asarray(np.maximum(np.minimum(reached, high) - np.maximum(before, low), 0))


def _middle(weights: Int64s) -> Int64s:
    """1 for the lower and 1 for the upper weighted median: a mark that is both has 2."""
    whole = weights.sum(axis=1, keepdims=True)
    reached = 2 * np.cumsum(weights, axis=1)
    before = reached - 2 * weights
    lower = (before < whole) & (whole <= reached)
    upper = (before <= whole) & (whole < reached)
    return np.asarray(lower.astype(np.int64) + upper)


def _spread(marks: Int64s, counted: Int64s) -> Int64s:
    highest = np.where(counted > 0, marks, -FAR).max(axis=1)
    lowest = np.where(counted > 0, marks, FAR).min(axis=1)
    return np.asarray(highest - lowest)
