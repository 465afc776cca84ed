"""Bringing a ranking up to date, however often and by however many it is asked for."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.prepared import prepared
from reviews.models import RankingSnapshot, RankingState
from reviews.queries.cases import revision_is_over
from reviews.ranking.advice import build_advice, rounds_without_advice
from reviews.ranking.cases import derive_cases
from reviews.ranking.evaluation import Evaluated, evaluate_inputs
from reviews.ranking.reading import Inputs, read_inputs

LOCK_CLASS = 0x52414E4B  # "RANK": our rebuilds among the database's advisory locks

# built only rises. What came after the reading has been waiting since then at the earliest.
STORED = """
UPDATE reviews_rankingstate
SET built = GREATEST(built, %(version)s),
    behind_since = CASE WHEN requested > GREATEST(built, %(version)s)
                        THEN GREATEST(behind_since, %(read_at)s) END
WHERE round_id = %(round)s
"""

_last_start: dict[int, float] = {}
_last_start_lock = Lock()


def bring_up_to_date(round_id: int) -> int:
    """Rebuild until nothing newer is asked for; how many times it took. Nobody who writes waits for this.

    One process at a time builds a round. Another that is asked meanwhile leaves at once: whoever holds the lock
    looks again after letting go of it, so no request falls between them.
    """
    rebuilt = 0
    while _is_behind(round_id):
        with _only_builder(round_id) as alone:
            if not alone:
                return rebuilt
            _wait_out_the_interval(round_id)
            rebuild(round_id)
            rebuilt += 1
    return rebuilt


def bring_all_up_to_date() -> None:
    """Every round whose ranking is behind: what a lost message or a killed worker left."""
    behind = RankingState.objects.filter(requested__gt=F("built"))
    for round_id in list(behind.values_list("round_id", flat=True)):
        bring_up_to_date(round_id)


def derive_due_cases() -> None:
    """For rounds whose revision window has closed since their newest snapshot: nothing else tells them."""
    due = RankingState.objects.filter(requested=F("built"), requested__gt=F("cases_version"), frozen=False)
    for state in due.select_related("round"):
        if revision_is_over(state.round):
            derive_cases(evaluate_now(state.round_id).evaluated)


def rebuild(round_id: int) -> RankingSnapshot:
    """Store the ranking that follows from the signed sheets as they are now.

    Version and sheets are read in one repeatable-read transaction, so the snapshot is exactly of that version;
    storing is a second, ordinary one. One version has one snapshot: built twice, the first stays.
    """
    built = evaluate_now(round_id)
    snapshot = _snapshot(built)
    with transaction.atomic(durable=True):
        RankingSnapshot.objects.bulk_create([snapshot], ignore_conflicts=True)
        with connection.cursor() as cursor:
            version, read_at = snapshot.scores_version, snapshot.started_at
            # What a power failure took away would be behind again, and built again: no waiting for the disk.
            cursor.execute("SET LOCAL synchronous_commit = off")
            cursor.execute(STORED, {"round": round_id, "version": version, "read_at": read_at})
    derive_cases(built.evaluated)
    (stored,) = _stored(round=round_id, version=snapshot.scores_version)
    return stored


@prepared
def _stored(round: int, version: int) -> QuerySet[RankingSnapshot]:
    return RankingSnapshot.objects.filter(round=round, scores_version=version)


@dataclass(frozen=True)
class Built:
    """A ranking worked out and not yet stored."""

    evaluated: Evaluated
    started_at: datetime


def evaluate_now(round_id: int) -> Built:
    """The round's standings from the rows as they are committed now. Nothing is stored."""
    started_at = timezone.now()
    with _consistent_read():
        inputs = read_inputs(round_id)
    return Built(evaluate_inputs(inputs), started_at)


def evaluate_here(round_id: int) -> Evaluated:
    """The same within the caller's transaction, for one that keeps everybody else from changing what counts."""
    return evaluate_inputs(read_inputs(round_id))


def bring_advice_up_to_date(quiet_seconds: float) -> int:
    """Advice for every round whose ranking has been still for a while; how many were built."""
    due = rounds_without_advice(timezone.now() - timedelta(seconds=quiet_seconds))
    for round_id in due:
        build_advice(round_id, evaluate_now(round_id).evaluated)
    return len(due)


def inputs_now(round_id: int) -> Inputs:
    """What the ranking would be made of now, all of one moment."""
    with _consistent_read():
        return read_inputs(round_id)


def evaluate_at(round_id: int, version: int) -> Evaluated:
    """The standings as they were, or would have been built, when ``version`` was the newest."""
    with _consistent_read():
        inputs = read_inputs(round_id, at=version)
    return evaluate_inputs(inputs)


def _snapshot(built: Built) -> RankingSnapshot:
    inputs, standings = built.evaluated.inputs, built.evaluated.standings
    return RankingSnapshot(
        round_id=inputs.round_id,
        scores_version=inputs.scores_version,
        policy_sha256=inputs.policy.sha256(),
        system_sha256=inputs.system.sha256(),
        inputs_sha256=inputs.sha256(),
        cause=inputs.cause,
        ranked_count=standings.ranked_count,
        city_count=len(standings.city_ids),
        sheet_count=inputs.sheet_count,
        standings=standings.to_bytes(),
        ranks=standings.rank_column(),
        findings=built.evaluated.findings,
        started_at=built.started_at,
        finished_at=timezone.now(),
        worker=f"{settings.PROCESS}@{socket.gethostname()} {os.getpid()}"[:120],
    )


@contextmanager
def _consistent_read() -> Iterator[None]:
    """All that is read is of one moment. The isolation is set before the first query."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL jit = off; "
                "SET LOCAL work_mem = '64MB'"  # national rounds are joined in memory
            )
        yield


@contextmanager
def _only_builder(round_id: int) -> Iterator[bool]:
    """Whether we are the only process that builds this round. The lock dies with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, round_id])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, round_id])


def _is_behind(round_id: int) -> bool:
    return bool(_behind(round=round_id))


@prepared
def _behind(round: int) -> "QuerySet[RankingState, int]":
    return RankingState.objects.filter(round=round, requested__gt=F("built")).values_list("pk", flat=True)


def _wait_out_the_interval(round_id: int) -> None:
    """Rebuilds of a round start at least the settings' interval apart: many changes at once share one."""
    with _last_start_lock:
        before = _last_start.get(round_id, float("-inf"))
    time.sleep(max(0.0, before + settings.RANKING_MIN_INTERVAL_SECONDS - time.monotonic()))
    with _last_start_lock:
        _last_start[round_id] = time.monotonic()
