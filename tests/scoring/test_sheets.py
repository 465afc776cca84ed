"""Sheets as they are stored, and the cube they make."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.sheets import Layout, SheetBlock, cube_from_sheets, pack_points, unpack_points
from tests.scoring.make import small_system

SYSTEM = small_system()
LAYOUTS: tuple[Layout, ...] = ((1, 2, 3, 6), (4, 5, 6), (6,), (5, 1))
CITIES = 4
COMPUTED = np.zeros((CITIES, 7), dtype=np.int32)
VERIFIED = np.ones((CITIES, 7), dtype=bool)

Sheet = tuple[int, int, tuple[int | None, ...], int]
"""City, layout, points, weight."""


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    layout = draw(st.integers(0, len(LAYOUTS) - 1))
    points = draw(st.tuples(*(st.none() | st.integers(0, 500) for _ in LAYOUTS[layout])))
    return draw(st.integers(0, CITIES - 1)), layout, points, draw(st.integers(1, 9))


def blocks(given_sheets: list[Sheet]) -> list[SheetBlock]:
    """A block for each layout, also for one without sheets."""
    return [
        block(layout, [sheet for sheet in given_sheets if sheet[1] == number])
        for number, layout in enumerate(LAYOUTS)
    ]


def block(layout: Layout, given_sheets: list[Sheet]) -> SheetBlock:
    marks = [points for _, _, points, _ in given_sheets]
    width = len(marks[0]) if marks else len(layout)
    return SheetBlock(
        layout=layout,
        cities=np.array([city for city, _, _, _ in given_sheets], dtype=np.int64),
        points=np.array([[mark or 0 for mark in row] for row in marks], dtype=np.int16).reshape(-1, width),
        there=np.array([[mark is not None for mark in row] for row in marks], dtype=bool).reshape(-1, width),
        weights=np.array([weight for _, _, _, weight in given_sheets], dtype=np.int64),
    )


def cells(given_blocks: list[SheetBlock]) -> list[list[tuple[int, int]]]:
    """The marks and weights of every cell, in slot order."""
    cube = cube_from_sheets(SYSTEM, given_blocks, computed=COMPUTED, verified=VERIFIED)
    return [
        [(mark.points, mark.weight) for mark in cube.cell_marks(city, place)]
        for city in range(CITIES)
        for place in range(7)
    ]


def test_points_are_packed_little_endian_with_a_byte_each_for_presence() -> None:
    assert pack_points([175, None, 1000]) == (b"\xaf\x00\x00\x00\xe8\x03", b"\x01\x00\x01")


@given(st.lists(st.none() | st.integers(0, 32_767)))
def test_packed_points_come_back(points: list[int | None]) -> None:
    assert list(unpack_points(*pack_points(points))) == points


def test_a_mark_that_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError):
        pack_points([40_000])


@given(st.lists(sheets(), max_size=20))
def test_the_cube_holds_every_mark_of_every_sheet_once(given_sheets: list[Sheet]) -> None:
    expected: list[list[tuple[int, int]]] = [[] for _ in range(CITIES * 7)]
    for city, layout, points, weight in sorted(given_sheets, key=lambda sheet: sheet[1]):
        for place, mark in zip(LAYOUTS[layout], points, strict=True):
            if mark is not None:
                expected[city * 7 + place].append((mark, weight))

    assert cells(blocks(given_sheets)) == expected


@given(st.lists(sheets(), max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_slots_only(given_sheets: list[Sheet], lot) -> None:
    shuffled = list(given_sheets)
    lot.shuffle(shuffled)

    first, second = cells(blocks(given_sheets)), cells(blocks(shuffled))

    assert [sorted(cell) for cell in first] == [sorted(cell) for cell in second]


def test_no_sheets_make_a_cube_without_slots() -> None:
    cube = cube_from_sheets(SYSTEM, blocks([]), computed=COMPUTED, verified=VERIFIED)

    assert cube.marks.shape == (0, CITIES, 7)


def test_without_weights_the_cube_has_none() -> None:
    plain = [replace(one, weights=None) for one in blocks([(0, 2, (100,), 1)])]

    assert cube_from_sheets(SYSTEM, plain, computed=COMPUTED, verified=VERIFIED).weights is None


def test_a_sheet_that_does_not_fit_its_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="more or fewer points"):
        block((4, 5, 6), [(0, 1, (100, 200), 1)])
    with pytest.raises(ValueError, match="an indicator twice"):
        block((4, 4, 6), [(0, 1, (100, 200, 300), 1)])
