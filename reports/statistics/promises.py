"""The tracker of promises (创新举措承诺): every promise of every city, what proves it, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cities.models import GoodPractice, InnovationPromise
from reports.statistics.compute import Computed
from reports.statistics.names import Names
from scoring.statistics.material import Row
from scoring.statistics.promises import IS_VERIFIED, KEPT, TABLE

KEPT_ONES = "kept"


@dataclass(frozen=True)
class PromiseFilter:
    """What of it is shown; empty: everything. ``state`` is a state, or ``kept``."""

    state: str = ""
    batch: str = ""
    kind: str = ""
    province: str = ""


@dataclass(frozen=True)
class PromiseLine:
    city: str
    province: str
    batch: int
    promise: str
    kind: str
    document: str
    state: str
    is_kept: bool
    progress: str
    evidence: str
    version: int
    is_verified: bool


def promise_lines(computed: Computed, names: Names, chosen: PromiseFilter) -> Sequence[PromiseLine]:
    """In the order of the cities, each city's in its own."""
    rows = computed.material.grouped(TABLE)
    return [_line(computed, names, row) for its in rows.values() for row in its if _fits(computed, row, chosen)]


def _fits(computed: Computed, row: Row, chosen: PromiseFilter) -> bool:
    place, state = computed.material.place[row.city], row.text("fulfilment")
    wanted = KEPT if chosen.state == KEPT_ONES else (chosen.state,)
    return (
        (not chosen.state or state in wanted)
        and chosen.batch in ("", str(place.batch))
        and chosen.kind in ("", row.text("category"))
        and chosen.province in ("", place.province)
    )


def _line(computed: Computed, names: Names, row: Row) -> PromiseLine:
    place = computed.material.place[row.city]
    state, kind = row.text("fulfilment"), row.text("category")
    page = row.text("document_page")
    source = row.source or {}
    return PromiseLine(
        city=names.city(row.city),
        province=names.provinces.get(place.province, place.province),
        batch=place.batch,
        promise=row.text("promise"),
        kind=str(GoodPractice.Category(kind).label) if kind else "",
        document=" · ".join(filter(None, [row.text("document"), page])),
        state=str(InnovationPromise.Fulfilment(state).label) if state else "",
        is_kept=state in KEPT,
        progress=row.text("progress"),
        evidence=" · ".join(filter(None, [source.get("title"), source.get("pages")])),
        version=row.origin.version,
        is_verified=bool(row.says(IS_VERIFIED)),
    )
