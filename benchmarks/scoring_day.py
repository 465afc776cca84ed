"""The day on which everybody scores: 16 connections that sign, and 60 experts at a real web server.

Every expert has opened a sheet and signed another one; then the minute begins. They type into a comment every 2 s,
and hand a finished sheet in at the same moment as all others, three times. Nothing may fail, be lost or be stored
twice.
"""

import http.client
import json
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

from benchmarks.browsers import Act, Acts, Spent, spend
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
ONE_DAY = 1 + len(SUBMITS_AT)
"""Sheets that an expert signs on one day: the first before the minute begins, one at each moment."""
NEEDED = 1 + 2 * ONE_DAY
"""Open sheets that each expert needs: one to type into, and those of two days."""


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
    spent: Spent = field(default_factory=lambda: Spent({TYPE: [], SIGN: []}))


def measure_day(built: BuiltRound, *, within: float = 0.0) -> list[Line]:
    """With the worker that rebuilds the ranking meanwhile. ``within`` so many seconds of a moment all sign."""
    people = _people(built)
    worker = fresh_worker()
    try:
        with web_server() as (port, _pid), ThreadPoolExecutor(len(people)) as pool:
            list(pool.map(lambda person: _arrive(person, port), people))
            began = time.perf_counter() + 1
            spend(port, [(_day(person, began, within), person.spent) for person in people])
        worker.wait_until_built(built.round)
    finally:
        worker.stop()
    typing, signing = ([value for person in people for value in person.spent.taken[what]] for what in (TYPE, SIGN))
    taken = typing + signing
    failures = [failure for person in people for failure in person.spent.failures]
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
        own = list(drafts.select_related("assignment"))[: 1 + ONE_DAY]
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


def _arrive(person: Person, port: int) -> None:
    """They open the page in which they will type, and sign their first sheet: the portal has been at work."""
    address, edit_version = person.signing[0]
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    browser.request("GET", person.typing.removesuffix("field/"), headers={"Cookie": _cookie(person)})
    _expect(browser, 200)
    form = urlencode({"edit_version": edit_version, "csrfmiddlewaretoken": TOKEN})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    browser.request("POST", address, form, {"Cookie": _cookie(person)} | kind)
    _expect(browser, 302)
    browser.close()


def _expect(browser: http.client.HTTPConnection, status: int) -> None:
    answer = browser.getresponse()
    answer.read()
    if answer.status != status:
        raise RuntimeError(f"{answer.status} instead of {status}")


def _cookie(person: Person) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={person.cookie}; csrftoken={TOKEN}"


def _day(person: Person, began: float, within: float) -> Acts:
    """What is sent is put together before its moment."""
    signing = list(zip(SUBMITS_AT, person.signing[1:], strict=True))
    turns = int(SECONDS / EVERY)
    share = hash(person.cookie) % 100 / 100
    offset = EVERY * share
    for turn in range(turns):
        due = began + turn * EVERY + offset
        while signing and began + signing[0][0] + within * share <= due:
            moment, (address, edit_version) = signing.pop(0)
            sent = _request(person, address, {"edit_version": edit_version})
            yield Act(SIGN, began + moment + within * share, sent, 302)
        text = f"第 {turn} 次修改评语。"
        typed = {"name": person.name, "base": person.text, "text": text}
        sent = _request(person, person.typing, typed, accept="application/json")
        if (yield Act(TYPE, due, sent, 200)):
            person.text = text


def _request(person: Person, address: str, data: dict[str, Any], *, accept: str = "text/html") -> bytes:
    """As a browser sends it."""
    form = urlencode({**data, "csrfmiddlewaretoken": TOKEN}).encode()
    head = (
        f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {_cookie(person)}\r\nAccept: {accept}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    return head.encode() + form


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
