"""S7, S11 and S21: who leads, where the target stands, and which mechanisms there are."""

from scoring.statistics.material import Material, Row
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Statistic, count_of

BODIES, PEAKING, SYSTEMS = "F3.bodies", "F2.peaking", "F8.systems"
HEADS = ("both", "secretary", "mayor", "deputy", "department")
"""From the highest office down."""

TOP = ("both", "secretary", "mayor")
GROUP, MEETING = "leading_group", "joint_meeting"
OUTLINE = "outline"
BALANCE = "energy_balance"


def leadership(material: Material, parameters: Parameters) -> Statistic:
    """S7: cities by the highest head of a leading group; those with joint meetings of departments."""
    bodies, known = material.grouped(BODIES), material.answered(BODIES)
    heads = {city: _highest(rows) for city, rows in bodies.items()}
    with_meeting = [city for city, rows in bodies.items() if any(row.text("kind") == MEETING for row in rows)]
    number = len(known)
    amounts = [
        count_of("top", [city for city, head in heads.items() if head in TOP], number),
        *(count_of(f"head.{head}", [c for c, its in heads.items() if its == head], number, about=(head,))
          for head in HEADS),
        count_of("joint_meeting", with_meeting, number),
        count_of("no_group", [city for city in material.in_order(known) if not heads.get(city)], number),
    ]  # fmt: skip
    origins = tuple(row.origin for row in material.table(BODIES))
    return Statistic("S7", tuple(amounts), number, material.of, material.missing(known), origins)


def _highest(rows: list[Row]) -> str:
    heads = {row.text("head_level") for row in rows if row.text("kind") == GROUP}
    return next((head for head in HEADS if head in heads), "")


def target_adopted(material: Material, parameters: Parameters) -> Statistic:
    """S11: cities whose core target stands in the five-year outline, in another plan, or nowhere."""
    rows = {row.city: row for row in material.table(PEAKING) if row.says("in_outline_or_plan") is not None}
    number = len(rows)
    adopted = {city: row for city, row in rows.items() if row.says("in_outline_or_plan")}
    outline = [city for city, row in adopted.items() if row.text("adopted_in") == OUTLINE]
    amounts = (
        count_of("outline", material.in_order(outline), number),
        count_of("other_plan", material.in_order(adopted.keys() - set(outline)), number),
        count_of("nowhere", material.in_order(rows.keys() - adopted.keys()), number),
        count_of("target_set", material.in_order({c for c, r in rows.items() if r.says("target_set")}), number),
    )
    origins = tuple(row.origin for row in rows.values())
    return Statistic("S11", amounts, number, material.of, material.missing(set(rows)), origins)


def mechanisms(material: Material, parameters: Parameters) -> Statistic:
    """S21: cities with and without a regular energy balance table, and coordination between departments."""
    systems, bodies = material.answered(SYSTEMS), material.answered(BODIES)
    balance = {row.city for row in material.table(SYSTEMS) if row.text("kind") == BALANCE}
    coordinated = {row.city for row in material.table(BODIES) if row.text("kind") in {GROUP, MEETING}}
    amounts = (
        count_of("balance", material.in_order(balance), len(systems)),
        count_of("no_balance", material.in_order(systems - balance), len(systems)),
        count_of("coordination", material.in_order(coordinated), len(bodies)),
        count_of("no_coordination", material.in_order(bodies - coordinated), len(bodies)),
    )
    origins = tuple(row.origin for table in (SYSTEMS, BODIES) for row in material.table(table))
    known = systems | bodies
    return Statistic("S21", amounts, len(known), material.of, material.missing(known), origins)
