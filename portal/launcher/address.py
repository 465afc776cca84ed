"""Where the web server listens, and what to say when that is not possible."""

import os
import socket

from .locks import FileLock
from .paths import Layout
from .say import Failure

DEFAULT_PORT = 8000
HOST = "127.0.0.1"


def wanted_port() -> int:
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Failure(f"PORT={text} is not a port number")
    return int(text)


def address_of(port: int) -> str:
    return f"http://localhost:{port}/"


def listen(port: int) -> socket.socket:
    """The open socket is handed to the web server: nobody can take the port in between."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind((HOST, port))
        line.listen(256)
    except OSError as error:
        line.close()
        raise Failure(
            f"Port {port} cannot be used: {error.strerror}.\nChoose another one: PORT={port + 1} script/server"
        ) from error
    return line


def refuse_taken(layout: Layout) -> None:
    """Fail early, before any work, when the start could only fail late."""
    claim_server(layout).release()
    listen(wanted_port()).close()


def claim_server(layout: Layout) -> FileLock:
    """One server to a checkout. The lock names the running one's address."""
    lock = FileLock(layout.locks / "server")
    if not lock.try_take():
        running = lock.read()
        lock.release()
        raise Failure(
            f"The portal already runs from here: {running}\nStop it first, with Ctrl-C where it was started."
        )
    return lock
