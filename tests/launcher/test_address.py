"""What is said when the site cannot listen where it should."""

import os
import socket
from pathlib import Path

import pytest

from portal.launcher.address import claim_server, listen, wanted_port
from portal.launcher.paths import Layout
from portal.launcher.say import Failure


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Failure, match=f"Port {port} cannot be used.*\n.*PORT={port + 1} script/server"):
            listen(port)


def test_a_port_is_free_again_when_its_socket_is_closed() -> None:
    with listen(0) as line:
        port = line.getsockname()[1]

    listen(port).close()


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "8000 "])
def test_a_port_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)

    with pytest.raises(Failure, match="is not a port number"):
        wanted_port()


def test_a_second_server_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    layout = Layout(tmp_path, os.getuid())
    first = claim_server(layout)
    first.write("http://localhost:8000/ (process 1)")

    with pytest.raises(Failure, match=r"already runs from here: http://localhost:8000/ \(process 1\)"):
        claim_server(layout)

    first.release()
    claim_server(layout).release()
