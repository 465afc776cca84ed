"""A whole rebuild: read, evaluated, compressed and stored, in this process."""

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, median_ms
from reviews import ranking
from reviews.models import RankingSnapshot

BARS = {81: 20.0}
BYTES_BAR = 60.0


def measure(built: BuiltRound, cities: int) -> list[Line]:
    """Time of a rebuild, and what its snapshot takes for a city."""
    took = median_ms(lambda: ranking.rebuild(built.round.pk), runs=5)
    snapshot = RankingSnapshot.objects.filter(round=built.round).latest("scores_version")
    size = (len(snapshot.standings) + len(snapshot.ranks)) / cities
    what = f"{cities:,} cities, {snapshot.sheet_count:,} sheets"
    return [
        Line("Rebuilding", f"full rebuild, {what}", took, BARS.get(cities)),
        Line("Rebuilding", f"stored snapshot, {cities:,} cities", size, BYTES_BAR, unit="bytes a city"),
    ]
