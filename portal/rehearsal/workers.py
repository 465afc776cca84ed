"""What a worker is asked for is made here and now; if a worker was faster, the rehearsal waits for it."""

import time
from collections.abc import Callable

from django.db import models

from reports.archiving.sealing import seal
from reports.building import run
from reports.models import Archive, ReportBuild
from reviews import ranking
from reviews.models import RankingState
from reviews.queries.cases import revision_is_over
from rounds.models import Round

PATIENCE, LOOK_AGAIN = 300.0, 0.2
"""Seconds."""


def finished(build: ReportBuild) -> ReportBuild:
    run.make(build.pk)
    states = ReportBuild.State
    _wait_for(build, lambda: build.state not in (states.WAITING, states.RUNNING))
    if build.state != states.DONE:
        raise RuntimeError(f"build {build.number} is {build.state}: {build.error}")
    return build


def sealed(archive: Archive) -> Archive:
    seal(archive.pk)
    _wait_for(archive, lambda: archive.state != Archive.State.WAITING)
    if archive.state != Archive.State.DONE:
        raise RuntimeError(f"the archive is {archive.state}: {archive.error}")
    return archive


def ranked(round: Round) -> None:
    """The newest ranking is built, and cases follow from it."""
    ranking.bring_up_to_date(round.pk)
    ranking.derive_due_cases()
    state, reads = RankingState.objects.get(round=round), revision_is_over(round)
    _wait_for(
        state,
        lambda: (
            state.built == state.requested and (not reads or state.frozen or state.cases_version == state.built)
        ),
    )


def _wait_for(row: models.Model, is_over: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    row.refresh_from_db()
    while not is_over():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{row} is not made after {PATIENCE:g} s")
        time.sleep(LOOK_AGAIN)
        row.refresh_from_db()
