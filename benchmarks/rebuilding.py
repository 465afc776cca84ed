"""A whole rebuild: read, evaluated, compressed and stored, in this process."""

import os
import subprocess
import sys

from django.db import connection

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, median_ms
from reviews import ranking
from reviews.models import RankingSnapshot

BARS = {81: 20.0}
NATIONAL_BARS = {"by city": 250.0, "by domain": 600.0}
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


def measure_national(built: BuiltRound, cities: int, design: str) -> list[Line]:
    """A rebuild of 13,000 cities, and the most memory that a process of its own takes for it."""
    took = median_ms(lambda: ranking.rebuild(built.round.pk), runs=3)
    snapshot = RankingSnapshot.objects.filter(round=built.round).latest("scores_version")
    size = (len(snapshot.standings) + len(snapshot.ranks)) / cities
    what = f"{cities:,} cities {design}, {snapshot.sheet_count:,} sheets"
    return [
        Line("Rebuilding", f"full rebuild, {what}", took, NATIONAL_BARS[design]),
        Line("Rebuilding", f"stored snapshot, {cities:,} cities {design}", size, BYTES_BAR, unit="bytes a city"),
        Line("Rebuilding", f"peak of the whole process, {what}", _peak(built), 200.0, unit="MB"),
    ]


def _peak(built: BuiltRound) -> float:
    """MB that a fresh process has held at most after one rebuild."""
    code = (
        f"import django; django.setup(); from reviews import ranking; ranking.rebuild({built.round.pk}); "
        "print(next(line for line in open('/proc/self/status') if 'VmHWM' in line).split()[1])"
    )
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    database = f"{server}/{connection.settings_dict['NAME']}"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DATABASE_URL": database, "PORTAL_PROCESS": "worker"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(answer.stdout.split()[-1]) / 1024
