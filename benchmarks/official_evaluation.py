"""What the official evaluation costs in memory: 81 cities, 1,000 and 13,000 (18 indicators, 5 marks each).

Run from the checkout: ``python -m benchmarks.official_evaluation``.
"""

import numpy as np

from benchmarks.lines import Line, median_ms
from benchmarks.report import as_text
from scoring.arrays import Int64s
from scoring.cube import MarkCube
from scoring.evaluate import evaluate
from scoring.policy import DEFAULT_POLICY
from scoring.sheets import SheetBlock, cube_from_sheets, empty_slots
from scoring.system import IndicatorSpec, SystemSpec

GROUP = "Official evaluation in memory"
SIZES = (81, 1_000, 13_000)
MARKS_PER_CELL = 5
EVALUATE_BAR_MS = 10.0
WALKS_BAR = 8.0
"""Times as long as it takes to sum all marks up."""
BY_DOMAIN_BAR_MS = 40.0
SHEETS_BAR_MS = 300.0


def measure() -> list[Line]:
    """Evaluations of dense rounds, one walk over the same marks, and the way from stored sheets to a cube."""
    return [line for cities in SIZES for line in _dense(cities)] + _from_sheets(SIZES[-1])


def national_system() -> SystemSpec:
    """18 indicators, seven domains and E: sizes as in the default table, points even."""
    domains = "aaaaaabbbcdefggggE"
    points = [(200, 300)] * 16 + [(500, 500), (300, 700)]
    specs = [
        IndicatorSpec(f"{domain}{place}", domain, computed, judged, None if domain == "E" else domain)
        for place, (domain, (computed, judged)) in enumerate(zip(domains, points, strict=True))
    ]
    return SystemSpec(tuple(specs))


def dense_cube(cities: int) -> MarkCube:
    """Every mark present, all weights equal."""
    system, random = national_system(), np.random.default_rng(2023)
    shape = (cities, len(system.indicators))
    marks = empty_slots(MARKS_PER_CELL, shape, np.int16)
    marks[:] = random.integers(0, system.judged_max + 1, marks.shape)
    return MarkCube(
        system=system,
        marks=marks,
        present=marks >= 0,
        computed=random.integers(0, system.computed_max + 1, shape).astype(np.int32, order="F"),
        verified=np.ones(shape, dtype=bool, order="F"),
    )


def national_sheets(cities: int) -> list[SheetBlock]:
    """Five sheets per city and domain, each with the domain's indicators and E, city by city."""
    system = national_system()
    e = len(system.indicators) - 1
    where = np.repeat(np.arange(cities), MARKS_PER_CELL)
    return [_block((*places, e), where) for places in system.by_domain.values()]


def _block(layout: tuple[int, ...], where: Int64s) -> SheetBlock:
    shape = (len(where), len(layout))
    return SheetBlock(layout, where, np.full(shape, 150, dtype=np.int16), np.ones(shape, dtype=bool))


def _dense(cities: int) -> list[Line]:
    cube, is_large = dense_cube(cities), cities == SIZES[-1]
    took = median_ms(lambda: evaluate(cube, policy=DEFAULT_POLICY), runs=15)
    walk = median_ms(cube.marks.sum, runs=15)
    lines = [
        Line(GROUP, f"evaluate {cities:,} cities", took, EVALUATE_BAR_MS if is_large else None),
        Line(GROUP, f"one walk over their marks, {cities:,} cities", walk),
    ]
    if is_large:
        lines.append(Line(GROUP, f"evaluate {cities:,} cities", took / walk, WALKS_BAR, unit="walks"))
    return lines


def _from_sheets(cities: int) -> list[Line]:
    sheets, system = national_sheets(cities), national_system()
    computed = np.zeros((cities, len(system.indicators)), dtype=np.int32, order="F")
    verified = np.ones(computed.shape, dtype=bool, order="F")

    def build() -> MarkCube:
        return cube_from_sheets(system, sheets, computed=computed, verified=verified)

    cube = build()
    count = sum(len(block.cities) for block in sheets)
    took = median_ms(lambda: evaluate(cube, policy=DEFAULT_POLICY), runs=5)
    return [
        Line(GROUP, f"cube from {count:,} sheets", median_ms(build, runs=5), SHEETS_BAR_MS),
        Line(GROUP, f"evaluate it ({cube.slots} marks on E)", took, BY_DOMAIN_BAR_MS),
    ]


if __name__ == "__main__":
    print(as_text(measure()))
