"""A program of the set-up shows that it lives, and a failed one why it failed."""

import re
import sys
from pathlib import Path

import pytest

from portal.launcher import run
from portal.launcher.say import Failure


def test_a_long_step_tells_what_it_is_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "SIGN_OF_LIFE", 0.5)
    program = "import time; print('first'); print('second', flush=True); time.sleep(1)"

    run.run_logged([sys.executable, "-c", program], log=tmp_path / "it.log", cwd=tmp_path, failure="It failed")

    assert re.match(r"  still at it after \d s: second\n", capsys.readouterr().err)


def test_a_failed_step_ends_with_the_end_of_its_log(tmp_path: Path) -> None:
    program = "import sys; print('\\n'.join(map(str, range(100)))); sys.exit(3)"
    log = tmp_path / "logs" / "it.log"

    with pytest.raises(Failure) as failure:
        run.run_logged([sys.executable, "-c", program], log=log, cwd=tmp_path, failure="It failed")

    said = str(failure.value).splitlines()
    assert said[0] == f"It failed (exit code 3). The end of {log}:"
    assert said[1:] == [str(number) for number in range(75, 100)]
