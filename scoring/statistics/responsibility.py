"""S15: whether the emission target is passed on to districts, and whether it is assessed (figure 6)."""

from scoring.statistics.material import Material
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Statistic, count_of

TABLE = "F9.responsibility"
INTENSITY = ("intensity", "both")
"""Bases of a passed-on target that hold CO2 per unit of GDP."""
SCHEMES = ("ecology", "quality", "energy", "carbon", "other")


def responsibility(material: Material, parameters: Parameters) -> Statistic:
    """D: passed on to districts; A: part of a yearly assessment; both, either, neither; A by its scheme.

    What is passed on is the target for CO2 per unit of GDP: one for energy or total CO2 alone is not counted.
    """
    answered = [
        row
        for row in material.table(TABLE)
        if row.says("decomposed_to_districts") is not None and row.says("in_annual_assessment") is not None
    ]
    known = {row.city for row in answered}
    passed_on = {
        row.city for row in answered if row.says("decomposed_to_districts") and row.text("basis") in INTENSITY
    }
    assessed = {row.city for row in answered if row.says("in_annual_assessment")}
    used = {row.city for row in answered if row.says("results_used")}
    groups = {
        "passed_on": passed_on,
        "assessed": assessed,
        "both": passed_on & assessed,
        "only_passed_on": passed_on - assessed,
        "only_assessed": assessed - passed_on,
        "either": passed_on | assessed,
        "neither": known - passed_on - assessed,
        "not_assessed": known - assessed,
        "used": used,
    }
    amounts = [count_of(key, material.in_order(cities), len(known)) for key, cities in groups.items()]
    for scheme in SCHEMES:
        its = {row.city for row in answered if row.city in assessed and scheme in row.several("schemes")}
        amounts.append(count_of(f"scheme.{scheme}", material.in_order(its), len(known), about=(scheme,)))
    origins = tuple(row.origin for row in answered)
    return Statistic("S15", tuple(amounts), len(known), material.of, material.missing(known), origins)
