"""Submitted sheets as they are stored (points packed) and the cube they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from scoring.arrays import Bools, Int16s, Int32s, Int64s
from scoring.cube import MarkCube
from scoring.system import SystemSpec

POINTS = np.dtype("<i2")
"""A packed mark: hundredths, 16 bits, little-endian."""

Kind = TypeVar("Kind", np.int16, np.int32, np.bool_)

Layout = tuple[int, ...]
"""The indicators a sheet holds, by position, in the order of its packed points."""


def pack_points(points: Sequence[int | None]) -> tuple[bytes, bytes]:
    """Marks in hundredths as stored: two bytes each, and one byte each saying whether there is a mark (1) or the
    expert could not judge (无法判断, 0). What is not there is written as 0 points.
    """
    packed = np.array([0 if value is None else value for value in points], dtype=POINTS)
    return packed.tobytes(), bytes(value is not None for value in points)


def unpack_points(points: bytes, mask: bytes) -> tuple[int | None, ...]:
    """What ``pack_points`` packed."""
    values = np.frombuffer(points, dtype=POINTS).tolist()
    return tuple(value if there else None for value, there in zip(values, mask, strict=True))


@dataclass(frozen=True, eq=False)
class SheetBlock:
    """The n sheets of one layout, of k indicators, that count. Their order decides slots and no result."""

    layout: Layout
    cities: Int64s
    """[n] position of the city."""
    points: Int16s
    """[n, k] hundredths; where there is no mark, anything."""
    there: Bools
    """[n, k] whether there is a mark; where not, the expert could not judge."""
    weights: Int64s | None = None
    """[n] the expert's weight; None: all equal."""

    def __post_init__(self) -> None:
        shape = (len(self.cities), len(self.layout))
        if self.points.shape != shape or self.there.shape != shape:
            raise ValueError("a sheet holds more or fewer points than its layout")
        if len(set(self.layout)) < len(self.layout):
            raise ValueError("a layout holds an indicator twice")


def cube_from_sheets(
    system: SystemSpec,
    blocks: Sequence[SheetBlock],
    *,
    computed: Int32s,
    verified: Bools,
    not_applicable: Bools | None = None,
    computed_does_not_apply: Bools | None = None,
    settled: Int32s | None = None,
) -> MarkCube:
    """The cube of all sheets, one vectorised step per layout.

    A sheet takes the next free slot of its city, the same order of rows giving the same slots: block by block, and
    within a block row by row. ``computed`` [C, I] says how many cities there are.
    """
    slots = _most_marks(blocks, computed.shape)
    marks, present = empty_slots(slots, computed.shape, np.int16), empty_slots(slots, computed.shape, np.bool_)
    weights = None
    if any(block.weights is not None for block in blocks):
        weights = empty_slots(slots, computed.shape, np.int32)
        weights[:] = 1
    flat = _lying(marks), _lying(present), None if weights is None else _lying(weights)
    free = np.arange(computed.size, dtype=np.int64).reshape(computed.shape, order="F")
    for block in blocks:  # one after the other: the slots of all sheets at once would take more than their marks
        _fill(block, free, *flat)
    return MarkCube(
        system=system,
        marks=marks,
        present=present,
        computed=computed,
        verified=verified,
        weights=weights,
        not_applicable=not_applicable,
        computed_does_not_apply=computed_does_not_apply,
        settled=settled,
    )


def _most_marks(blocks: Sequence[SheetBlock], cells: tuple[int, ...]) -> int:
    """How many sheets at most mark one cell."""
    marking = np.zeros(cells, dtype=np.int64, order="F")
    for block in blocks:
        marking[:, list(block.layout)] += np.bincount(block.cities, minlength=len(marking))[:, None]
    return int(marking.max(initial=0))


def empty_slots(slots: int, cells: tuple[int, ...], kind: type[Kind]) -> npt.NDArray[Kind]:
    """[S, C, I] of zeros, as they lie best: a slot's cities side by side, indicator by indicator."""
    cities, indicators = cells
    return np.zeros((slots, indicators, cities), dtype=kind).transpose(0, 2, 1)


def _lying(slots: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """``empty_slots`` as one row: what is put there is put into the slots."""
    return slots.transpose(0, 2, 1).reshape(-1)


def _fill(block: SheetBlock, free: Int64s, marks: Int16s, present: Bools, weights: Int32s | None) -> None:
    """Put a block where it stands in the flat tables; ``free`` [C, I]: where each cell's next free slot is."""
    earlier = _occurrence(block.cities) * free.size
    more = np.bincount(block.cities, minlength=len(free)) * free.size
    columns = zip(block.layout, block.points.T.copy(), block.there.T.copy(), strict=True)
    for indicator, points, there in columns:
        at = free[:, indicator][block.cities] + earlier
        marks[at] = points
        present[at] = there
        if weights is not None and block.weights is not None:
            weights[at] = block.weights
        free[:, indicator] += more


def _occurrence(cities: Int64s) -> Int64s:
    """How many earlier rows are of the same city."""
    order = np.argsort(cities, kind="stable")
    ordered, row = cities[order], np.arange(len(cities))
    begins = np.ones(len(cities), dtype=bool)
    begins[1:] = ordered[1:] != ordered[:-1]
    occurrence = np.empty_like(cities)
    occurrence[order] = row - np.maximum.accumulate(np.where(begins, row, 0))
    return occurrence
