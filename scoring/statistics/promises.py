"""S17: promises of innovation, and how many were kept."""

from collections.abc import Sequence
from fractions import Fraction

from scoring.statistics.material import Material, Row
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Amount, Statistic, Unit, count_of

TABLE = "F11.promises"
IS_VERIFIED = "is_verified"
"""Of a promise whose state the secretariat has verified; the others are in the state that the city says."""
STATES = ("not_started", "under_way", "partly", "done", "cancelled")
KEPT = ("partly", "done")


def promises(material: Material, parameters: Parameters) -> Statistic:
    """Kept (兑现): done in part or done. For all cities, for the newest batch, and for those before it."""
    rows, known = material.table(TABLE), material.answered(TABLE)
    newest = max((place.batch for place in material.places), default=0)
    in_newest = {place.code for place in material.places if place.batch == newest}
    groups = {
        "all": rows,
        "newest": [row for row in rows if row.city in in_newest],
        "earlier": [row for row in rows if row.city not in in_newest],
    }
    amounts = [amount for group, its in groups.items() for amount in _group(material, group, its)]
    amounts += [
        Amount(
            f"state.{state}", Fraction(len(its := _in_state(rows, (state,)))), Unit.PROMISES, len(rows),
            material.in_order({row.city for row in its}), (state,),
        )
        for state in STATES
    ]  # fmt: skip
    open_ones = [row for row in rows if not row.says(IS_VERIFIED)]
    cities = material.in_order({row.city for row in open_ones})
    amounts.append(Amount("unverified", Fraction(len(open_ones)), Unit.PROMISES, len(rows), cities))
    amounts += _by_category(material, rows)
    origins = tuple(row.origin for row in rows)
    return Statistic("S17", tuple(amounts), len(known), material.of, material.missing(known), origins)


def _group(material: Material, group: str, rows: Sequence[Row]) -> list[Amount]:
    kept = _in_state(rows, KEPT)
    return [
        count_of(f"{group}.cities", material.in_order({row.city for row in rows}), None, about=(group,)),
        Amount(f"{group}.promised", Fraction(len(rows)), Unit.PROMISES, None, (), (group,)),
        Amount(
            f"{group}.kept", Fraction(len(kept)), Unit.PROMISES, len(rows),
            material.in_order({row.city for row in kept}), (group,),
        ),
    ]  # fmt: skip


def _by_category(material: Material, rows: Sequence[Row]) -> list[Amount]:
    categories = dict.fromkeys(row.text("category") for row in rows)
    amounts = []
    for category in sorted(filter(None, categories)):
        of_it = [row for row in rows if row.text("category") == category]
        kept = _in_state(of_it, KEPT)
        cities = material.in_order({row.city for row in kept})
        key = f"category.{category}"
        amounts.append(Amount(key, Fraction(len(kept)), Unit.PROMISES, len(of_it), cities, (category,)))
    return amounts


def _in_state(rows: Sequence[Row], states: Sequence[str]) -> list[Row]:
    return [row for row in rows if row.text("fulfilment") in states]
