"""All measurements, in the order of the report."""

import gc
from collections.abc import Callable, Iterator, Sequence

from django.db import connection

from benchmarks import (
    advising,
    assigning,
    counting,
    handing_in,
    leaving,
    official_evaluation,
    pages,
    rebuilding,
    rehearsing,
    reporting,
    scoring_day,
    submitting,
)
from benchmarks.data import BuiltRound, build_round
from benchmarks.lines import Line
from reviews import ranking

SUBMITS = 80
SIZES = (81, 1000)
NATIONAL = 13_000


def measure_all() -> Iterator[list[Line]]:
    """Part by part, in the order they are measured in."""
    yield rehearsing.measure()
    yield official_evaluation.measure()
    for cities in SIZES:
        built = _round(cities)
        for part in (rebuilding, pages, submitting, advising, counting):
            yield part.measure(built, cities)
    yield _reports()
    yield _scoring_day()
    yield _storm()
    yield _national()
    yield assigning.measure()
    yield _handing_in()


def in_order(lines: Sequence[Line]) -> list[Line]:
    """Groups in the order of their first line."""
    order = list(dict.fromkeys(line.group for line in lines))
    return sorted(lines, key=lambda line: order.index(line.group))


def _scoring_day() -> list[Line]:
    lines = scoring_day.measure_rate(_round(81 * 7, open_sheets=400 + scoring_day.WARM))
    day = _round(81, open_sheets=scoring_day.NEEDED, experts=scoring_day.EXPERTS, open_for=scoring_day.EXPERTS)
    return lines + scoring_day.measure_day(day) + scoring_day.measure_day(day, within=scoring_day.EVERY)


def _storm() -> list[Line]:
    return submitting.measure_storm(_round(1000, open_sheets=submitting.STORM))


def _pages() -> list[Line]:
    return [line for cities in SIZES for line in pages.measure(_round(cities), cities)]


def _handing_in() -> list[Line]:
    """Its own rounds: every city has filled in every form."""
    return handing_in.measure_all(SIZES)


def _reports() -> list[Line]:
    """The report, the letters, and what the public reads: of a round whose sheets are all in."""
    built = _round(SIZES[0], open_sheets=0)
    counting.hand_in_forms(built)
    return reporting.measure(built, SIZES[0]) + leaving.measure(built, SIZES[0])


def _national() -> list[Line]:
    """13,000 cities: five experts who mark everything, and five in each domain."""
    open_sheets = 2 * submitting.WARM + 30
    by_city = _round(NATIONAL, experts=5, domains_each=7, open_sheets=open_sheets)
    lines = rebuilding.measure_national(by_city, NATIONAL, "by city")
    lines += advising.measure(by_city, NATIONAL)
    lines += leaving.measure_cube(by_city)
    lines += submitting.measure(by_city, NATIONAL, "by city")
    by_domain = _round(NATIONAL, experts=35, domains_each=1, open_sheets=open_sheets)
    lines += rebuilding.measure_national(by_domain, NATIONAL, "by domain")
    lines += pages.measure_ranking(by_domain, NATIONAL)
    return lines + submitting.measure(by_domain, NATIONAL, "by domain")


PARTS: dict[str, Callable[[], list[Line]]] = {
    "scoring-day": _scoring_day,
    "storm": _storm,
    "pages": _pages,
    "reports": _reports,
    "assignment": assigning.measure,
    "handing-in": _handing_in,
    "national": _national,
    "rehearsal": rehearsing.measure,
}
"""What can be measured alone."""


def _round(
    cities: int, *, open_sheets: int = SUBMITS, experts: int = 14, domains_each: int = 2, open_for: int = 1
) -> BuiltRound:
    """Stored, analysed and ranked once, as after a night."""
    built = build_round(
        cities=cities, open_sheets=open_sheets, open_for=open_for, experts=experts, domains_each=domains_each
    )
    ranking.bring_up_to_date(built.round.pk)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    gc.collect()
    gc.freeze()  # what earlier parts left is not walked again while this one is measured
    return built
