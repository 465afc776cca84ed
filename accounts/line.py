"""A line with few places: first come, first served, but who is in a hurry goes before all others."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Line:
    """``places`` at once. Who has waited for ``patience`` seconds goes on without one."""

    def __init__(self, places: int, patience: float) -> None:
        self.free, self.patience = places, patience
        self._own = Lock()
        self._hurried: deque[Lock] = deque()
        self._others: deque[Lock] = deque()

    @contextmanager
    def place(self, *, hurried: bool = False) -> Iterator[None]:
        has_place = self._enter(self._hurried if hurried else self._others)
        try:
            yield
        finally:
            if has_place:
                self._leave()

    def _enter(self, waiting: deque[Lock]) -> bool:
        """Whether there was a place in time."""
        turn = Lock()
        with self._own:
            if self.free:
                self.free -= 1
                return True
            turn.acquire()
            waiting.append(turn)
        if turn.acquire(timeout=self.patience):
            return True
        with self._own:
            if turn in waiting:
                waiting.remove(turn)
                return False
        return True  # somebody has left for it meanwhile

    def _leave(self) -> None:
        """The place goes to whoever is next: nobody wakes who has to wait on."""
        with self._own:
            waiting = self._hurried or self._others
            if waiting:
                waiting.popleft().release()
            else:
                self.free += 1
