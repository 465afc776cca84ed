"""The embedded servers together: started by the first who needs them, shared by all, stopped by the last.

They are for those who bring none: ``DATABASE_URL`` and ``REDIS_URL`` name servers of one's own.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .locks import FileLock
from .paths import Layout
from .places import account_of, prepare_places
from .postgres import Cluster
from .programs import postgres_programs, valkey_program
from .run import tail
from .say import Failure, step
from .service import Service
from .supervisor import Supervisor
from .valkey import Broker

LONGEST_START = 60.0


def cluster_of(layout: Layout, *, careless: bool = False) -> Cluster:
    return Cluster(
        data=layout.servers / "postgres",
        sockets=layout.sockets,
        log=layout.log("postgres"),
        programs=postgres_programs(layout),
        account=account_of(layout),
        careless=careless,
    )


def broker_of(layout: Layout) -> Broker:
    return Broker(socket=layout.valkey_socket, log=layout.log("valkey"), program=valkey_program())


def make_servers(layout: Layout) -> None:
    """Their folders and an empty database are there. The caller holds the servers' lock."""
    prepare_places(layout)
    if os.environ.get("DATABASE_URL"):
        return
    cluster = cluster_of(layout)
    if not cluster.data.exists():
        with step("Making an empty database"):
            cluster.make()
    cluster.check_version()


def start_servers(layout: Layout, supervisor: Supervisor) -> None:
    """Both answer when this returns. The caller holds the servers' lock."""
    if not os.environ.get("DATABASE_URL"):
        _start_postgres(cluster_of(layout), supervisor)
    if not os.environ.get("REDIS_URL"):
        broker = broker_of(layout)
        start_and_wait(broker.service(), broker.ready, supervisor)


def start_and_wait(service: Service, ready: Callable[[], bool], supervisor: Supervisor) -> None:
    process = supervisor.start(service)
    deadline = time.monotonic() + LONGEST_START
    while not ready():
        _refuse_the_dead(service, process)
        if time.monotonic() > deadline:
            raise Failure(f"{service.name} did not answer in {LONGEST_START:g} s. Log: {service.log}")
        time.sleep(0.05)


@contextmanager
def servers_running(layout: Layout) -> Iterator[None]:
    """The servers answer for as long as this lasts, whoever started them."""
    users = FileLock(layout.locks / "servers-in-use")
    owner = FileLock(layout.locks / "servers")
    try:
        users.share()
        if _mine(layout, owner):
            with _own_servers(layout, users):
                yield
        else:
            yield
    finally:
        owner.release()
        users.release()


def _mine(layout: Layout, owner: FileLock) -> bool:
    """Whether they are ours to start: False once somebody else's answer."""
    while not owner.try_take():
        if _answering(layout):
            return False
        time.sleep(0.1)
    return True


@contextmanager
def _own_servers(layout: Layout, users: FileLock) -> Iterator[None]:
    supervisor = Supervisor()
    try:
        make_servers(layout)
        start_servers(layout, supervisor)
        try:
            yield
        finally:
            users.take()  # not before those who joined are through
    finally:
        supervisor.stop()


def _start_postgres(cluster: Cluster, supervisor: Supervisor) -> None:
    cluster.end_orphan()
    start_and_wait(cluster.service(), cluster.ready, supervisor)
    cluster.create_database()


def _answering(layout: Layout) -> bool:
    database = bool(os.environ.get("DATABASE_URL")) or cluster_of(layout).ready()
    return database and (bool(os.environ.get("REDIS_URL")) or broker_of(layout).ready())


def _refuse_the_dead(service: Service, process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        raise Failure(f"{service.name} did not start. The end of {service.log}:\n{tail(service.log)}")
