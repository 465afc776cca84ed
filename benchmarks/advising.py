"""All advice of a round: severity, intervals, reliability, sensitivity."""

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, timed_ms
from reviews import ranking
from reviews.ranking.advice import advise

BARS = {81: 300.0, 13_000: 5_000.0}


def measure(built: BuiltRound, cities: int) -> list[Line]:
    """The shortest of three."""
    evaluated = ranking.evaluate_now(built.round.pk).evaluated
    took = min(timed_ms(lambda: advise(evaluated, evaluated.standings)) for _ in range(3))
    return [Line("Advice", f"all advice, {cities:,} cities", took, BARS.get(cities))]
