"""All measurements, in the order of the report."""

import gc

from django.db import connection

from benchmarks import official_evaluation, pages, rebuilding, submitting
from benchmarks.data import BuiltRound, build_round
from benchmarks.lines import Line
from reviews import ranking

SUBMITS = 80
SIZES = (81, 1000)


def measure_all() -> list[Line]:
    """Two rounds are built; each is measured by everything that needs one."""
    lines = [
        Line("Official evaluation in memory", what, ms, bar) for what, ms, bar in official_evaluation.measure()
    ]
    for cities in SIZES:
        built = _round(cities)
        lines += rebuilding.measure(built, cities)
        lines += pages.measure(built, cities)
        lines += submitting.measure(built, cities)
    order = list(dict.fromkeys(line.group for line in lines))
    return sorted(lines, key=lambda line: order.index(line.group))


def _round(cities: int) -> BuiltRound:
    """Stored, analysed and ranked once, as after a night."""
    built = build_round(cities=cities, open_sheets=SUBMITS)
    ranking.bring_up_to_date(built.round.pk)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    gc.collect()
    return built
