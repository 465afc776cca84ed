"""What cities wait for: their home, every form, the secretariat's board of them; and files on their way in."""

import base64
import http.client
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from benchmarks.filing_data import Filing, build_filing
from benchmarks.lines import Line
from benchmarks.pages import measure_page, reader
from benchmarks.serving import Memory, web_server
from cities.models import Evidence, Upload
from cities.questionnaire import FORMS
from tests.worker import RankingWorker

MOST_MS, MOST_QUERIES = 60.0, 15
"""For the home of a city, every form and the board, at 81 and at 1,000 cities."""

LARGE = 1024 * 1024 * 1024
MOST_GROWTH = 80.0
"""Megabytes that the web server's process may grow by while the large file comes in."""

AT_ONCE, SMALL = 20, 4 * 1024 * 1024
PATIENCE = 240
"""Seconds for the worker to join and check what has arrived."""


def measure(filing: Filing, cities: int) -> list[Line]:
    lines: list[Line] = []
    for name, client, address in _pages(filing):
        lines += measure_page(f"{name}, {cities:,} cities", client, address, MOST_MS, MOST_QUERIES)
    return lines


def _pages(filing: Filing) -> Iterator[tuple[str, Client, str]]:
    slug, city, leader = filing.round.slug, reader(filing.member), reader(filing.secretariat)
    yield "home of a city", city, reverse("cities:overview", args=[slug])
    for form in FORMS:
        page = reverse("cities:form", args=[slug, form.slug]) if form.tables else ""
        yield f"form {form.code}", city, page or reverse("cities:statement", args=[slug, "A1"])
    board = reverse("reviews:board", args=[slug])
    yield "board", leader, board
    yield "board, filtered and sorted", leader, f"{board}?batch=2012&sort=-complete"


def measure_uploads(filing: Filing) -> list[Line]:
    """One file of 1 GB, then many at once, by the protocol of the page, into a real web server and its worker."""
    with _portal(filing) as (city, memory_of_web, memory_of_worker):
        began = time.perf_counter()
        large = city.send("统计台账.txt", LARGE)
        stored = time.perf_counter() - began
        web = memory_of_web.growth()
        checked = _checked([large])
        lines = [
            Line("Files coming in", "1 GB in parts: growth of the web process", web, MOST_GROWTH, "MB"),
            Line("Files coming in", "1 GB in parts: growth of the worker", memory_of_worker.growth(), None, "MB"),
            Line("Files coming in", "1 GB in parts: until the last part is stored", stored, None, "s"),
            Line("Files coming in", "1 GB in parts: refused or lost", 1 - checked, 0.0, "files"),
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            keys = list(pool.map(lambda n: city.send(f"附件{n}.txt", SMALL, n), range(AT_ONCE)))
        failed = AT_ONCE - _checked(keys)
        return [*lines, Line("Files coming in", f"{AT_ONCE} files at once: failed", failed, 0.0, "files")]


@contextmanager
def _portal(filing: Filing) -> Iterator[tuple["Sender", Memory, Memory]]:
    """A web server and a worker with the limits raised, and a store that is gone afterwards."""
    with TemporaryDirectory(prefix="benchmark-files-") as store:
        limits = {"MEDIA_ROOT": store, "EVIDENCE_MAX_MB": "1100", "EVIDENCE_MAX_CITY_MB": "4096"}
        worker = RankingWorker(pool="prefork", queues="files", **limits).start()
        try:
            with web_server(workers=1, **limits) as (port, pid):
                sender = Sender(filing.round.slug, port, _known_by(filing.member))
                _checked([sender.send("热身.txt", SMALL, -1)])
                assert worker.process
                yield sender, Memory(pid), Memory(worker.process.pid)
        finally:
            worker.stop()
            worker.log.unlink(missing_ok=True)


def _checked(keys: list[str]) -> int:
    """How many of the uploads have become checked evidence; waits as long as any is on its way."""
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        found = Upload.objects.filter(key__in=keys, evidence__state=Evidence.State.CHECKED).count()
        if found == len(keys):
            return found
        time.sleep(0.1)
    return found


@dataclass(frozen=True)
class Sender:
    """A browser of the city's member that hands in files by tus."""

    slug: str
    port: int
    known_by: dict[str, str]

    def send(self, name: str, size: int, number: int = 0) -> str:
        """The upload's key; empty if it failed, said on the standard error."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            where = self._begin(connection, name, size)
            line = f"{number},2022-06,1234.5\n".encode()  # text wherever it is cut
            part = (line * (settings.EVIDENCE_CHUNK_BYTES // len(line) + 1))[: settings.EVIDENCE_CHUNK_BYTES]
            for offset in range(0, size, len(part)):
                self._ask(connection, "PATCH", where, part[: size - offset], {"Upload-Offset": str(offset)})
        except (OSError, http.client.HTTPException, RuntimeError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return ""
        finally:
            connection.close()
        return where.rstrip("/").rpartition("/")[2]

    def _begin(self, connection: http.client.HTTPConnection, name: str, size: int) -> str:
        said = {"filename": name, "kind": Evidence.Kind.STATISTICS.value}
        words = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
        where = reverse("cities:uploads", args=[self.slug])
        headers = {"Upload-Length": str(size), "Upload-Metadata": words}
        return self._ask(connection, "POST", where, b"", headers)

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        where: str,
        data: bytes,
        headers: dict[str, str],
    ) -> str:
        """The address that the answer names."""
        connection.request(method, where, data, {**self.known_by, **headers})
        answer = connection.getresponse()
        said = answer.read()
        if answer.status not in (201, 204):
            raise RuntimeError(f"{method} {where}: {answer.status} {said[:200].decode(errors='replace')}")
        return answer.headers.get("Location", "")


def _known_by(user: User) -> dict[str, str]:
    """What a browser sends of somebody who is signed in."""
    session, token = reader(user).cookies[settings.SESSION_COOKIE_NAME].value, "b" * 32
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={token}",
        "X-CSRFToken": token,
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
    }


def measure_all(sizes: tuple[int, ...]) -> list[Line]:
    lines: list[Line] = []
    for cities in sizes:
        filing = build_filing(cities)
        lines += measure(filing, cities)
    return lines + measure_uploads(filing)
