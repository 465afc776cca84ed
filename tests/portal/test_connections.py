"""A web process has few connections to the database: who waits for a slow line holds none of them."""

import base64
import http.client
import select
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.connections import AT_ONCE, LINE, SHORT, HeldForWorkOnly
from accounts.models import User
from benchmarks.serving import web_server
from portal.settings import POOL
from reviews.services.desks import lock_desk
from tests.make import make_city_member, make_round, make_submission
from tests.reviews.build import make_desk, make_evidence

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Line = http.client.HTTPConnection

MORE = POOL + 3
PART = 4096
FILE = 40 * 1024 * 1024
"""Bytes: more than lie on a line that nobody reads."""


@pytest.fixture
def portal(tmp_path) -> Iterator[int]:
    with web_server(workers=1, MEDIA_ROOT=str(tmp_path)) as (port, _pid):
        yield port


def cookie_of(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    token = "b" * 32
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={token}",
        "X-CSRFToken": token,
    }


def seconds_of_a_page(port: int, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    browser.request("GET", "/", headers=headers)
    answer = browser.getresponse()
    answer.read()
    browser.close()
    assert answer.status == 200
    return time.perf_counter() - began


def begin(
    port: int, method: str, address: str, headers: dict[str, str], first: bytes
) -> http.client.HTTPConnection:
    """Announce a whole part and send its first half."""
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    browser.putrequest(method, address)
    for name, value in {**headers, "Content-Length": str(2 * len(first))}.items():
        browser.putheader(name, value)
    browser.endheaders()
    browser.send(first)
    return browser


def finish(browser: Line, rest: bytes) -> int:
    browser.send(rest)
    return answered(browser)


def test_pages_are_answered_while_many_files_arrive_slowly(portal: int) -> None:
    submission = make_submission(make_round())
    known = cookie_of(make_city_member(submission.city)) | {"Tus-Resumable": "1.0.0"}
    where = f"/cities/{submission.round.slug}/evidence/uploads/"
    name = base64.b64encode("台账.txt".encode()).decode()
    kind = base64.b64encode(b"statistics").decode()
    slow = []
    for _number in range(MORE):
        browser = http.client.HTTPConnection("127.0.0.1", portal, timeout=30)
        announced = {"Upload-Length": str(2 * PART), "Upload-Metadata": f"filename {name},kind {kind}"}
        browser.request("POST", where, b"", known | announced)
        answer = browser.getresponse()
        answer.read()
        browser.close()
        assert answer.status == 201, answer.status
        place = answer.headers["Location"]
        part = known | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        slow.append(begin(portal, "PATCH", place, part, b"a" * PART))
    time.sleep(1)

    took = seconds_of_a_page(portal, known)

    assert took < 10  # a connection that nobody gives back is waited for for twenty seconds
    assert [finish(browser, b"b" * PART) for browser in slow] == [204] * MORE


@pytest.mark.parametrize("size", [PART, SHORT], ids=["short", "long"])
def test_pages_are_answered_while_many_forms_arrive_slowly(portal: int, size: int) -> None:
    """A short one is read before anything else, a long one once its sender is known."""
    known = cookie_of(make_city_member(make_submission(make_round()).city))
    form = known | {"Content-Type": "application/x-www-form-urlencoded"}
    half = b"theme=dark&next=/&more=" + b"x" * size
    slow = [begin(portal, "POST", "/theme/", form, half) for _number in range(MORE)]
    time.sleep(1)

    took = seconds_of_a_page(portal, known)

    assert took < 10
    assert [finish(browser, b"y" * len(half)) for browser in slow] == [302] * MORE


def test_a_form_is_answered_while_others_wait_for_a_lock(portal: int) -> None:
    """Those have all places in the line, and whoever comes next does not wait for them."""
    desk = make_desk()
    known = cookie_of(desk.expert.user) | {"Content-Type": "application/x-www-form-urlencoded"}
    with transaction.atomic():
        lock_desk(desk.pk)
        waiting = [
            sent(portal, f"/reviews/{desk.round.slug}/sheets/{desk.pk}/field/", known, f"name=B1:comment&text={n}")
            for n in range(AT_ONCE)
        ]
        time.sleep(1)
        themes = [answered(sent(portal, "/theme/", known, "theme=dark&next=/")) for _number in range(2 * AT_ONCE)]
        assert not any(select.select([browser.sock], [], [], 0)[0] for browser in waiting)

    assert themes == [302] * len(themes)
    assert sorted(answered(browser) for browser in waiting) == [200, *[409] * (AT_ONCE - 1)]


def test_an_act_that_fails_gives_its_place_in_the_line_back(rf: RequestFactory) -> None:
    def fail(request: HttpRequest) -> HttpResponse:
        assert LINE.free == AT_ONCE - 1
        raise RuntimeError

    rf.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    form = rf.post("/theme/", "theme=dark", content_type="application/x-www-form-urlencoded")
    for _number in range(AT_ONCE + 1):
        with pytest.raises(RuntimeError):
            HeldForWorkOnly(fail)(form)
    assert LINE.free == AT_ONCE


@pytest.mark.parametrize(
    ("address", "kind", "is_known"),
    [
        ("/theme/", "application/x-www-form-urlencoded", False),
        ("/accounts/login/", "application/x-www-form-urlencoded", True),
        ("/theme/", "multipart/form-data; boundary=b", True),
    ],
    ids=["stranger", "signing in", "with files"],
)
def test_who_signs_in_and_who_sends_files_passes_by_the_line(
    rf: RequestFactory, address: str, kind: str, is_known: bool
) -> None:
    def look(request: HttpRequest) -> HttpResponse:
        assert LINE.free == AT_ONCE
        return HttpResponse()

    if is_known:
        rf.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert HeldForWorkOnly(look)(rf.post(address, b"", content_type=kind)).status_code == 200


def sent(port: int, address: str, headers: dict[str, str], form: str) -> http.client.HTTPConnection:
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    browser.request("POST", address, form, headers)
    return browser


def answered(browser: http.client.HTTPConnection) -> int:
    answer = browser.getresponse()
    answer.read()
    browser.close()
    return answer.status


def test_pages_are_answered_while_many_files_leave_slowly(portal: int, tmp_path: Path, settings: Any) -> None:
    """Who did nothing for minutes before: then the session is stored after everything else."""
    settings.MEDIA_ROOT = tmp_path
    submission = make_submission(make_round())
    evidence = make_evidence(submission, data=b"%PDF-1.4 " + b"x" * FILE)
    readers = [make_city_member(submission.city) for _number in range(MORE)]
    cookies = [cookie_of(reader) for reader in readers]
    User.objects.update(last_login=timezone.now() - timedelta(minutes=5))
    slow = []
    for known in cookies:
        browser = http.client.HTTPConnection("127.0.0.1", portal, timeout=30)
        browser.request("GET", f"/cities/{submission.round.slug}/evidence/{evidence.pk}/", headers=known)
        slow.append((browser, browser.getresponse()))
    time.sleep(1)

    took = seconds_of_a_page(portal, cookies[0])

    assert took < 10
    assert [len(answer.read()) for _browser, answer in slow] == [evidence.size] * MORE
    for browser, _answer in slow:
        browser.close()
