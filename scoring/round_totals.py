"""The exact totals of a round: integers over one denominator for most cities, fractions for the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from scoring.arrays import Bools, Integers
from scoring.cells import Cells
from scoring.choices import NotApplicableRule
from scoring.coverage import Coverage
from scoring.cube import MarkCube
from scoring.scale import CITY_POINTS, Scaled, to_common_scale
from scoring.system import SystemSpec
from scoring.totals import CityTotal, city_total, indicator_points


@dataclass(frozen=True, eq=False)
class RoundTotals:
    """Every ranked city is either ``whole`` or in ``exact``."""

    scale: int
    """L: numerators are hundredths × L."""
    whole: Bools
    """[C] cities summed in integers."""
    numerators: Integers
    """[C, I] points of whole cities; 0 for the others."""
    area_numerators: Integers
    """[C, A] the same per area: what enters the total."""
    exact: Mapping[int, CityTotal]
    """Cities that need fractions: an indicator does not apply, or L does not cover a denominator."""

    @property
    def indicator_sums(self) -> list[int]:
        """[I] numerators of all whole cities together."""
        return _sums(self.numerators, self.scale)


def total_round(cube: MarkCube, cells: Cells, cover: Coverage, rule: NotApplicableRule) -> RoundTotals:
    """Sum up the ranked cities, exactly."""
    ranked = cover.reasons == 0
    scaled = _scaled(cube, cells)
    special = ranked & _special(cube, scaled)
    whole = ranked & ~special
    numerators = scaled.numerators
    if not whole.all():
        numerators[~whole] = 0
    points = {city: city_points(cube, cells, cover.applies, city) for city in np.flatnonzero(special).tolist()}
    sums = _sums(numerators, scaled.scale) if points else []
    peers = _peers(points.values(), sums, scaled.scale, int(whole.sum()))
    exact = {city: city_total(row, system=cube.system, rule=rule, peers=peers) for city, row in points.items()}
    return RoundTotals(scaled.scale, whole, numerators, area_sums(numerators, cube.system), exact)


def city_points(cube: MarkCube, cells: Cells, applies: Bools, city: int) -> tuple[Fraction | None, ...]:
    """A city's points per indicator as fractions; None where the indicator does not apply."""
    off = cube.computed_does_not_apply
    return tuple(
        indicator_points(
            spec,
            judged=Fraction(int(cells.numerators[city, i]), int(cells.denominators[city, i]) * 100),
            computed=int(cube.computed[city, i]),
            computed_applies=off is None or not off[city, i],
        )
        if applies[city, i]
        else None
        for i, spec in enumerate(cube.system.indicators)
    )


def area_sums(numerators: Integers, system: SystemSpec) -> Integers:
    """[C, A] sums of [C, I] over each area's indicators."""
    sums = np.zeros((len(numerators), len(system.areas)), dtype=numerators.dtype, order="F")
    for column, places in enumerate(system.by_area.values()):
        for place in places:
            sums[:, column] += numerators[:, place]
    return sums


def _scaled(cube: MarkCube, cells: Cells) -> Scaled:
    """Computed and judged part of every cell together; where the computed one does not apply, the judged one
    counts for all.
    """
    off = cube.computed_does_not_apply
    if off is None:
        return to_common_scale(cells.numerators, cells.denominators, cube.computed)
    system = cube.system
    common = np.gcd(system.max_points, system.judged_max)
    numerators = np.where(off, cells.numerators * (system.max_points // common), cells.numerators)
    denominators = np.where(off, cells.denominators * (system.judged_max // common), cells.denominators)
    return to_common_scale(numerators, np.maximum(denominators, 1), np.where(off, 0, cube.computed))


def _special(cube: MarkCube, scaled: Scaled) -> Bools:
    """[C] cities that integers over L cannot hold."""
    special = np.zeros(cube.cities, dtype=bool)
    for mask in (cube.not_applicable, scaled.uncovered):
        if mask is not None:
            special |= mask.any(axis=1)
    return special


def _sums(numerators: Integers, scale: int) -> list[int]:
    """[I] over all cities; in 32 bits, which is quicker, if they hold it."""
    kind = np.int32 if len(numerators) * CITY_POINTS * scale < 2**31 else np.int64
    found: list[int] = numerators.sum(axis=0, dtype=kind).tolist()
    return found


def _peers(
    points: Collection[tuple[Fraction | None, ...]], sums: Sequence[int], scale: int, cities: int
) -> dict[int, Fraction]:
    """Per indicator the mean points of the ranked cities to which it applies; absent where there is none."""
    peers = {}
    for place, numerator in enumerate(sums):
        others = [value for row in points if (value := row[place]) is not None]
        if count := cities + len(others):
            peers[place] = (Fraction(numerator, scale * 100) + sum(others)) / count
    return peers
