"""All marks of a round as one block of integers, ready to be evaluated."""

from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Int16s, Int32s, Integers
from scoring.marks import Mark
from scoring.system import SystemSpec

MAX_WEIGHT = 10_000


@dataclass(frozen=True, eq=False)
class MarkCube:
    """S slots × C cities × I indicators. A slot holds one of a cell's marks; which expert's does not matter.

    Points are hundredths. Cities are in GB code order, so that equal ranks print in it. What is not ``present`` is
    never looked at. Tables are worked on quickest where an indicator's cities lie side by side in memory, as
    ``empty_slots`` lays them; otherwise the result is the same.
    """

    system: SystemSpec
    marks: Int16s
    """[S, C, I] judged points (评审分)."""
    present: Bools
    """[S, C, I] where there is a mark."""
    computed: Int32s
    """[C, I] computed points (核算分)."""
    verified: Bools
    """[C, I] computed points accepted by the secretariat (核验)."""
    weights: Integers | None = None
    """[S, C, I] positive integers (权重); None: all equal."""
    not_applicable: Bools | None = None
    """[C, I] indicators that do not apply to a city (不适用): both parts; None: none."""
    computed_does_not_apply: Bools | None = None
    """[C, I] computed parts that do not apply, the judged part then counting for all (E without promises)."""

    settled: Int32s | None = None
    """[C, I] judged points that a case was settled with (裁定分), in place of what the marks give; −1: none."""

    def __post_init__(self) -> None:
        cells = (self.cities, len(self.system.indicators))
        cubes = (self.marks, self.present, self.weights)
        tables = (self.computed, self.verified, self.not_applicable, self.computed_does_not_apply, self.settled)
        if any(cube is not None and cube.shape != (self.slots, *cells) for cube in cubes):
            raise ValueError(f"marks, presence and weights must be slots × {cells}")
        if any(table is not None and table.shape != cells for table in tables):
            raise ValueError(f"computed points and masks must be {cells}")
        if self.weights is not None and self.present.any():
            weights = self.weights[self.present]
            if weights.min() < 1 or weights.max() > MAX_WEIGHT:
                raise ValueError(f"weights are integers from 1 to {MAX_WEIGHT}")

    @property
    def slots(self) -> int:
        """How many marks a cell can hold."""
        return len(self.marks)

    @property
    def cities(self) -> int:
        """How many cities there are, ranked or not."""
        return len(self.computed)

    def cell_marks(self, city: int, indicator: int) -> tuple[Mark, ...]:
        """The marks of one cell, in slot order."""
        slots = np.flatnonzero(self.present[:, city, indicator])
        points = self.marks[slots, city, indicator]
        weights = np.ones(len(slots), int) if self.weights is None else self.weights[slots, city, indicator]
        return tuple(Mark(int(p), int(w)) for p, w in zip(points, weights, strict=True))
