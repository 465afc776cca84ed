"""A common denominator for a round's cells, so that totals are sums of integers."""

import math
from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Integers

CITY_POINTS = 10_000
"""Most hundredths of a city."""

TABLE = 65_536
"""Denominators below it are looked up in a table."""

RATE_STEPS = 20_000
"""Half hundredths of a percent in a rate."""


@dataclass(frozen=True, eq=False)
class Scaled:
    """Cells [C, I] as integers over one denominator."""

    scale: int
    """L: a numerator is hundredths × L."""
    numerators: Integers
    uncovered: Bools | None
    """[C, I] where the cell's denominator does not divide L and the numerator means nothing; None: nowhere."""


def to_common_scale(numerators: Integers, denominators: Integers, added: Integers) -> Scaled:
    """numerator ÷ denominator + added hundredths, all over one L, in 32 bits if they hold a city's total.

    L is the lcm of the denominators that occur (27 720 covers 1 to 12), as far as 64 bits hold the sum over all
    cities and a rate to 0.01 %; beyond that the rarer denominators are left to exact fractions.
    """
    present, frequency = _denominators(denominators)
    limit = 2**62 // (CITY_POINTS * max(RATE_STEPS, len(denominators)))
    scale = 1
    for denominator in present[np.argsort(-frequency, kind="stable")].tolist():
        wider = math.lcm(scale, denominator)
        scale = wider if wider <= limit else scale
    kind = np.int32 if scale * CITY_POINTS < 2**31 else np.int64
    scaled: Integers = numerators.astype(kind)
    if present.tolist() != [scale]:
        scaled *= _factors(denominators, present, scale).astype(kind, copy=False)
    whole: Integers = added.astype(kind, copy=False)
    scaled += whole * kind(scale)
    uncovered = present[scale % present != 0]
    return Scaled(scale, scaled, np.isin(denominators, uncovered) if len(uncovered) else None)


def _factors(denominators: Integers, present: Integers, scale: int) -> Integers:
    """L ÷ denominator, rounded down, of each cell or of all."""
    if len(present) == 1:
        return scale // present
    if present[-1] >= TABLE:
        return np.asarray(scale // denominators.astype(np.int64))
    return (scale // np.maximum(np.arange(present[-1] + 1), 1)).take(denominators)


def _denominators(denominators: Integers) -> tuple[Integers, Integers]:
    """The denominators that occur, in order, and how often each does."""
    flat = denominators.ravel(order="K")
    most = int(flat.max(initial=1))
    if most == flat.min(initial=most):
        return np.array([most]), np.array([flat.size])
    if most >= TABLE:
        return np.unique(flat, return_counts=True)
    counted = np.bincount(flat)
    present = np.flatnonzero(counted)
    return present, counted[present]
