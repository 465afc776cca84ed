"""Servers and files for one run, thrown away after it: tests and benchmarks."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from .paths import Layout, postgres_url, reachable, server_account, valkey_url
from .places import account_of, hand_over
from .servers import broker_of, cluster_of, start_and_wait
from .supervisor import Supervisor


@contextmanager
def scratch_postgres(layout: Layout, *, careless: bool, like: Path | None = None) -> Iterator[str]:
    """The address of a PostgreSQL of one's own, empty or a copy of the stopped one whose data folder is ``like``.

    Careless: fast, and lost with the power.
    """
    with scratch_folder(layout) as folder, _supervised() as supervisor:
        sockets = folder / "run"
        sockets.mkdir(mode=0o700)
        hand_over(sockets, account_of(layout))
        own = replace(cluster_of(layout), data=folder / "postgres", sockets=sockets, log=folder / "postgres.log")
        cluster = replace(own, careless=careless)
        if like is None:
            cluster.make()
        else:
            copy_cluster(like, cluster.data)
        start_and_wait(cluster.service(), cluster.ready, supervisor)
        cluster.create_database()
        yield postgres_url(sockets)


@contextmanager
def scratch_valkey(layout: Layout) -> Iterator[str]:
    """The address of an empty Valkey of one's own."""
    with scratch_folder(layout) as folder, _supervised() as supervisor:
        broker = replace(broker_of(layout), socket=folder / "valkey.sock", log=folder / "valkey.log")
        start_and_wait(broker.service(), broker.ready, supervisor)
        yield valkey_url(broker.socket)


@contextmanager
def scratch_folder(layout: Layout) -> Iterator[Path]:
    """A folder with a short path, which the servers' account can enter when root makes it."""
    folder = Path(tempfile.mkdtemp(prefix="pcr-", dir=_shared_place(layout)))
    try:
        folder.chmod(0o755 if layout.uid == 0 else 0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _shared_place(layout: Layout) -> str:
    """The usual temporary folder, unless its path is unfit for a socket or closed to the servers' account."""
    usual = tempfile.gettempdir()
    unfit = len(os.fsencode(usual)) > 60 or "," in usual
    closed = layout.uid == 0 and not reachable(Path(usual), server_account())
    return "/tmp" if unfit or closed else usual  # noqa: S108 - mkdtemp makes its own folder there


@contextmanager
def _supervised() -> Iterator[Supervisor]:
    supervisor = Supervisor()
    try:
        yield supervisor
    finally:
        supervisor.stop()


def copy_cluster(data: Path, to: Path) -> None:
    """A stopped cluster, with its owner and rights; whole or not at all."""
    draft = to.with_name(f"{to.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    subprocess.run(["cp", "-a", data, draft], check=True)
    draft.rename(to)
