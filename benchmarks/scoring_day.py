"""The day on which everybody scores: 16 connections that sign, and 60 experts at a real web server.

Every expert has opened a sheet, types into a comment of it every 2 s, and hands a finished sheet in at the same
moment as all others, three times in a minute. Nothing may fail, be lost or be stored twice.
"""

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, percentile
from benchmarks.serving import ROOT, environment, web_server
from benchmarks.submitting import fresh_worker
from reviews.models import Score, ScoreSheet, ScoreSheetVersion

PROCESSES, THREADS = 2, 8
WARM = 10 * PROCESSES * THREADS
"""Signatures before the clock runs: ten for each connection."""
EXPERTS, SECONDS, EVERY = 60, 60.0, 2.0
SUBMITS_AT = (15.0, 35.0, 55.0)
"""Seconds at which all experts hand in one sheet."""
TOKEN = "b" * 32
TYPE, SIGN = "type", "sign"
NEEDED = 1 + 2 * len(SUBMITS_AT)
"""Open sheets that each expert needs: one to type into, one for each moment of two days."""


def measure_rate(built: BuiltRound) -> list[Line]:
    """Signatures a second on 16 connections of two processes, each of which has signed some before."""
    every = [[s.pk, s.edit_version, built.experts[0].user.pk] for s in built.open_sheets]
    warm, rows = every[:WARM], every[WARM:]
    outcomes = sign_at_once(
        [rows[n::PROCESSES] for n in range(PROCESSES)],
        threads=THREADS,
        warm=[warm[n::PROCESSES] for n in range(PROCESSES)],
    )
    rate = len(rows) / max(outcome["seconds"] for outcome in outcomes)
    refused = sum(outcome["refused"] for outcome in outcomes)
    what = f"{len(rows)} sheets at {PROCESSES * THREADS} connections"
    return [
        Line("Submitting", f"{what}: between two signatures", 1000 / rate, 1000 / 150),
        Line("Submitting", f"{what}: refused", refused, 0.0, unit="sheets"),
    ]


Sheet = Sequence[int]
"""Its number, the edit version at which it is signed, and who signs."""


def sign_at_once(
    shares: Sequence[Sequence[Sheet]], *, threads: int, warm: Sequence[Sequence[Sheet]] = ()
) -> list[dict[str, Any]]:
    """Each share in a process of its own, all beginning together once they have signed what they warm up with."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.signing"],
            cwd=ROOT, env=environment(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _share in shares
    ]  # fmt: skip
    for process, share, first in zip(processes, shares, warm or [[] for _share in shares], strict=True):
        _tell(process, json.dumps({"warm": first, "sheets": share, "threads": threads}))
    for process in processes:
        _line(process)
    for process in processes:
        _tell(process, "go")
    outcomes = [json.loads(_line(process)) for process in processes]
    for process in processes:
        process.communicate()
    return outcomes


def _tell(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()


@dataclass
class Person:
    """One expert in a browser of their own."""

    cookie: str
    typing: str
    name: str
    signing: Sequence[tuple[str, int]]
    text: str = ""
    taken: dict[str, list[float]] = field(default_factory=lambda: {TYPE: [], SIGN: []})
    failures: list[str] = field(default_factory=list)


def measure_day(built: BuiltRound, *, within: float = 0.0) -> list[Line]:
    """With the worker that rebuilds the ranking meanwhile. ``within`` so many seconds of a moment all sign."""
    people = _people(built)
    worker = fresh_worker()
    try:
        with web_server() as (port, _pid), ThreadPoolExecutor(len(people)) as pool:
            list(pool.map(lambda person: _open(person, port), people))  # all are at their desks
            began = time.perf_counter() + 1
            list(pool.map(lambda person: _day(person, port, began, within), people))
        worker.wait_until_built(built.round)
    finally:
        worker.stop()
    typing, signing = ([value for person in people for value in person.taken[what]] for what in (TYPE, SIGN))
    taken = typing + signing
    failures = [failure for person in people for failure in person.failures]
    when = f"within {within:.0f} s" if within else "at the same moment"
    what = f"{len(people)} experts for {SECONDS:.0f} s, signing {when}"
    for failure in failures[:5]:
        print(failure, file=sys.stderr)
    return [
        Line("Scoring day", f"{what}: {len(taken)} requests, p95", percentile(taken, 0.95), 150.0),
        Line("Scoring day", f"{what}: {len(typing)} times a field is saved, p95", percentile(typing, 0.95)),
        Line("Scoring day", f"{what}: signatures, p50", percentile(signing, 0.5)),
        Line("Scoring day", f"{what}: signatures, slowest", max(signing)),
        Line("Scoring day", f"{what}: errors", len(failures), 0.0, unit="requests"),
        Line("Scoring day", f"{what}: texts lost", _lost(people), 0.0, unit="texts"),
        Line("Scoring day", f"{what}: sheets lost or signed twice", _doubled(people, built), 0.0, unit="sheets"),
    ]


def _people(built: BuiltRound) -> list[Person]:
    people = []
    for expert in built.experts[:EXPERTS]:
        client = Client()
        client.force_login(expert.user)
        drafts = ScoreSheet.objects.filter(assignment__expert=expert, state="draft").order_by("pk")[:NEEDED]
        own = list(drafts.select_related("assignment"))[: 1 + len(SUBMITS_AT)]
        score = Score.objects.filter(sheet=own[0]).select_related("indicator").order_by("pk")[0]
        base = f"/reviews/{built.round.slug}/sheets"
        people.append(
            Person(
                cookie=client.cookies[settings.SESSION_COOKIE_NAME].value,
                typing=f"{base}/{own[0].assignment_id}/field/",
                name=f"{score.indicator.code}:comment",
                signing=[(f"{base}/{sheet.assignment_id}/sign/", sheet.edit_version) for sheet in own[1:]],
                text=score.comment,
            )
        )
    return people


def _open(person: Person, port: int) -> None:
    """The page in which they type."""
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    browser.request("GET", person.typing.removesuffix("field/"), headers={"Cookie": _cookie(person)})
    answer = browser.getresponse()
    answer.read()
    browser.close()
    if answer.status != 200:
        raise RuntimeError(f"{person.typing}: {answer.status}")


def _cookie(person: Person) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={person.cookie}; csrftoken={TOKEN}"


def _day(person: Person, port: int, began: float, within: float) -> None:
    """Its own connection, kept open as a browser does.

    What is sent is put together before its moment: the time of sixty browsers is not taken from the server.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        signing = list(zip(SUBMITS_AT, person.signing, strict=True))
        turns = int(SECONDS / EVERY)
        share = hash(person.cookie) % 100 / 100
        offset = EVERY * share
        for turn in range(turns):
            due = began + turn * EVERY + offset
            while signing and began + signing[0][0] + within * share <= due:
                moment, (address, edit_version) = signing.pop(0)
                sent = _request(person, address, {"edit_version": edit_version})
                _send(line, person, SIGN, began + moment + within * share, sent, b"302")
            text = f"第 {turn} 次修改评语。"
            sent = _request(person, person.typing, {"name": person.name, "base": person.text, "text": text})
            if _send(line, person, TYPE, due, sent, b"200"):
                person.text = text


def _request(person: Person, address: str, data: dict[str, Any]) -> bytes:
    form = urlencode({**data, "csrfmiddlewaretoken": TOKEN}).encode()
    head = (
        f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {_cookie(person)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    return head.encode() + form


def _send(line: socket.socket, person: Person, what: str, due: float, sent: bytes, expect: bytes) -> bool:
    time.sleep(max(0.0, due - time.perf_counter()))
    began = time.perf_counter()
    line.sendall(sent)
    head, content = _answer(line)
    person.taken[what].append((time.perf_counter() - began) * 1000)
    if head.split(b" ", 2)[1] == expect and b"/accounts/login/" not in head:
        return True
    words = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", content.decode(errors="replace")))
    person.failures.append(f"{what}: {head[:40].decode()} {words[:200]}")
    return False


def _answer(line: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of one answer, which names its length."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(line)
    head, content = got.split(b"\r\n\r\n", 1)
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    assert length, head
    while len(content) < int(length[1]):
        content += _more(line)
    return head, content


def _more(line: socket.socket) -> bytes:
    part = line.recv(65536)
    if not part:
        raise ConnectionError("The server has closed the connection.")
    return part


def _lost(people: Sequence[Person]) -> int:
    """Texts that the server said it had and does not."""
    return sum(
        not Score.objects.filter(
            sheet__assignment=int(person.typing.split("/")[-3]),
            indicator__code=person.name.partition(":")[0],
            comment=person.text,
        ).exists()
        for person in people
    )


def _doubled(people: Sequence[Person], built: BuiltRound) -> int:
    signed = [int(address.split("/")[-3]) for person in people for address, _version in person.signing]
    versions = ScoreSheetVersion.objects.filter(sheet__assignment__in=signed, number=1, to_version=None)
    return (
        abs(len(signed) - versions.count())
        + ScoreSheetVersion.objects.filter(sheet__assignment__in=signed, number__gt=1).count()
    )
