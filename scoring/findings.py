"""Stored values that cannot count. They exclude a cell and are reported; they never stop a whole round."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scoring.arrays import Bools
from scoring.cells import Cells
from scoring.cube import MarkCube
from scoring.not_applicable import refusals
from scoring.policy import ReconciliationPolicy


class FindingKind(StrEnum):
    """What is wrong. The city concerned is not ranked until it is mended."""

    MARK_OUT_OF_RANGE = "mark_out_of_range"
    COMPUTED_OUT_OF_RANGE = "computed_out_of_range"
    NO_JUDGED_PART = "no_judged_part"  # the computed part does not apply, and there is no other
    NOT_APPLICABLE_REFUSED = "not_applicable_refused"


@dataclass(frozen=True)
class Finding:
    """One excluded cell by positions; without an indicator the city as a whole."""

    kind: FindingKind
    city: int
    indicator: int | None
    points: int | None = None
    """The offending value in hundredths, if it is one."""


@dataclass(frozen=True, eq=False)
class Excluded:
    """Where something is wrong: cells [C, I], or cities [C] whose left-out indicators (不适用) break the rules."""

    marks: Bools
    computed: Bools
    no_judged_part: Bools | None
    """None: nowhere."""
    refused: Bools


def excluded(cube: MarkCube, cells: Cells, applies: Bools, policy: ReconciliationPolicy) -> Excluded:
    """Look at everything that applies."""
    judged_max, computed_max = cube.system.judged_max.astype(np.int16), cube.system.computed_max.astype(np.int32)
    off = cube.computed_does_not_apply
    marks = (cells.highest > judged_max) | (cells.lowest < 0)
    computed = (cube.computed > computed_max) | (cube.computed < 0)
    marks &= applies
    computed &= applies if off is None else applies & ~off
    return Excluded(
        marks=marks,
        computed=computed,
        no_judged_part=None if off is None else applies & off & (judged_max == 0),
        refused=_refused(cube, policy),
    )


def findings(cube: MarkCube, cells: Cells, wrong: Excluded) -> tuple[Finding, ...]:
    """The same as a list: marks, computed points, parts, cities."""
    marks = (_out_of_range(cube, cells, city, place) for city, place in _places(wrong.marks))
    computed = (
        Finding(FindingKind.COMPUTED_OUT_OF_RANGE, city, place, int(cube.computed[city, place]))
        for city, place in _places(wrong.computed)
    )
    without = [] if wrong.no_judged_part is None else _places(wrong.no_judged_part)
    parts = (Finding(FindingKind.NO_JUDGED_PART, city, place) for city, place in without)
    cities = np.flatnonzero(wrong.refused).tolist()
    refused = (Finding(FindingKind.NOT_APPLICABLE_REFUSED, city, None) for city in cities)
    return (*marks, *computed, *parts, *refused)


def _places(cells: Bools) -> list[tuple[int, int]]:
    return [(city, place) for city, place in np.argwhere(cells).tolist()] if cells.any() else []


def _out_of_range(cube: MarkCube, cells: Cells, city: int, place: int) -> Finding:
    highest, lowest = int(cells.highest[city, place]), int(cells.lowest[city, place])
    points = highest if highest > cube.system.judged_max[place] else lowest
    return Finding(FindingKind.MARK_OUT_OF_RANGE, city, place, points)


def _refused(cube: MarkCube, policy: ReconciliationPolicy) -> Bools:
    """[C] cities with more left out than the policy allows; each combination is looked at once."""
    refused = np.zeros(cube.cities, dtype=bool)
    if cube.not_applicable is None:
        return refused
    known: dict[bytes, bool] = {}
    for city in np.flatnonzero(cube.not_applicable.any(axis=1)):
        row = cube.not_applicable[city]
        if row.tobytes() not in known:
            codes = [cube.system.codes[i] for i in np.flatnonzero(row)]
            known[row.tobytes()] = bool(refusals(codes, system=cube.system, policy=policy))
        refused[city] = known[row.tobytes()]
    return refused
