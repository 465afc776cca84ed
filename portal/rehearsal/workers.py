"""What a worker is asked for is made here and now; if a worker was faster, the rehearsal waits for it."""

import time
from collections.abc import Callable

from django.db import models

from reports.archiving.sealing import seal
from reports.building import run
from reports.models import Archive, ReportBuild

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


def _wait_for(row: models.Model, is_over: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    row.refresh_from_db()
    while not is_over():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{row} is not made after {PATIENCE:g} s")
        time.sleep(LOOK_AGAIN)
        row.refresh_from_db()
