"""A real worker of the queue ``ranking``, in a process of its own, on the servers and the database of the test."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from reviews.models import RankingState
from rounds.models import Round

ROOT = Path(__file__).resolve().parent.parent


class RankingWorker:
    """``start`` it, ``kill`` it as the kernel would, ``stop`` it as its supervisor would."""

    def __init__(self, *, pool: str = "solo", queues: str = "ranking", **environment: str) -> None:
        self.pool, self.queues = pool, queues
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.log = Path(tempfile.mkstemp(prefix="ranking-worker-", suffix=".log")[1])

    def start(self, *, patience: float = 30) -> "RankingWorker":
        """Returns when the worker listens."""
        self.log.write_text("")
        command = [
            sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "-Q", self.queues, "-c", "1",
            "--pool", self.pool, "--hostname", f"ranking-{os.getpid()}-{id(self)}@%h", "--loglevel", "INFO",
            "--without-gossip", "--without-mingle",
        ]  # fmt: skip
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until(lambda: " ready." in self.log.read_text(), patience, "the worker did not get ready")
        return self

    def wait_until_built(self, round: Round, *, patience: float = 30) -> RankingState:
        """The round's state as soon as everything asked for is built."""
        self._wait_until(lambda: not _behind(round), patience, "the ranking stayed behind")
        return RankingState.objects.get(round=round)

    def kill(self) -> None:
        """Nothing is finished, nothing is put back: SIGKILL for the worker and its children."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def _environment(self) -> dict[str, str]:
        """The shell's, with the database that this process is connected to."""
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        database = f"{server}/{connection.settings_dict['NAME']}"
        return {**os.environ, "PORTAL_PROCESS": "worker", "DATABASE_URL": database, **self.environment}

    def _wait_until(self, holds: Callable[[], bool], patience: float, otherwise: str) -> None:
        deadline = time.monotonic() + patience
        while not holds():
            if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                raise AssertionError(f"{otherwise}:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.005)


def _behind(round: Round) -> bool:
    state = RankingState.objects.get(round=round)
    return state.requested > state.built


@pytest.fixture
def worker(transactional_db: None) -> Iterator[RankingWorker]:
    """A worker that listens. Use it with ``django_db(transaction=True)``."""
    running = RankingWorker().start()
    yield running
    running.stop()
    running.log.unlink(missing_ok=True)


@pytest.fixture
def files_worker(transactional_db: None) -> Iterator[RankingWorker]:
    """A second worker, for the files that cities hand in."""
    running = RankingWorker(queues="files").start()
    yield running
    running.stop()
    running.log.unlink(missing_ok=True)
