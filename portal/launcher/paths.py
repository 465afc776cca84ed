"""Where the embedded servers keep their data and listen, computed alike by everyone who asks.

The launcher makes these places; settings only need the addresses. Both follow from the checkout and
the user, so that no file has to carry them from one to the other.
"""

import contextlib
import hashlib
import os
import pwd
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

NAME = "pilot-city-review"
DATABASE = "portal"
POSTGRES_PORT = 5432
LONGEST_SOCKET_PATH = 107
"""Bytes; the kernel's ``sun_path`` holds 108 with the closing zero."""

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Layout:
    """The places of one checkout, for one user."""

    checkout: Path
    uid: int

    @cached_property
    def tag(self) -> str:
        """A short name that differs between checkouts and between users."""
        key = f"{self.checkout}\0{self.uid}".encode()
        return f"{NAME}-{hashlib.sha256(key).hexdigest()[:10]}"

    @cached_property
    def var(self) -> Path:
        """What this checkout made: logs, collected assets, uploads, the key."""
        return self.checkout / "var"

    def log(self, name: str) -> Path:
        return self.var / "log" / f"{name}.log"

    @property
    def locks(self) -> Path:
        return self.var / "locks"

    @property
    def stamps(self) -> Path:
        return self.var / "stamps"

    @cached_property
    def shut_out(self) -> bool:
        """As root, the user that PostgreSQL runs as cannot reach the checkout."""
        return self.uid == 0 and not reachable(self.checkout, server_account())

    @cached_property
    def servers(self) -> Path:
        """The servers' data: in ``var/``, or outside where PostgreSQL's user cannot reach that."""
        return Path("/var/tmp") / self.tag if self.shut_out else self.var  # noqa: S108 - places.py checks whose it is

    @cached_property
    def sockets(self) -> Path:
        """The folder of both sockets: beside the data, unless clients could not name it.

        The kernel limits a socket's path, and PostgreSQL's clients take a comma for the end of a host.
        """
        beside = self.servers / "run"
        longest = beside / f".s.PGSQL.{POSTGRES_PORT}"
        if len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH and "," not in str(beside):
            return beside
        return Path("/tmp") / self.tag  # noqa: S108 - places.py checks whose it is

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def secret_key(self) -> str:
        """Made by the first who asks and readable by nobody else; two at once agree on one."""
        file = self.var / "secret_key"
        if not file.exists():
            self.var.mkdir(exist_ok=True)
            fresh = file.with_name(f"secret_key.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48))
            with contextlib.suppress(FileExistsError):
                os.link(fresh, file)
            fresh.unlink()
        return file.read_text()


def postgres_url(sockets: Path) -> str:
    """The server that listens in that folder, as django-environ reads it."""
    return f"postgres://{DATABASE}@:{POSTGRES_PORT}/{quote(str(sockets))}/{DATABASE}"


def valkey_url(socket: Path) -> str:
    """The server that listens there, as Celery reads it. (redis-py says ``unix`` for ``redis+socket``.)"""
    return f"redis+socket://{quote(str(socket))}"


def server_account() -> pwd.struct_passwd:
    """Who PostgreSQL runs as when root starts it: it refuses root itself."""
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def reachable(folder: Path, account: pwd.struct_passwd) -> bool:
    """Every folder on the way lets the account pass. Group rights are not counted on."""
    return all(_enterable(place, account) for place in (folder, *folder.parents))


def _enterable(place: Path, account: pwd.struct_passwd) -> bool:
    status = place.stat()
    return bool(status.st_mode & 0o001) or (status.st_uid == account.pw_uid and bool(status.st_mode & 0o100))


HERE = Layout(CHECKOUT, os.getuid())


def runtime_dir() -> Path:
    """Where the portal keeps its own files when no setting says otherwise."""
    return HERE.var


def database_url() -> str:
    """The embedded PostgreSQL."""
    return postgres_url(HERE.sockets)


def broker_url() -> str:
    """The embedded Valkey."""
    return valkey_url(HERE.valkey_socket)


def secret_key() -> str:
    """The key of this installation, made once. A production site sets ``SECRET_KEY`` instead."""
    return HERE.secret_key()
