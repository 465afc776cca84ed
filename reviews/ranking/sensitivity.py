"""Does the list of the good survive other weights of areas, another rule, the absence of any one expert?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from reviews.ranking.evaluation import Evaluated
from reviews.ranking.standings import Standings
from reviews.ranking.whatif import Assumption, suppose
from scoring.arrays import Bools, Int64s
from scoring.choices import CellRule

MOST_DROPPED = 60
"""Experts who are left out one by one."""
MOST_SUPPOSED = 2_000
"""Cities up to which experts are left out; beyond it only the rule and the areas are varied."""


def sensitivity(
    evaluated: Evaluated, standings: Standings, seen: Bools, names: Int64s
) -> Iterator[dict[str, Any]]:
    """One scenario after the other: who enters the list, who leaves it, who could not be ranked any more."""
    listed = set(standings.city_ids[seen & (standings.listed == 1)].tolist())
    visible = set(standings.city_ids[seen].tolist())
    if not visible:
        return
    for name, assumption in _scenarios(evaluated, names):
        other = suppose(evaluated.inputs, assumption)
        now = set(other.city_ids[(other.reasons == 0) & (other.listed == 1)].tolist()) & visible
        unranked = {int(pk) for pk in other.city_ids[other.reasons != 0].tolist()} & listed
        yield {
            **name,
            "enter": sorted(now - listed),
            "leave": sorted(listed - now - unranked),
            "unranked": len(unranked),
        }


def _scenarios(evaluated: Evaluated, names: Int64s) -> Iterator[tuple[dict[str, Any], Assumption]]:
    inputs = evaluated.inputs
    policy = inputs.policy
    other = CellRule.MEAN if policy.cell_rule is CellRule.MEDIAN else CellRule.MEDIAN
    yield {"kind": "rule", "rule": other.value}, Assumption(policy=replace(policy, cell_rule=other))
    for area in inputs.system.areas:
        for factor in (Decimal("1.1"), Decimal("0.9")):
            points = _reweighted(evaluated, area, factor)
            yield (
                {"kind": "area", "area": area, "percent": int(factor * 100) - 100},
                Assumption(policy=policy, points=points),
            )
    if len(inputs.cities) <= MOST_SUPPOSED:
        for expert in names[:MOST_DROPPED].tolist():
            yield {"kind": "expert", "expert": expert}, Assumption(policy=policy, weights={expert: 0})


def _reweighted(evaluated: Evaluated, area: str, factor: Decimal) -> Mapping[str, Decimal]:
    """Every indicator's points with one area's raised or lowered and the others' making up for it."""
    system = evaluated.inputs.system
    own = Decimal(system.area_max[area]) / 100
    rest = (Decimal(100) - own * factor) / (Decimal(100) - own) if own < 100 else Decimal(1)
    points = {
        spec.code: (Decimal(spec.max_points) / 100 * (factor if spec.area == area else rest)).quantize(
            Decimal("0.01")
        )
        for spec in system.indicators
    }
    largest = max(points, key=lambda code: (points[code], code))
    points[largest] += Decimal(100) - sum(points.values())
    return points
