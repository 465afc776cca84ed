"""The embedded Valkey: the broker of the tasks. It forgets when it stops; the database does not."""

import socket
from dataclasses import dataclass
from pathlib import Path

from .service import Service

OPTIONS = ["--port", "0", "--unixsocketperm", "700", "--save", "", "--appendonly", "no", "--daemonize", "no"]


@dataclass(frozen=True)
class Broker:
    socket: Path
    log: Path
    program: Path

    def service(self) -> Service:
        return Service(
            name="Valkey",
            argv=[self.program, *OPTIONS, "--unixsocket", self.socket, "--dir", self.socket.parent],
            log=self.log,
            cwd=self.socket.parent,
            foundation=True,
        )

    def ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False
