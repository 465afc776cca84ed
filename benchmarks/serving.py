"""The portal's own web server beside the benchmark, as it is run for people, and the memory that it takes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def environment(**more: str) -> dict[str, str]:
    """The benchmark's own database for processes beside this one."""
    found = connection.settings_dict
    host, name = str(found["HOST"]), found["NAME"]
    user, port = f"{found['USER']}:{found['PASSWORD']}", found["PORT"] or 5432
    on_socket = host.startswith("/")
    address = (
        f"postgres://{user}@:{port}/{host}/{name}" if on_socket else f"postgres://{user}@{host}:{port}/{name}"
    )
    return {**os.environ, "DATABASE_URL": address, "PORTAL_PROCESS": "web", "LOG_LEVEL": "ERROR", **more}


@contextmanager
def web_server(*, workers: int = 2, **more: str) -> Iterator[tuple[int, int]]:
    """Its port and the number of its first process; ``workers`` processes of 32 threads."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "portal.wsgi", "--worker-class", "gthread", "--workers", str(workers),
        "--threads", "32", "--bind", f"127.0.0.1:{port}", "--keep-alive", "30", "--log-level", "error",
    ]  # fmt: skip
    own = environment(DATABASE_POOL="1", **more)
    process = subprocess.Popen(command, cwd=ROOT, env=own, start_new_session=True)
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _attempt in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not come up")


class Memory:
    """How much a process and those that it started have grown, at their peak, since this was made."""

    def __init__(self, pid: int) -> None:
        self.before = {one: _megabytes(one, "VmRSS") for one in [pid, *_started_by(pid)]}
        for one in self.before:
            Path(f"/proc/{one}/clear_refs").write_text("5")  # the peak is counted from now on

    def growth(self) -> float:
        """Megabytes, of the one that grew most of those that are still there."""
        there = {one: before for one, before in self.before.items() if Path(f"/proc/{one}/status").exists()}
        return max(_megabytes(one, "VmHWM") - before for one, before in there.items())


def _started_by(pid: int) -> list[int]:
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [grandchild for child in found for grandchild in _started_by(child)]


def _megabytes(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024
