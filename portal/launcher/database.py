"""What the database needs before the site can run: its tables and, in the embedded one, a demonstration."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .environment import python_of
from .paths import Layout
from .run import run_logged
from .say import step, tell
from .stamps import Stamp, digest_of


@dataclass(frozen=True)
class Login:
    role: str
    username: str
    password: str


def prepare_database(layout: Layout) -> list[Login]:
    """Bring the tables up to date. Returns the logins that the demonstration brings."""
    if os.environ.get("DATABASE_URL"):
        _manage(layout, "migrate", "Bringing your database up to date")
        tell("  a database of your own gets no demonstration: script/manage load_demo, if you want one")
        return []
    stamp = _stamp(layout)
    if not stamp.fresh():
        _manage(layout, "migrate", "Making the tables")
        _manage(layout, "load_demo", "Loading the pilot cities, the 2023 round and the demonstration accounts")
        stamp.write()
    return _demo_accounts(layout)


def _stamp(layout: Layout) -> Stamp:
    """Fresh while the cluster is the same and the migrations are."""
    root = layout.checkout
    sources = [
        root / "requirements.txt",
        *root.glob("*/migrations/*.py"),
        *root.glob("*/management/commands/load_demo.py"),
    ]
    cluster = (layout.servers / "postgres" / "PG_VERSION").stat().st_mtime_ns
    return Stamp(layout.stamps / "database", digest_of(root, sources, str(cluster)))


def _manage(layout: Layout, command: str, what: str) -> None:
    with step(what):
        run_logged(
            [python_of(layout), "manage.py", command],
            log=layout.log(f"manage-{command}"),
            cwd=layout.checkout,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            failure=f"manage.py {command} failed",
        )


def _demo_accounts(layout: Layout) -> list[Login]:
    argv: list[str | Path] = [python_of(layout), "manage.py", "demo_accounts", "--json"]
    answer = subprocess.run(argv, cwd=layout.checkout, check=False, capture_output=True, text=True)
    if answer.returncode != 0:
        tell(f"The demonstration's logins could not be read:\n{answer.stderr.strip()}")
        return []
    return [Login(**entry) for entry in json.loads(answer.stdout)]
