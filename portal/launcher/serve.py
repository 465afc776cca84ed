"""``script/server``: everything up, watched, and down again without a trace."""

import http.client
import os
import signal
import socket
import time
from types import FrameType

from .address import HOST, address_of, claim_server, listen, wanted_port
from .assets import build_assets
from .database import Login, prepare_database
from .locks import alone
from .paths import Layout
from .processes import beat, web, workers
from .say import Failure, announce, seconds_since_start, step, tell
from .servers import make_servers, start_servers
from .static import collect_static
from .supervisor import Supervisor
from .words import compile_words

LOOK_EVERY = 0.3
LONGEST_START = 90.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""SIGINT too: a shell makes what it starts in the background deaf to it."""


def serve(layout: Layout, arguments: list[str]) -> int:
    """Run until Ctrl-C or SIGTERM. Every process that it started is gone when it returns."""
    if arguments:
        raise Failure("script/server takes no arguments. PORT=8001 script/server listens elsewhere.")
    for number in ENDING:
        signal.signal(number, _interrupt)
    lock, port = claim_server(layout), wanted_port()
    try:
        with listen(port) as line:
            lock.write(f"{address_of(port)} (process {os.getpid()})")
            _set_up(layout)
            with alone(layout.locks / "servers", "Waiting for another command to leave the servers …"):
                _run(layout, line, port)
    except KeyboardInterrupt:
        tell("Stopped.")
    finally:
        lock.release()
    return 0


def _set_up(layout: Layout) -> None:
    with alone(layout.locks / "setup", "Waiting for another command to finish its set-up …"):
        build_assets(layout)
        compile_words(layout)


def _run(layout: Layout, line: socket.socket, port: int) -> None:
    """Returns only by an exception, and not before everything has stopped."""
    supervisor = Supervisor()
    try:
        logins = _start_foundations(layout, supervisor)
        _start_portal(layout, supervisor, line, port)
        _welcome(layout, port, logins)
        _watch(supervisor)
    finally:
        _stop(supervisor)


def _start_foundations(layout: Layout, supervisor: Supervisor) -> list[Login]:
    make_servers(layout)
    with step("Starting PostgreSQL and Valkey"):
        start_servers(layout, supervisor)
    logins = prepare_database(layout)
    collect_static(layout)
    return logins


def _start_portal(layout: Layout, supervisor: Supervisor, line: socket.socket, port: int) -> None:
    """The pages first: on two cores the workers that load beside them would make people wait for twice as long."""
    with step("Starting the web server, the workers and the clock"):
        os.environ.setdefault("PUBLIC_URL", address_of(port))
        supervisor.start(web(layout, line))
        _wait_for_page(supervisor, port)
        for service in (*workers(layout), beat(layout)):
            supervisor.start(service)


def _wait_for_page(supervisor: Supervisor, port: int) -> None:
    """Until the first page is answered; a page that fails is an answer too, and said."""
    deadline = time.monotonic() + LONGEST_START
    while (status := _status(port)) is None and time.monotonic() < deadline:
        supervisor.look_after()
    if status is None or status >= 500:
        tell(f"  the first page answers with {status or 'nothing'}: see the log of the web server")


def _status(port: int) -> int | None:
    connection = http.client.HTTPConnection(HOST, port, timeout=3)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _welcome(layout: Layout, port: int, logins: list[Login]) -> None:
    announce(f"\nThe portal is up after {seconds_since_start():.1f} s: {address_of(port)}\n")
    if logins:
        announce("Demonstration accounts:")
        width = max(len(login.username) for login in logins)
        for login in logins:
            announce(f"  {login.username:<{width}}  {login.password}  {login.role}")
    announce(f"\nLogs: {layout.var / 'log'}    Ctrl-C stops everything.")


def _watch(supervisor: Supervisor) -> None:
    while True:
        time.sleep(LOOK_EVERY)
        supervisor.look_after()


def _stop(supervisor: Supervisor) -> None:
    """Not to be interrupted: each process has its own limit, and then it is ended."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    tell("Stopping …")
    supervisor.stop()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
