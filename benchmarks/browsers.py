"""Many browsers in one thread, each with a connection of its own.

The thread sleeps unless something is due or arrives: sixty of them are hardly a load beside the server that is
measured.
"""

import heapq
import re
import selectors
import socket
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

PATIENCE = 30.0
"""Seconds without any answer after which the measurement is given up."""


@dataclass(frozen=True)
class Act:
    """What is sent at a moment, and the status that is expected."""

    what: str
    due: float
    """As ``time.perf_counter()`` tells it."""
    sent: bytes
    expect: int


Acts = Generator[Act, bool, None]
"""One act after the other, each told whether the one before went well."""


@dataclass
class Spent:
    """What became of the acts of one browser: milliseconds by what was done, and what went wrong."""

    taken: Mapping[str, list[float]]
    failures: list[str] = field(default_factory=list)


@dataclass
class _Browser:
    """At most one request is on its way. The next one is put together as soon as the answer is there."""

    line: socket.socket
    acts: Acts
    spent: Spent
    act: Act
    sent_at: float = 0.0
    got: bytes = b""

    def send(self) -> None:
        self.sent_at, self.got = time.perf_counter(), b""
        self.line.sendall(self.act.sent)

    def receive(self) -> bool:
        """Whether the answer is there as a whole."""
        part = self.line.recv(65536)
        if not part:
            raise ConnectionError("The server has closed the connection.")
        self.got += part
        head, content = self._answer()
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        if content is None:
            return False
        assert length, head
        if len(content) < int(length[1]):
            return False
        self.spent.taken[self.act.what].append((time.perf_counter() - self.sent_at) * 1000)
        return True

    def has_more(self) -> bool:
        """Whether there is a next act, which follows from how this one went."""
        head, content = self._answer()
        went_well = int(head.split(b" ", 2)[1]) == self.act.expect and b"/accounts/login/" not in head
        if not went_well:
            words = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", (content or b"").decode(errors="replace")))
            self.spent.failures.append(f"{self.act.what}: {head[:40].decode()} {words[:200]}")
        try:
            self.act = self.acts.send(went_well)
        except StopIteration:
            return False
        return True

    def _answer(self) -> tuple[bytes, bytes | None]:
        """Head and content as far as they are there; no content before the head is whole."""
        head, blank, content = self.got.partition(b"\r\n\r\n")
        return head, content if blank else None


def spend(port: int, days: Sequence[tuple[Acts, Spent]]) -> None:
    """Everybody's acts at their moments, on connections to this machine."""
    waiting: list[tuple[float, int]] = []
    browsers, on_their_way = [], 0
    with selectors.DefaultSelector() as lines:
        for number, (acts, spent) in enumerate(days):
            line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            browsers.append(_Browser(line, acts, spent, next(acts)))
            lines.register(line, selectors.EVENT_READ, number)
            heapq.heappush(waiting, (browsers[number].act.due, number))
        while waiting or on_their_way:
            pause = waiting[0][0] - time.perf_counter() if waiting else PATIENCE
            arrived = lines.select(max(0.0, pause))
            if not arrived and not waiting:
                raise TimeoutError(f"{on_their_way} requests were not answered within {PATIENCE:.0f} s.")
            for key, _events in arrived:
                browser = browsers[key.data]
                if browser.receive():
                    on_their_way -= 1
                    if browser.has_more():
                        heapq.heappush(waiting, (browser.act.due, key.data))
            while waiting and waiting[0][0] <= time.perf_counter():
                browsers[heapq.heappop(waiting)[1]].send()
                on_their_way += 1
    for browser in browsers:
        browser.line.close()
