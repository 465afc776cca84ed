"""A common denominator for a round's cells, so that totals are sums of integers."""

import math
from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Int64s, Integers

CITY_POINTS = 10_000
"""Most hundredths of a city."""

RATE_STEPS = 20_000
"""Half hundredths of a percent in a rate."""


@dataclass(frozen=True, eq=False)
class Scaled:
    """Cells [C, I] as integers over one denominator."""

    scale: int
    """L: a numerator is hundredths × L."""
    numerators: Int64s
    uncovered: Bools | None
    """[C, I] where the cell's denominator does not divide L and the numerator means nothing; None: nowhere."""


def to_common_scale(numerators: Int64s, denominators: Int64s, added: Integers) -> Scaled:
    """numerator ÷ denominator + added hundredths, all over one L.

    L is the lcm of the denominators that occur (27 720 covers 1 to 12), as far as 64 bits hold the sum over all
    cities and a rate to 0.01 %; beyond that the rarer denominators are left to exact fractions.
    """
    present, places, frequency = _denominators(denominators)
    limit = 2**62 // (CITY_POINTS * max(RATE_STEPS, len(denominators)))
    scale = 1
    for denominator in present[np.argsort(-frequency, kind="stable")].tolist():
        wider = math.lcm(scale, denominator)
        scale = wider if wider <= limit else scale
    whole = np.multiply(added, scale, dtype=np.int64)
    divides = scale % present == 0
    if len(present) == 1 and divides[0]:
        return Scaled(scale, numerators * (scale // int(present[0])) + whole, None)
    factors = np.where(divides, scale // present, 0)[places]
    return Scaled(scale, numerators * factors + whole, None if divides.all() else factors == 0)


def _denominators(denominators: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """The denominators that occur, where each cell's stands among them, and how often each occurs."""
    flat = denominators.ravel()
    if not flat.size or flat.max() >= 65_536:
        present, places, frequency = np.unique(flat, return_inverse=True, return_counts=True)
        return present, places.reshape(denominators.shape), frequency
    counted = np.bincount(flat)
    present = np.flatnonzero(counted)
    lookup = np.zeros(len(counted), dtype=np.int64)
    lookup[present] = np.arange(len(present))
    return present, lookup[denominators], counted[present]
