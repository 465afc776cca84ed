"""What leaves the house in bulk: public pages for everybody, and every score as one long CSV."""

import os
import subprocess
import sys
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, median_ms
from reports.models import Publication, ReportBuild
from reports.publishing import content_of
from reviews.models import RankingSnapshot, Result
from scoring.canonical import sha256_of

PUBLIC = ("public-result", "public-figures", "public-statistics", "public-method", "public-csv", "public-json")
CUBE = """
import time, django; django.setup()
from django.db import connection
from accounts.tables import csv_lines
from reports.workbook import score_columns, scores, workbook_data
from rounds.models import Round
def peak(): return int(next(l for l in open('/proc/self/status') if 'VmHWM' in l).split()[1]) / 1024
data = workbook_data(Round.objects.get(pk={pk}))
connection.ensure_connection()
before, began = peak(), time.perf_counter()
lines = sum(part.count(b"\\r\\n") for part in csv_lines(score_columns(), scores(data)))
print(lines, time.perf_counter() - began, peak() - before)
"""
"""In a process of its own, as lean as a web process that streams it: rows, seconds, and what it takes on top."""


def measure(built: BuiltRound, cities: int) -> list[Line]:
    """Public pages as anybody reads them, nothing kept by anybody yet; and the answer to who has a copy."""
    _publish(built)
    client = Client()
    lines = [_page(client, built, name, cities) for name in PUBLIC]
    address = reverse(PUBLIC[0], args=[built.round.slug])
    etag = client.get(address)["ETag"]
    took = median_ms(lambda: client.get(address, headers={"If-None-Match": etag}), runs=20)
    return [*lines, Line("Public pages", "who has a copy (304)", took, 15.0)]


def _page(client: Client, built: BuiltRound, name: str, cities: int) -> Line:
    address = reverse(name, args=[built.round.slug])
    took = median_ms(lambda: client.get(address), runs=20)
    return Line("Public pages", f"{name.removeprefix('public-')}, {cities} cities", took, 15.0)


def _publish(built: BuiltRound) -> None:
    snapshot = RankingSnapshot.objects.filter(round=built.round).latest("scores_version")
    result = Result.objects.create(round=built.round, number=1, snapshot=snapshot, frozen_by=built.chair)
    build = ReportBuild.objects.filter(round=built.round).latest("number")
    content = content_of(result)
    Publication.objects.create(
        round=built.round, number=1, result=result, build=build, content=content, sha256=sha256_of(content),
        notice_until=timezone.localdate() + timedelta(days=7), contact="–", published_by=built.secretariat,
    )  # fmt: skip


def measure_cube(built: BuiltRound) -> list[Line]:
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    answer = subprocess.run(
        [sys.executable, "-c", CUBE.format(pk=built.round.pk)],
        env={**os.environ, "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows, seconds, memory = answer.stdout.split()[-3:]
    what = f"every score as CSV, {int(rows):,} lines"
    return [
        Line("Exports", what, float(seconds) * 1000),
        Line("Exports", f"{what}: on top of the process", float(memory), 100.0, unit="MB"),
    ]
