"""Who may do what at the same time. A lock ends with the process that holds it, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .say import tell


class FileLock:
    """An advisory lock on a file of its own. The file may carry a word for those who find it taken."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._handle = file.open("a+")

    def try_take(self) -> bool:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def take(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def share(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def release(self) -> None:
        self._handle.close()

    def write(self, word: str) -> None:
        self._handle.truncate(0)
        self._handle.write(word)
        self._handle.flush()
        os.fsync(self._handle.fileno())

    def read(self) -> str:
        self._handle.seek(0)
        return self._handle.read()


@contextmanager
def alone(file: Path, meanwhile: str) -> Iterator[FileLock]:
    """Hold the lock; say ``meanwhile`` when somebody else has to finish first."""
    lock = FileLock(file)
    try:
        if not lock.try_take():
            tell(meanwhile)
            lock.take()
        yield lock
    finally:
        lock.release()
