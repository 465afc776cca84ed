"""The portal's own processes: the web server, the workers and the clock."""

import os
import socket

from .environment import python_of
from .paths import Layout
from .service import Service

RANKING, FILES, MAIL, DEFAULT = "ranking", "files", "mail", "default"


def web(layout: Layout, line: socket.socket) -> Service:
    """Two processes of 32 threads on the socket that the launcher opened."""
    reload = ["--reload"] if debugging() else []
    return _service(
        layout,
        "web",
        [
            "-m", "gunicorn", "portal.wsgi", "--bind", f"fd://{line.fileno()}", "--worker-class", "gthread",
            "--workers", "2", "--threads", "32", "--graceful-timeout", "5", "--no-control-socket", *reload,
        ],
        line,
        DATABASE_POOL="1",
        **production_static(),
    )  # fmt: skip


def workers(layout: Layout) -> list[Service]:
    """The ranking has a worker of its own: slow work never makes it wait. So have files and letters."""
    return [_worker(layout, queue, processes=1) for queue in (RANKING, FILES, MAIL, DEFAULT)]


def beat(layout: Layout) -> Service:
    schedule = layout.var / "beat-schedule"
    return _service(
        layout, "beat", ["-m", "celery", "-A", "portal", "beat", "--schedule", str(schedule), "--pidfile="]
    )


def debugging() -> bool:
    """With ``DEBUG=1`` pages and scripts are read afresh; otherwise the site runs as in production."""
    return os.environ.get("DEBUG", "0").lower() not in {"", "0", "false", "no", "off"}


def production_static() -> dict[str, str]:
    return {} if debugging() else {"STATIC_MANIFEST": "1"}


def _worker(layout: Layout, queue: str, *, processes: int) -> Service:
    """Alone on its broker: it need not look for others, nor tell them that it lives."""
    return _service(
        layout,
        f"worker-{queue}",
        [
            "-m", "celery", "-A", "portal", "worker", "--queues", queue, "--concurrency", str(processes),
            "--prefetch-multiplier", "1", "--hostname", f"{queue}@%h", "--loglevel", "info",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
    )  # fmt: skip


def _service(
    layout: Layout, name: str, argv: list[str], line: socket.socket | None = None, **switches: str
) -> Service:
    kind = name.partition("-")[0]
    return Service(
        name=name,
        argv=[python_of(layout), *argv],
        log=layout.log(name),
        cwd=layout.checkout,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PORTAL_PROCESS": kind, **switches},
        pass_fds=[line.fileno()] if line else [],
    )
