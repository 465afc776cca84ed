"""What a round has and what it lacks: which cells are complete, and why a city is not ranked."""

from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Int8s, Int16s
from scoring.cells import Cells
from scoring.cube import MarkCube
from scoring.findings import Finding, excluded, findings
from scoring.policy import ReconciliationPolicy
from scoring.state import CityStates, reason_codes
from scoring.system import SystemSpec


@dataclass(frozen=True, eq=False)
class Coverage:
    """Which cells count [C, I], why cities are not ranked [C], and what was found."""

    applies: Bools
    complete: Bools
    """The cell applies, nothing is wrong with it, its computed part is verified and it has its marks."""
    reasons: Int8s
    """0: ranked; otherwise 1 + the place in ``state.REASONS``."""
    findings: tuple[Finding, ...]


def needed_marks(system: SystemSpec, policy: ReconciliationPolicy) -> Int16s:
    """[I] marks a cell needs: the domains' minimum, that of E, none without a judged part."""
    least = np.where(system.judged_by_everyone, policy.everyone_min_marks, policy.min_marks)
    return np.where(system.judged_max > 0, least, 0).astype(np.int16)


def coverage(cube: MarkCube, cells: Cells, states: CityStates, policy: ReconciliationPolicy) -> Coverage:
    """A city is in the ranking when every cell that applies is verified and has its marks."""
    applies = np.ones(cells.count.shape, bool, order="F") if cube.not_applicable is None else ~cube.not_applicable
    wrong = excluded(cube, cells, applies, policy)
    needed = needed_marks(cube.system, policy)
    in_few_bits = np.minimum(needed, cube.slots + 1).astype(cells.count.dtype)  # beyond the slots is out of reach
    enough = _or(cells.count >= in_few_bits, cube.not_applicable)
    sound = enough & ~wrong.marks
    if wrong.refused.any():
        sound[wrong.refused] = False
    verified = _verified(cube) & ~_or(wrong.computed, wrong.no_judged_part)
    reachable = enough if states.awaited is None else enough | (cells.count + states.awaited >= needed)
    reasons = reason_codes(
        states, verified=_every(verified), enough_marks=_every(sound), enough_awaited=_every(reachable)
    )
    return Coverage(applies, applies & sound & verified, reasons, findings(cube, cells, wrong))


def _verified(cube: MarkCube) -> Bools:
    """Accepted by the secretariat, or nothing there to accept."""
    verified = cube.verified.copy(order="K")
    verified[:, cube.system.computed_max == 0] = True
    return _or(_or(verified, cube.not_applicable), cube.computed_does_not_apply)


def _or(cells: Bools, others: Bools | None) -> Bools:
    """None: there are no others."""
    return cells if others is None else cells | others


def _every(cells: Bools) -> Bools:
    """[C] whether it holds for all of a city's indicators."""
    return np.asarray(np.logical_and.reduce(cells, axis=1))
