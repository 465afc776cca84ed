"""PostgreSQL and the broker are stopped and started again under a live worker: nothing is lost, nothing waits."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.launcher.migrated import migrated_cluster
from portal.launcher.paths import HERE, postgres_url, valkey_url
from portal.launcher.places import account_of, hand_over
from portal.launcher.scratch import copy_cluster, scratch_folder
from portal.launcher.servers import broker_of, cluster_of, start_and_wait
from portal.launcher.supervisor import Supervisor
from tests.worker import ROOT, RankingWorker

pytestmark = pytest.mark.slow


class OwnServers:
    """A database in which the migrations have run, and a broker that keeps nothing, for this test alone."""

    def __init__(self, folder: Path) -> None:
        sockets = folder / "run"
        sockets.mkdir(mode=0o700)
        hand_over(sockets, account_of(HERE))
        files = {"data": folder / "postgres", "sockets": sockets, "log": folder / "postgres.log"}
        self._cluster = replace(cluster_of(HERE), careless=True, **files)
        self._queue = replace(broker_of(HERE), socket=folder / "valkey.sock", log=folder / "valkey.log")
        copy_cluster(migrated_cluster(HERE), self._cluster.data)
        self.database, self.broker = Supervisor(), Supervisor()
        self.addresses = {"DATABASE_URL": postgres_url(sockets), "REDIS_URL": valkey_url(self._queue.socket)}

    def start_database(self) -> None:
        start_and_wait(self._cluster.service(), self._cluster.ready, self.database)

    def start_broker(self) -> None:
        start_and_wait(self._queue.service(), self._queue.ready, self.broker)

    def tell(self, *words: str) -> str:
        """What ``restarting.py`` says to that in the end, with these servers."""
        answer = subprocess.run(
            [sys.executable, "-m", "tests.portal.restarting", *words],
            cwd=ROOT, env={**os.environ, **self.addresses, "PORTAL_PROCESS": "web"},
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip().rpartition("\n")[2]


@pytest.fixture
def servers() -> Iterator[OwnServers]:
    with scratch_folder(HERE) as folder:
        servers = OwnServers(folder)
        try:
            servers.start_database()
            servers.start_broker()
            yield servers
        finally:
            servers.broker.stop()
            servers.database.stop()


def test_restarts_of_database_and_broker_lose_no_submitted_sheet(servers: OwnServers) -> None:
    worker = RankingWorker(**servers.addresses).start()
    try:
        servers.tell("submit", "3")

        servers.database.stop()
        servers.start_database()
        servers.tell("submit", "2")
        assert servers.tell("wait") == "5"

        servers.broker.stop()
        servers.tell("submit", "2")
        servers.start_broker()
        servers.tell("sweep")
        assert servers.tell("wait") == "7"
    finally:
        worker.stop()


def test_a_running_presentation_outlives_a_restart_of_everything(servers: OwnServers) -> None:
    """Each ``tell`` is a web process of its own. Clock, attendance and the open desk are as they were."""
    called = time.monotonic()
    cookie, shown = servers.tell("present").split()
    servers.broker.stop()
    servers.database.stop()
    servers.start_database()
    servers.start_broker()

    same, changed, phase, talked, present = servers.tell("look", cookie, shown).split()

    assert (same, changed, phase, present) == ("304", "200", "questions", "1")
    assert 0 < int(talked) <= 1 + time.monotonic() - called
