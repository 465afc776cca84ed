"""What the launcher tells the person in front of it: short lines, with timings, as things happen."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Failure(Exception):
    """It cannot go on; the text says why, and what to do about it."""


STARTED_AT = "PORTAL_STARTED_AT"


def mark_start() -> None:
    """In the environment, because the script becomes another program on its way."""
    os.environ[STARTED_AT] = str(time.time())


def seconds_since_start() -> float:
    return time.time() - float(os.environ[STARTED_AT])


def tell(text: str) -> None:
    """One line about progress. On the error stream, so that a command's own output stays clean."""
    print(text, file=sys.stderr, flush=True)


def announce(text: str) -> None:
    """One line that was asked for: an address, a login, a summary."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what begins, and how long it took."""
    tell(f"{text} …")
    started = time.monotonic()
    yield
    tell(f"  done in {time.monotonic() - started:.1f} s")
