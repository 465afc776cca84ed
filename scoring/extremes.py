"""Counts, sums, the two lowest and the two highest marks of every cell, in one walk over the slots.

Nothing is sorted: that is what makes a national round a matter of milliseconds.
"""

from dataclasses import dataclass

import numpy as np

from scoring.arrays import Int16s, Integers
from scoring.cube import MarkCube

NONE_LOW = np.int16(32767)
NONE_HIGH = np.int16(-32768)


@dataclass(frozen=True, eq=False)
class Extremes:
    """Per cell [C, I], hundredths. Where there is no such mark, low is 32767 and high is −32768."""

    count: Integers
    total: Integers
    lowest: Int16s
    second_lowest: Int16s
    highest: Int16s
    second_highest: Int16s


class _Pair:
    """The extreme and the next to it, marks arriving one slot at a time."""

    def __init__(self, shape: tuple[int, ...], none: np.int16) -> None:
        self.first = np.full(shape, none, dtype=np.int16)
        self.second = self.first.copy()
        self.spare = self.first.copy()
        self.nearer = np.minimum if none == NONE_LOW else np.maximum
        self.farther = np.maximum if none == NONE_LOW else np.minimum

    def add(self, marks: Int16s) -> None:
        self.farther(self.first, marks, out=self.spare)
        self.nearer(self.second, self.spare, out=self.second)
        self.nearer(self.first, marks, out=self.first)


def extremes(cube: MarkCube) -> Extremes:
    """The walk. Marks that are not present are replaced by what changes nothing."""
    shape = cube.marks.shape[1:]
    total = np.zeros(shape, dtype=_sum_type(cube))
    count = np.zeros(shape, dtype=np.uint8 if cube.slots < 256 else np.int32)
    low, high = _Pair(shape, NONE_LOW), _Pair(shape, NONE_HIGH)
    for marks, present in zip(cube.marks, cube.present, strict=True):
        count += present
        if present.all():
            total += marks
            low.add(marks)
            high.add(marks)
        elif present.any():
            total += np.where(present, marks, np.int16(0))
            low.add(np.where(present, marks, NONE_LOW))
            high.add(np.where(present, marks, NONE_HIGH))
    return Extremes(count, total, low.first, low.second, high.first, high.second)


def _sum_type(cube: MarkCube) -> type[np.int16] | type[np.int64]:
    """16 bits where legal marks cannot overflow them. A sum over an illegal one is never used."""
    return np.int16 if cube.slots * int(cube.system.judged_max.max()) < 32_768 else np.int64
