"""From an expert's signature to the ranking that contains it: real broker, real worker, one submit at a time."""

import statistics
import time
from collections.abc import Sequence
from threading import Thread

from django.db import connection, transaction

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, percentile, timed_ms
from portal.celery import app
from portal.launcher.processes import RANKING
from reviews import ranking
from reviews.models import RankingSnapshot, ScoreSheet
from reviews.services.sheets import submit_sheet
from tests.worker import RankingWorker

WARM = 5
PAUSE = 0.25
"""Seconds between submits: longer than rebuilds are kept apart, and at least as long as the last one took."""
PATIENCE = 10


def measure(built: BuiltRound, cities: int, design: str = "") -> list[Line]:
    """Each complete draft is submitted once: half of them one after the other on one connection without a worker,
    half of them singly, waiting for the real worker each time.
    """
    sheets = built.open_sheets
    submits = [_submit(sheet, built) for sheet in sheets[::2]][WARM:]
    worker = fresh_worker()
    try:
        worker.wait_until_built(built.round)
        latencies = [_submit_and_wait(sheet, built) for sheet in sheets[1::2]][WARM:]
    finally:
        worker.stop()
    of = f"{cities:,} cities {design}".strip()
    what = f"submit → snapshot readable, {of}, {len(latencies)} single submits"
    bars = (30.0, 80.0) if cities == 81 else (None, 500.0)
    return [
        Line("Submitting", f"submit a sheet, {of}, p50", _lowest_median(submits), 15.0),
        Line("Submitting", f"submit a sheet, {of}, p95", percentile(submits, 0.95)),
        Line("Submitting", f"{what}, p50", statistics.median(latencies), bars[0]),
        Line("Submitting", f"{what}, p95", percentile(latencies, 0.95), bars[1]),
    ]


STORM, STORM_SECONDS = 500, 10.0


def measure_storm(built: BuiltRound) -> list[Line]:
    """500 sheets in 10 seconds: how many rebuilds they share, and when each is readable."""
    sheets = built.open_sheets[:STORM]
    worker = fresh_worker()
    before = RankingSnapshot.objects.filter(round=built.round).count()
    try:
        worker.wait_until_built(built.round)
        with Watch(built.round.pk) as watch:
            commits = [_submit_on_time(sheet, built, watch, n) for n, sheet in enumerate(sheets)]
            worker.wait_until_built(built.round)
            time.sleep(0.1)
    finally:
        worker.stop()
    waits = [(watch.readable(version) - at) * 1000 for version, at in commits]
    rebuilds = RankingSnapshot.objects.filter(round=built.round).count() - before
    what = f"{len(sheets)} sheets in {STORM_SECONDS:.0f} s"
    newest = RankingSnapshot.objects.filter(round=built.round).latest("scores_version")
    scratch = ranking.evaluate_now(built.round.pk).evaluated
    differing = sum(1 for _ in ranking.differences(ranking.standings_of(newest), scratch.standings))
    return [
        Line("Submitting", f"{what}: rebuilds", rebuilds, 60.0, unit="rebuilds"),
        Line("Submitting", f"{what}: commit → readable, p95", percentile(waits, 0.95), 300.0),
        Line(
            "Submitting",
            f"{what}: places of the last snapshot that differ from scratch",
            differing,
            0.0,
            unit="places",
        ),
    ]


def fresh_worker() -> RankingWorker:
    """With nothing to do. What was asked for while none ran is of rounds that are not measured any more, and would
    all come first.
    """
    with app.connection_for_write() as broker:
        broker.default_channel.queue_purge(RANKING)
    return RankingWorker(pool="prefork").start()


class Watch:
    """A thread that notes when each version could first be read."""

    def __init__(self, round_id: int) -> None:
        self.round_id, self.seen, self.stopped = round_id, [(0, 0.0)], False
        self.began = time.perf_counter()
        self.thread = Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped = True
        self.thread.join()

    def _look(self) -> None:
        with connection.cursor() as cursor:
            while not self.stopped:
                cursor.execute("SELECT built FROM reviews_rankingstate WHERE round_id = %s", [self.round_id])
                built = cursor.fetchone()[0]
                if built > self.seen[-1][0]:
                    self.seen.append((built, time.perf_counter()))
                time.sleep(0.001)
        connection.close()

    def readable(self, version: int) -> float:
        return next(at for built, at in self.seen if built >= version)


def _submit_on_time(sheet: ScoreSheet, built: BuiltRound, watch: Watch, number: int) -> tuple[int, float]:
    """The version and when it was committed; not before its turn."""
    due = watch.began + number * STORM_SECONDS / STORM
    time.sleep(max(0.0, due - time.perf_counter()))
    signed = submit_sheet(
        assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=built.experts[0].user
    )
    return signed.version.from_version, time.perf_counter()


def _lowest_median(values: Sequence[float]) -> float:
    """Of three runs one after the other."""
    length = len(values) // 3
    return min(statistics.median(values[start : start + length]) for start in (0, length, 2 * length))


def _submit(sheet: ScoreSheet, built: BuiltRound) -> float:
    """Milliseconds of the whole act, its commit and asking for the rebuild included."""
    by = built.experts[0].user
    return timed_ms(lambda: submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=by))


def _submit_and_wait(sheet: ScoreSheet, built: BuiltRound) -> float:
    """Milliseconds from the commit until the snapshot that contains the sheet can be read."""
    committed: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        signed = submit_sheet(
            assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=built.experts[0].user
        )
    readable = _moment_built(built.round.pk, signed.version.from_version)
    took = readable - committed[0]
    time.sleep(max(PAUSE, 2 * took))
    return took * 1000


def _moment_built(round_id: int, version: int) -> float:
    deadline = time.perf_counter() + PATIENCE
    with connection.cursor() as cursor:
        while time.perf_counter() < deadline:
            cursor.execute("SELECT built FROM reviews_rankingstate WHERE round_id = %s", [round_id])
            if cursor.fetchone()[0] >= version:
                return time.perf_counter()
            time.sleep(0.0005)
    raise RuntimeError(f"version {version} was not built in {PATIENCE} s")
