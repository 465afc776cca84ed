"""All statistics of a round at once."""

from collections.abc import Callable, Mapping

from scoring.statistics import (
    documents,
    governance,
    growth,
    inventories,
    problems,
    promises,
    registers,
    responsibility,
    scores,
    structure,
)
from scoring.statistics.material import Material
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Statistic

STATISTICS: Mapping[str, Callable[[Material, Parameters], Statistic]] = {
    "S1": growth.gdp_growth,
    "S2": structure.tertiary_share,
    "S3": structure.coal_share,
    "S4": growth.co2_growth,
    "S5": structure.intensity,
    "S6": structure.trends,
    "S7": governance.leadership,
    "S8": documents.documents,
    "S9": registers.policies,
    "S10": documents.work_points,
    "S11": governance.target_adopted,
    "S12": inventories.mechanism,
    "S13": inventories.years,
    "S14": registers.systems,
    "S15": responsibility.responsibility,
    "S16": registers.metrics,
    "S17": promises.promises,
    "S18": scores.scores,
    "S19": scores.panel,
    "S20": scores.places,
    "S21": governance.mechanisms,
    "E4": problems.problems,
}


def every_statistic(material: Material, parameters: Parameters) -> dict[str, Statistic]:
    """By code, in the order of the report's table."""
    return {code: compute(material, parameters) for code, compute in STATISTICS.items()}
