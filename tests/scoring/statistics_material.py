"""Builders of what statistics read: a few cities and their rows."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.statistics.material import PUBLISHED, Material, Place, Row, Scores
from scoring.statistics.shape import Origin

REVIEW, PREVIOUS = (2017, 2022), (2012, 2017)
FULL_YEAR = {"price_base": "2020", "co2_method": "direct", "energy_basis": "calorific"}


def places(count: int, **fields: Any) -> list[Place]:
    """Cities c00, c01, …; of the batch of 2017 unless told otherwise."""
    return [
        Place(f"c{n:02d}", **{"batch": 2017, "province": "330000", "level": "county", **fields})
        for n in range(count)
    ]


def row(city: str, table: str, key: str = "1", *, version: int = 1, **values: Any) -> Row:
    return Row(Origin(city, table, key, version), values)


def year(city: str, when: int, **values: Any) -> Row:
    """A row of F1, on the usual bases."""
    return row(city, "F1.years", str(when), **{**FULL_YEAR, **{k: str(v) for k, v in values.items()}})


def both_years(city: str, **values: tuple[Any, Any]) -> list[Row]:
    """The first and the last year of the review period: name → value of each."""
    return [
        year(city, when, **{name: pair[at] for name, pair in values.items()}) for at, when in enumerate(REVIEW)
    ]


def document(
    city: str, kind: str, status: str = "issued", *issuers: str, table: str = "F4.documents", **more: Any
) -> Row:
    key = f"{city} {kind} {status} {'+'.join(issuers)}"
    return row(city, table, key, version=0 if table == PUBLISHED else 1, kind=kind, status=status,
               issuer_classes=list(issuers), **more)  # fmt: skip


def material(count: int | Sequence[Place], rows: Sequence[Row] = (), **fields: Any) -> Material:
    its = places(count) if isinstance(count, int) else list(count)
    by_table: dict[str, list[Row]] = {}
    for each in rows:
        by_table.setdefault(each.origin.table, []).append(each)
    metrics = {"forest_stock": False, "forest_cover": True}
    return Material(
        **{"metrics": metrics, "places": its, "review": REVIEW, "previous": PREVIOUS, "rows": by_table, **fields}
    )


def scores(
    totals: Mapping[str, str], areas: Mapping[str, Mapping[str, str]] | None = None, **fields: Any
) -> Scores:
    """``totals`` in points, ``areas`` rates as shares."""
    exact = {city: Fraction(total) for city, total in totals.items()}
    return Scores(
        **{
            "name": "1",
            "totals": exact,
            "printed": {city: int(total * 100) for city, total in exact.items()},
            "grades": {},
            "area_rates": {a: {c: Fraction(r) for c, r in rates.items()} for a, rates in (areas or {}).items()},
            **fields,
        }
    )
