"""A whole round: from the cube of marks to totals, ranks and grades."""

from collections.abc import Mapping

from scoring.cells import reconcile_cells
from scoring.choices import ExpertWeights, OnsiteMode
from scoring.coverage import coverage
from scoring.cube import MarkCube
from scoring.evaluation import Evaluation
from scoring.grade import Grade
from scoring.policy import ReconciliationPolicy
from scoring.rates import national_rates
from scoring.round_totals import total_round
from scoring.standings import standings
from scoring.state import CityStates


def evaluate(
    cube: MarkCube,
    *,
    policy: ReconciliationPolicy,
    states: CityStates | None = None,
    caps: Mapping[int, Grade] | None = None,
) -> Evaluation:
    """Reconcile, total, rank and grade every city of the round.

    ``caps`` are the grades to which the authority has limited cities (否决), by position. A city that is not
    complete is not ranked and has a reason; a stored value that cannot count excludes its cell and is a finding.
    """
    _refuse(cube, policy)
    cells = reconcile_cells(cube, policy)
    cover = coverage(cube, cells, states or CityStates(), policy)
    totals = total_round(cube, cells, cover, policy.not_applicable)
    return Evaluation(
        cube=cube,
        policy=policy,
        cells=cells,
        coverage=cover,
        round_totals=totals,
        standings=standings(totals, system=cube.system, policy=policy, caps=caps or {}),
        nation=national_rates(totals, cube.system),
    )


def _refuse(cube: MarkCube, policy: ReconciliationPolicy) -> None:
    if cube.weights is not None and policy.expert_weights is ExpertWeights.ALL_ONE:
        raise ValueError("the policy has no table of expert weights")
    if policy.onsite_mode is OnsiteMode.TWO_PART:
        raise ValueError("a cube holds one mark per expert and cell: a two-part round has two")
    if unknown := set(policy.tie_break_areas) - set(cube.system.areas):
        raise ValueError(f"the policy parts ties by areas the system has not: {sorted(unknown)}")
