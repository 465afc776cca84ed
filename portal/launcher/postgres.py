"""The embedded PostgreSQL: how its cluster is made, served and, after a killed launcher, ended."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .paths import DATABASE, POSTGRES_PORT
from .places import hand_over
from .run import run_logged
from .say import Failure
from .service import Service

OPTIONS = {
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "150",
    "timezone": "UTC",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For data that is thrown away: tests."""


@dataclass(frozen=True)
class Cluster:
    """One data folder and the socket it is served on. Root runs it as another account."""

    data: Path
    sockets: Path
    log: Path
    programs: Path
    account: pwd.struct_passwd | None
    careless: bool = False

    def make(self) -> None:
        """Create the data folder with its database, whole or not at all."""
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        hand_over(draft, self.account)
        self._run(
            "initdb", "--pgdata", draft, "--username", DATABASE, "--auth=trust", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
            *(["--no-sync"] if self.careless else []),
        )  # fmt: skip
        draft.rename(self.data)

    def service(self) -> Service:
        place = {"unix_socket_directories": _quoted(self.sockets)}
        options = OPTIONS | place | (CARELESS if self.careless else {})
        return Service(
            name="PostgreSQL",
            argv=[self.programs / "postgres", "-D", self.data, *_settings(options)],
            log=self.log,
            cwd=self.data,
            stop_signal=signal.SIGINT,  # SIGTERM would wait for the clients, for ever
            patience=20,
            account=self.account,
            foundation=True,
        )

    def ready(self) -> bool:
        argv: list[str | Path] = [self.programs / "pg_isready", "--quiet", *self._address()]
        return subprocess.run(argv, check=False).returncode == 0

    def create_database(self) -> None:
        """The portal's database is there. Ask when the server is ready."""
        argv: list[str | Path] = [self.programs / "createdb", *self._address(), "--username", DATABASE, DATABASE]
        answer = subprocess.run(argv, check=False, capture_output=True, text=True)
        if answer.returncode != 0 and "already exists" not in answer.stderr:
            raise Failure(f"The database could not be made: {answer.stderr.strip()}")

    def check_version(self) -> None:
        """A newer major version of PostgreSQL does not read the data of an older one."""
        made_by = (self.data / "PG_VERSION").read_text().strip()
        here = subprocess.run(
            [self.programs / "postgres", "--version"], check=True, capture_output=True, text=True
        )
        if f" {made_by}." not in here.stdout:
            raise Failure(
                f"{self.data} was made by PostgreSQL {made_by}, here is {here.stdout.strip()}.\n"
                "Move the folder away to begin with an empty database."
            )

    def end_orphan(self) -> None:
        """Stop what a killed launcher left, and forget a process number that is somebody else's now.

        Only the holder of the servers' lock may ask this: nobody else runs them then.
        """
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        _end_postgres(int(lock.read_text().split()[0]))
        lock.unlink(missing_ok=True)
        (self.sockets / f".s.PGSQL.{POSTGRES_PORT}.lock").unlink(missing_ok=True)

    def _address(self) -> list[str]:
        return ["--host", str(self.sockets), "--port", str(POSTGRES_PORT)]

    def _run(self, program: str, *arguments: str | Path) -> None:
        run_logged(
            [self.programs / program, *arguments],
            log=self.log.with_name(f"{self.log.stem}-{program}.log"),
            cwd=self.data.parent,
            account=self.account,
            failure="The database could not be made",
        )


def _settings(options: Mapping[str, str]) -> list[str]:
    return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]


def _quoted(folder: Path) -> str:
    """As one item of a list: a comma in the path separates nothing."""
    return '"{}"'.format(str(folder).replace('"', '""'))


def _end_postgres(pid: int) -> None:
    deadline = time.monotonic() + 20
    while _is_postgres(pid) and time.monotonic() < deadline:
        os.kill(pid, signal.SIGINT)
        time.sleep(0.2)


def _is_postgres(pid: int) -> bool:
    """Asked of the kernel where it answers: a bare Linux has no ``ps``."""
    if Path("/proc/self/comm").exists():
        comm = Path(f"/proc/{pid}/comm")
        return comm.exists() and comm.read_text().strip() == "postgres"
    answer = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return Path(answer.stdout.strip()).name == "postgres"
