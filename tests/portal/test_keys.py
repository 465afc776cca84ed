"""Secrets that are made once, whoever asks first."""

import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier

from portal.keys import kept_secret


def test_all_who_ask_at_once_read_the_same_and_only_the_owner_may(tmp_path: Path) -> None:
    file, numbers, all_there = tmp_path / "new" / "secret", count(), Barrier(8)

    def ask(_number: int) -> str:
        all_there.wait()
        return kept_secret(file, lambda: f"secret {next(numbers)}")

    with ThreadPoolExecutor(8) as people:
        read = set(people.map(ask, range(8)))

    assert read == {file.read_text()}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [found.name for found in file.parent.iterdir()] == ["secret"]
