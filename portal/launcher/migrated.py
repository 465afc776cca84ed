"""A cluster in which all migrations have run, kept for the next tests: migrating outlasts most of them."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from .environment import PRODUCT, python_of
from .locks import alone
from .paths import DATABASE, Layout, postgres_url
from .places import account_of, hand_over, prepare_places
from .run import run_logged
from .scratch import copy_cluster, scratch_folder
from .servers import cluster_of, start_and_wait
from .stamps import digest_of
from .supervisor import Supervisor

PREFIX = "tests-postgres-"
TEMPLATE = DATABASE
"""The database in it that tests copy theirs from."""


def migrated_cluster(layout: Layout) -> Path:
    """Its data folder, made anew when a migration or a package has changed. Nobody may start it: it is copied."""
    prepare_places(layout)
    wanted = layout.servers / f"{PREFIX}{_digest(layout)[:16]}"
    with alone(layout.locks / "tests-postgres", "Waiting for another command to migrate the tests' database …"):
        if not wanted.exists():
            for outdated in layout.servers.glob(f"{PREFIX}*"):
                shutil.rmtree(outdated, ignore_errors=True)
            _make(layout, wanted)
    return wanted


def _digest(layout: Layout) -> str:
    return digest_of(layout.checkout, [layout.checkout / PRODUCT, *_migrations(layout.checkout)])


def _migrations(checkout: Path) -> Iterator[Path]:
    for package in checkout.glob("*/migrations"):
        yield from package.glob("*.py")


def _make(layout: Layout, wanted: Path) -> None:
    with scratch_folder(layout) as folder:
        sockets = folder / "run"
        sockets.mkdir(mode=0o700)
        hand_over(sockets, account_of(layout))
        own = replace(cluster_of(layout), data=folder / "postgres", sockets=sockets, log=folder / "postgres.log")
        cluster = replace(own, careless=True)
        cluster.make()
        supervisor = Supervisor()
        try:
            start_and_wait(cluster.service(), cluster.ready, supervisor)
            cluster.create_database()
            run_logged(
                [python_of(layout), "manage.py", "migrate", "--verbosity=0"],
                log=layout.log("tests-migrate"),
                cwd=layout.checkout,
                env={**os.environ, "DATABASE_URL": postgres_url(sockets)},
                failure="The tests' database could not be migrated",
            )
        finally:
            supervisor.stop()
        copy_cluster(cluster.data, wanted)
