"""The real PostgreSQL and Valkey, started and stopped."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import environ
import psycopg
import pytest
from kombu import Connection

from portal.launcher.paths import Layout, postgres_url, valkey_url
from portal.launcher.servers import cluster_of, servers_running

pytestmark = pytest.mark.slow


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> Iterator[Layout]:
    """A checkout with a space in its path that everyone may enter, and no servers of one's own."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        checkout = Path(folder) / "a checkout"
        checkout.mkdir()
        yield Layout(checkout, os.getuid())


def ask(layout: Layout, question: str) -> object:
    config = environ.Env.db_url_config(postgres_url(layout.sockets))
    with psycopg.connect(
        host=config["HOST"], dbname=config["NAME"], user=config["USER"], autocommit=True
    ) as connection:
        answer = connection.execute(question)
        return answer.fetchone() if answer.description else None


def test_servers_answer_keep_their_data_and_leave_nothing_running(layout: Layout) -> None:
    with servers_running(layout):
        ask(layout, "CREATE TABLE kept AS SELECT 81 AS pilots")
        assert Connection(valkey_url(layout.valkey_socket)).ensure_connection(max_retries=1)
    assert not cluster_of(layout).ready()

    with servers_running(layout):
        assert ask(layout, "SELECT pilots FROM kept") == (81,)
    assert list(layout.sockets.iterdir()) == []


def test_a_second_command_joins_the_servers_of_the_first(layout: Layout) -> None:
    program = (
        "from pathlib import Path\n"
        "from portal.launcher.paths import Layout\n"
        "from portal.launcher.servers import servers_running\n"
        f"with servers_running(Layout(Path({str(layout.checkout)!r}), {layout.uid})): print('joined')"
    )
    with servers_running(layout):
        started = ask(layout, "SELECT pg_postmaster_start_time()")
        second = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

        assert (second.stdout, second.stderr) == ("joined\n", "")
        assert ask(layout, "SELECT pg_postmaster_start_time()") == started


def test_a_process_number_that_is_somebody_elses_does_not_keep_the_server_down(layout: Layout) -> None:
    with servers_running(layout):
        pass
    (layout.servers / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    with servers_running(layout):
        assert ask(layout, "SELECT 1") == (1,)
