"""Submitted sheets as they are stored (points packed) and the cube they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.arrays import Bools, Int16s, Int32s, Int64s, Integers
from scoring.cube import MarkCube
from scoring.system import SystemSpec

POINTS = np.dtype("<i2")
"""A packed mark: hundredths, 16 bits, little-endian."""

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


@dataclass(frozen=True)
class SheetRows:
    """The sheets that count, one per position in each sequence. Their order decides slots and no result."""

    cities: Sequence[int] | Integers
    """Position of the city."""
    layouts: Sequence[int] | Integers
    """Position in ``layout_table``."""
    layout_table: Sequence[Layout]
    points: Sequence[bytes]
    masks: Sequence[bytes]
    weights: Sequence[int] | Integers | None = None
    """The expert's weight; None: all equal."""


@dataclass(eq=False)
class _Group:
    """The sheets of one layout: k indicators, n sheets."""

    layout: Layout
    cities: Int64s
    slots: Int64s
    points: Int16s
    there: Bools
    weights: Int64s | None


def cube_from_sheets(
    system: SystemSpec,
    sheets: SheetRows,
    *,
    computed: Int32s,
    verified: Bools,
    not_applicable: Bools | None = None,
    computed_does_not_apply: Bools | None = None,
    settled: Int32s | None = None,
) -> MarkCube:
    """The cube of all sheets, one vectorised step per layout.

    A sheet takes the next free slot of its city, the same order of rows giving the same slots: layout by layout as
    in the table, and within a layout row by row. ``computed`` [C, I] says how many cities there are.
    """
    taken = np.zeros(computed.shape, dtype=np.int64)
    groups = [_group(sheets, number, rows, taken) for number, rows in _rows_by_layout(sheets)]
    shape = (int(taken.max(initial=0)), *computed.shape)
    marks, present = np.zeros(shape, dtype=np.int16), np.zeros(shape, dtype=bool)
    weights = None if sheets.weights is None else np.ones(shape, dtype=np.int32)
    for group in groups:
        for column, indicator in enumerate(group.layout):
            at = (group.slots[:, column], group.cities, indicator)
            marks[at] = group.points[:, column]
            present[at] = group.there[:, column]
            if weights is not None:
                weights[at] = group.weights
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


def _rows_by_layout(sheets: SheetRows) -> list[tuple[int, Int64s]]:
    layouts = np.asarray(sheets.layouts, dtype=np.int64)
    order = np.argsort(layouts, kind="stable")
    bounds = np.searchsorted(layouts[order], np.arange(len(sheets.layout_table) + 1)).tolist()
    if bounds[0] or bounds[-1] != len(layouts):
        raise ValueError("a sheet has a layout that is not in the table")
    return [(number, order[a:b]) for number, (a, b) in enumerate(pairwise(bounds)) if a < b]


def _group(sheets: SheetRows, number: int, rows: Int64s, taken: Int64s) -> _Group:
    """Read the sheets of one layout and note in ``taken`` [C, I] the slots they fill."""
    layout = sheets.layout_table[number]
    if len(set(layout)) < len(layout):
        raise ValueError("a layout holds an indicator twice")
    cities = np.asarray(sheets.cities, dtype=np.int64)[rows]
    places = list(layout)
    slots = taken[cities[:, None], places] + _occurrence(cities)[:, None]
    taken[:, places] += np.bincount(cities, minlength=len(taken))[:, None]
    return _Group(
        layout=layout,
        cities=cities,
        slots=slots,
        points=_joined(sheets.points, rows, POINTS, len(layout)),
        there=_joined(sheets.masks, rows, np.dtype(np.uint8), len(layout)) != 0,
        weights=None if sheets.weights is None else np.asarray(sheets.weights, dtype=np.int64)[rows],
    )


def _occurrence(cities: Int64s) -> Int64s:
    """How many earlier rows are of the same city."""
    order = np.argsort(cities, kind="stable")
    ordered = cities[order]
    occurrence = np.empty_like(cities)
    occurrence[order] = np.arange(len(cities)) - np.searchsorted(ordered, ordered, side="left")
    return occurrence


def _joined(packed: Sequence[bytes], rows: Int64s, kind: np.dtype[Any], width: int) -> npt.NDArray[Any]:
    """[n, k] from n packed rows, each of exactly k values."""
    wanted = [packed[row] for row in rows.tolist()]
    if set(map(len, wanted)) != {width * kind.itemsize}:
        raise ValueError("a sheet holds more or fewer points than its layout")
    return np.frombuffer(b"".join(wanted), dtype=kind).reshape(len(rows), width)
