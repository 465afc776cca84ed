"""Counts, sums, the lowest and the highest marks of every cell.

Nothing is sorted, widened or chosen cell by cell: that is what makes a national round a matter of milliseconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Int16s, Integers
from scoring.cube import MarkCube

NONE_LOW = np.int16(32767)
NONE_HIGH = np.int16(-32768)
NOTHING = np.int16(0)
CELLS_AT_ONCE = 60_000
"""So many that their marks stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Extremes:
    """Per cell [C, I], hundredths. Where there is no mark, low is 32767 and high is −32768."""

    count: Integers
    total: Integers
    lowest: Int16s
    highest: Int16s

    def of(self, places: slice) -> "Extremes":
        """Those of some indicators: what is noted there is noted here."""
        at = slice(None), places
        return Extremes(self.count[at], self.total[at], self.lowest[at], self.highest[at])

    def note_none(self) -> None:
        """No mark so far."""
        self.count[:], self.total[:], self.lowest[:], self.highest[:] = 0, 0, NONE_LOW, NONE_HIGH

    def note_all(self, marks: Int16s) -> None:
        """All marks [S, C, I] at once, of cells that miss none."""
        self.count[:] = len(marks)
        np.add.reduce(marks, axis=0, dtype=self.total.dtype, out=self.total)
        np.minimum.reduce(marks, axis=0, out=self.lowest)
        np.maximum.reduce(marks, axis=0, out=self.highest)

    def note(self, marks: Int16s, absent: Int16s) -> None:
        """One slot more [C, I]; ``absent``: −1 where it holds no mark, otherwise 0."""
        np.add(self.count, (absent + np.int16(1)).astype(np.uint8), out=self.count)
        np.add(self.total, _filled(marks, absent, NOTHING), out=self.total)
        np.minimum(self.lowest, _filled(marks, absent, NONE_LOW), out=self.lowest)
        np.maximum(self.highest, _filled(marks, absent, NONE_HIGH), out=self.highest)


def extremes(cube: MarkCube) -> Extremes:
    """One walk over the marks, some indicators at a time."""
    shape = cube.marks.shape[1:]
    found = Extremes(
        count=np.empty(shape, dtype=np.uint8 if cube.slots < 255 else np.int32, order="F"),
        total=np.empty(shape, dtype=_sum_type(cube), order="F"),
        lowest=np.empty(shape, dtype=np.int16, order="F"),
        highest=np.empty(shape, dtype=np.int16, order="F"),
    )
    for places in _blocks(cube):
        some, marks, present = found.of(places), cube.marks[:, :, places], cube.present[:, :, places]
        if cube.slots and present.all():
            some.note_all(marks)
            continue
        some.note_none()
        for slot, absent in _used(marks, present):
            some.note(slot, absent)
    return found


def second_extremes(cube: MarkCube) -> tuple[Int16s, Int16s]:
    """The second lowest and the second highest mark of every cell, in a walk of its own."""
    low, high = _Pair(cube.marks.shape[1:], NONE_LOW), _Pair(cube.marks.shape[1:], NONE_HIGH)
    for places in _blocks(cube):
        for slot, absent in _used(cube.marks[:, :, places], cube.present[:, :, places]):
            low.note(places, _filled(slot, absent, NONE_LOW))
            high.note(places, _filled(slot, absent, NONE_HIGH))
    return low.second, high.second


class _Pair:
    """The extreme and the next to it, marks arriving one slot at a time."""

    def __init__(self, shape: tuple[int, ...], none: np.int16) -> None:
        self.first = np.full(shape, none, order="F")
        self.second = self.first.copy(order="K")
        self.nearer = np.minimum if none == NONE_LOW else np.maximum
        self.farther = np.maximum if none == NONE_LOW else np.minimum

    def note(self, places: slice, marks: Int16s) -> None:
        first, second = self.first[:, places], self.second[:, places]
        self.nearer(second, self.farther(first, marks), out=second)
        self.nearer(first, marks, out=first)


def _blocks(cube: MarkCube) -> Iterator[slice]:
    """Some indicators at a time."""
    step = max(1, CELLS_AT_ONCE // max(1, cube.cities))
    yield from (slice(start, start + step) for start in range(0, cube.marks.shape[2], step))


def _used(marks: Int16s, present: Bools) -> Iterator[tuple[Int16s, Int16s]]:
    """Each slot that some of the indicators use, with −1 where it holds no mark and 0 elsewhere; E uses many, the
    others few.
    """
    for slot, there in zip(marks, present, strict=True):
        if there.any():
            yield slot, there.astype(np.int16) - np.int16(1)


def _filled(marks: Int16s, absent: Int16s, by: np.int16) -> Int16s:
    """The marks of a slot, with ``by`` where there is none."""
    return (marks & ~absent) | (absent & by)


def _sum_type(cube: MarkCube) -> type[np.int16] | type[np.int64]:
    """16 bits where legal marks cannot overflow them. A sum over an illegal one is never used."""
    return np.int16 if cube.slots * int(cube.system.judged_max.max()) < 32_768 else np.int64
