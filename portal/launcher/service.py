"""One long-running program: how it is started, how it is asked to end, and that nothing of it stays."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .run import as_account

PR_SET_PDEATHSIG = 1
LARGEST_LOG = 5_000_000


@dataclass(frozen=True)
class Service:
    """What is run. ``account`` is whom it runs as when that is not who started it."""

    name: str
    argv: Sequence[str | os.PathLike[str]]
    log: Path
    cwd: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    """Seconds between asking it to end and ending it."""
    account: pwd.struct_passwd | None = None
    pass_fds: Sequence[int] = ()
    foundation: bool = False
    """Others work on it: it is stopped when they have."""


def spawn(service: Service) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, so that Ctrl-C in the terminal reaches the launcher only.

    It is told to stop when the launcher itself dies, however that happens.
    """
    _trim(service.log)
    with service.log.open("ab") as log:
        return subprocess.Popen(
            service.argv,
            cwd=service.cwd,
            env=service.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=service.pass_fds,
            start_new_session=True,
            preexec_fn=_die_with_parent(service.stop_signal),
            **as_account(service.account),
        )


def ask_to_stop(process: subprocess.Popen[bytes], service: Service) -> None:
    if process.poll() is None:
        process.send_signal(service.stop_signal)


def see_off(process: subprocess.Popen[bytes], service: Service) -> None:
    """Wait for one that was asked to stop, insist after its patience, and leave no child of it behind."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=service.patience)
    clear(process)


def clear(process: subprocess.Popen[bytes]) -> None:
    """Kill whatever is left of its session, itself included."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Linux only; elsewhere a launcher that is killed leaves its children running."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))

    return ask


def _trim(log: Path) -> None:
    """Keep one old log: nobody reads further back, and disks are finite."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
