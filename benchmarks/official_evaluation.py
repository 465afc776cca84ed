"""What the official evaluation costs in memory: 81 cities, 1,000 and 13,000 (18 indicators, 5 marks each).

Run from the checkout: ``python -m benchmarks.official_evaluation``.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from scoring.arrays import Int64s
from scoring.cube import MarkCube
from scoring.evaluate import evaluate
from scoring.policy import DEFAULT_POLICY
from scoring.sheets import SheetBlock, cube_from_sheets
from scoring.system import IndicatorSpec, SystemSpec

Measured = tuple[str, float, float | None]
"""What, median milliseconds, and the bar in milliseconds where there is one."""

SIZES = (81, 1_000, 13_000)
MARKS_PER_CELL = 5
EVALUATE_BAR_MS = 10.0
SHEETS_BAR_MS = 300.0


def measure() -> list[Measured]:
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
    marks = random.integers(0, system.judged_max + 1, (MARKS_PER_CELL, *shape))
    return MarkCube(
        system=system,
        marks=marks.astype(np.int16),
        present=np.ones(marks.shape, dtype=bool),
        computed=random.integers(0, system.computed_max + 1, shape).astype(np.int32),
        verified=np.ones(shape, dtype=bool),
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


def _dense(cities: int) -> list[Measured]:
    cube = dense_cube(cities)
    bar = EVALUATE_BAR_MS if cities == SIZES[-1] else None
    return [
        (f"evaluate {cities:,} cities", median_ms(lambda: evaluate(cube, policy=DEFAULT_POLICY), runs=15), bar),
        (f"one walk over their marks, {cities:,} cities", median_ms(cube.marks.sum, runs=15), None),
    ]


def _from_sheets(cities: int) -> list[Measured]:
    sheets, system = national_sheets(cities), national_system()
    computed = np.zeros((cities, len(system.indicators)), dtype=np.int32)
    verified = np.ones(computed.shape, dtype=bool)

    def build() -> MarkCube:
        return cube_from_sheets(system, sheets, computed=computed, verified=verified)

    cube = build()
    count = sum(len(block.cities) for block in sheets)
    return [
        (
            f"cube from {count:,} sheets",
            median_ms(build, runs=5),
            SHEETS_BAR_MS,
        ),
        (
            f"evaluate it ({cube.slots} marks on E)",
            median_ms(lambda: evaluate(cube, policy=DEFAULT_POLICY), runs=5),
            None,
        ),
    ]


def median_ms(work: Callable[[], object], *, runs: int) -> float:
    """Median wall time after one unmeasured run."""
    work()
    return statistics.median(_once_ms(work) for _ in range(runs))


def _once_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print the table, with each evaluation's ratio to one walk over the same marks."""
    lines = measure()
    times = {name: value for name, value, _ in lines}
    for name, value, bar in lines:
        walk = times.get(f"one walk over their marks, {name.removeprefix('evaluate ')}")
        ratio = f"{value / walk:6.1f} walks" if walk else ""
        limit = "" if bar is None else f"bar {bar:.0f} ms: {'kept' if value <= bar else 'MISSED'}"
        print(f"{name:<48}{value:9.3f} ms  {ratio:<14}{limit}")


if __name__ == "__main__":
    main()
