"""From an expert's signature to the ranking that contains it: real broker, real worker, one submit at a time."""

import statistics
import time

from django.db import connection, transaction

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, percentile
from reviews.models import ScoreSheet
from reviews.services.sheets import submit_sheet
from tests.worker import RankingWorker

WARM = 5
PAUSE = 0.25
"""Seconds between submits: longer than rebuilds are kept apart."""
PATIENCE = 10


def measure(built: BuiltRound, cities: int) -> list[Line]:
    """Each complete draft of the round is submitted once."""
    with_worker = RankingWorker(pool="prefork").start()
    try:
        with_worker.wait_until_built(built.round)
        taken = [_submit(sheet, built) for sheet in built.open_sheets][WARM:]
    finally:
        with_worker.stop()
    submits, latencies = [submit for submit, _ in taken], [latency for _, latency in taken]
    what = f"submit → snapshot readable, {cities:,} cities, {len(taken)} single submits"
    bars = (30.0, 80.0) if cities == 81 else (None, 500.0)
    return [
        Line("Submitting", f"submit a sheet, {cities:,} cities, p50", statistics.median(submits), 15.0),
        Line("Submitting", f"submit a sheet, {cities:,} cities, p95", percentile(submits, 0.95)),
        Line("Submitting", f"{what}, p50", statistics.median(latencies), bars[0]),
        Line("Submitting", f"{what}, p95", percentile(latencies, 0.95), bars[1]),
    ]


def _submit(sheet: ScoreSheet, built: BuiltRound) -> tuple[float, float]:
    """Milliseconds of the submit, and from its commit until the snapshot can be read."""
    committed: list[float] = []
    began = time.perf_counter()
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        version = submit_sheet(sheet=sheet, edit_version=sheet.edit_version, by=built.experts[0].user)
    took = time.perf_counter() - began
    readable = _moment_built(built.round.pk, version.from_version)
    time.sleep(PAUSE)
    return took * 1000, (readable - committed[0]) * 1000


def _moment_built(round_id: int, version: int) -> float:
    deadline = time.perf_counter() + PATIENCE
    with connection.cursor() as cursor:
        while time.perf_counter() < deadline:
            cursor.execute("SELECT built FROM reviews_rankingstate WHERE round_id = %s", [round_id])
            if cursor.fetchone()[0] >= version:
                return time.perf_counter()
            time.sleep(0.0005)
    raise RuntimeError(f"version {version} was not built in {PATIENCE} s")
