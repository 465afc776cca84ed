"""Processes are restarted when they die and gone when they are stopped."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.launcher.service import Service
from portal.launcher.supervisor import Supervisor

PARENT_OF_A_STUBBORN_CHILD = """
import os, pathlib, signal, time
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    pathlib.Path("child").write_text(str(os.getpid()))
time.sleep(60)
"""


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop()


def service(folder: Path, program: str, *, foundation: bool = False) -> Service:
    argv = [sys.executable, "-c", program]
    return Service(name="it", argv=argv, log=folder / "it.log", cwd=folder, foundation=foundation)


def wait_for(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Not gone, and not a corpse that waits for its parent either."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_dead_process_is_started_again_and_the_person_is_told(
    tmp_path: Path, supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    note = "import os, time; open('pids', 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
    supervisor.start(service(tmp_path, note))
    pids = tmp_path / "pids"
    wait_for(lambda: pids.exists() and pids.read_text().count("\n") == 1)

    os.kill(int(pids.read_text()), signal.SIGKILL)

    def restarted() -> bool:
        supervisor.look_after()
        return pids.read_text().count("\n") == 2

    wait_for(restarted)
    assert f"it died (signal 9); again in 0.5 s. Log: {tmp_path / 'it.log'}" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_stopping_leaves_no_child_of_a_child(tmp_path: Path) -> None:
    supervisor = Supervisor()
    process = supervisor.start(service(tmp_path, PARENT_OF_A_STUBBORN_CHILD))
    child = tmp_path / "child"
    wait_for(lambda: child.exists() and child.read_text() != "")

    supervisor.stop()

    wait_for(lambda: not alive(int(child.read_text())) and not alive(process.pid))


def test_what_others_work_on_stops_when_they_have(tmp_path: Path) -> None:
    supervisor = Supervisor()
    for name, foundation in {"database": True, "broker": True, "web": False}.items():
        program = (
            "import pathlib, signal, sys, time\n"
            "def stop(*_):\n"
            f"    time.sleep({0 if foundation else 0.2})\n"
            f"    open('stopped', 'a').write('{name} ')\n"
            "    sys.exit()\n"
            "signal.signal(signal.SIGTERM, stop)\n"
            f"pathlib.Path('{name}').touch()\n"
            "time.sleep(60)"
        )
        supervisor.start(service(tmp_path, program, foundation=foundation))
        wait_for((tmp_path / name).exists)

    supervisor.stop()

    assert (tmp_path / "stopped").read_text() == "web broker database "
