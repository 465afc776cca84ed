"""Nobody learns what others gave: data that could leak are stored, and every address is asked by every role."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from notices.models import Notice
from reviews.models import Assignment
from reviews.ranking import bring_up_to_date
from reviews.services.counter import raise_version
from tests.make import make_assignment, make_expert
from tests.portal import permissions as roles
from tests.portal.permissions import EVERYBODY, POSTED
from tests.portal.test_permissions import NAMES, Scene
from tests.reviews.build import submit

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = ("31.7", "17.9", "别人的评语")
"""Marks and words of a colleague that stand nowhere else."""
MARKS = {"B1": "31.7", "C1": "17.9", "E": "3.3"}
SORTED = ("", "?sort=-spread", "?sort=total", "?sort=-total", "?sort=-area-C", "?sort=rank")
ASKED = {
    "reviews:ranking": SORTED,
    "reviews:ranking-file": SORTED,
    "reviews:ranking-history": ("", "?page=2"),
    "reviews:ranking-compare": ("", "?from=0"),
    "reviews:what-if": ("", "?sort=-total"),
    "reviews:analysis": tuple(
        f"?tab={tab}" for tab in ("areas", "experts", "reliability", "borderline", "sensitivity", "bumps")
    ),
    "reviews:queue": ("", "?show=open", "?show=submitted", "?q=1", "?by=indicator", "?by=indicator&code=B1"),
    "reviews:sheets": ("", "?show=open", "?show=submitted", "?q=1"),
    "reviews:sheets-file": ("", "?show=submitted"),
    "reviews:board": ("", "?view=tiles", "?sort=-scored", "?state=accepted"),
    "reviews:cases": ("", "?show=open", "?show=all"),
    "reviews:assignments": ("", "?show=short"),
    "reviews:verification": ("", "?show=open", "?show=doubted"),
    "reviews:discussion-live": ("", "?page=1"),
    "search": ("", "?q=B1", "?q=status:submitted", "?q=expert:@me"),
}
"""Sorts, filters and tabs of the pages that have them; every other address is asked as it is."""
GET = [name for name in NAMES if name not in POSTED and name != "account_logout"]


def colleague_of(scene: Scene) -> Assignment:
    return make_assignment(scene.submission, make_expert(scene.round))


def rank(scene: Scene) -> None:
    with transaction.atomic():
        raise_version(scene.round.pk, cause="verify")
    bring_up_to_date(scene.round.pk)


def reader_of(scene: Scene, role: str) -> Client:
    client = Client()
    if role != roles.ANONYMOUS:
        client.force_login(scene.people[role])
    return client


def text_of(answer: Any) -> str:
    """What a person can read of an answer: a page, a text file or the cells of a workbook."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    if zipfile.is_zipfile(io.BytesIO(content)):
        book = load_workbook(io.BytesIO(content))
        cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
        return " ".join(str(value) for value in cells if value is not None)
    return content.decode(errors="replace") + str(answer.headers)


def everything_read_by(client: Client, scene: Scene) -> Iterator[tuple[str, str]]:
    for name in GET:
        url = reverse(name, kwargs=dict(scene.parameters(name)))
        for query in ASKED.get(name, ("",)):
            yield f"{name}{query}", text_of(client.get(url + query))


def every_refusal_read_by(client: Client, scene: Scene) -> Iterator[tuple[str, str]]:
    """What comes back from every act that is sent empty, and what the next page says of them all."""
    for name in sorted(POSTED - {"account_logout"}):
        url = reverse(name, kwargs=dict(scene.parameters(name)))
        yield f"POST {name}", text_of(client.post(url))
    yield "what was said of them", text_of(client.get("/"))


def tells_a_secret(text: str) -> list[str]:
    return [secret for secret in SECRETS if re.search(rf"(?<![\d.]){re.escape(secret)}0?(?!\d)", text)]


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_no_address_tells_any_role_what_an_expert_gave_before_all_sheets_are_in(role: str) -> None:
    scene = Scene()
    submit(colleague_of(scene), MARKS, comment="别人的评语")
    rank(scene)

    client = reader_of(scene, role)
    told = {
        (where, secret)
        for read in (everything_read_by, every_refusal_read_by)
        for where, text in read(client, scene)
        for secret in tells_a_secret(text)
    }

    assert told == set()


EXPERTS_PAGES = [name for name in GET if name.startswith("reviews:") and roles.EXPERT in roles.ALLOWED[name]]


def test_no_page_of_an_expert_changes_when_a_colleague_submits() -> None:
    """Not a number, not a count, not the order, and no more work for the server."""
    scene = Scene()
    colleague, client = colleague_of(scene), reader_of(scene, roles.EXPERT)
    pages = [
        (f"{name}{query}", reverse(name, kwargs=dict(scene.parameters(name))) + query)
        for name in (*EXPERTS_PAGES, "home", "tasks", "task-count", "notices:list", "search", "account")
        for query in ASKED.get(name, ("",))
    ]
    for _warm in range(2):
        before = {name: _plain(client, url) for name, url in pages}

    submit(colleague, MARKS, comment="别人的评语")

    changed = [name for name, url in pages if _plain(client, url) != before[name]]
    assert changed == []


def _plain(client: Client, url: str) -> tuple[list[str], int]:
    """The page without what differs at each reading, and how many queries it took."""
    with CaptureQueriesContext(connection) as captured:
        text = text_of(client.get(url))
    apart = r"'Expires': '[^']*'|\d{1,2}:\d\d"  # when it was read; a file says it to the minute
    same = [re.sub(apart, "", line) for line in text.splitlines() if "csrf" not in line.lower()]
    return same, len(captured)


def test_no_notice_and_no_mail_tells_other_experts_that_a_sheet_is_in() -> None:
    scene = Scene()
    colleague = colleague_of(scene)
    submit(colleague, MARKS, comment="别人的评语")

    told = Notice.objects.exclude(recipient=colleague.expert.user)
    assert [notice.text_zh for notice in told if any(secret in notice.text_zh for secret in SECRETS)] == []
    assert not Notice.objects.filter(recipient=scene.people[roles.EXPERT]).exists()
    assert mail.outbox == []


def test_errors_say_the_same_whether_or_not_a_colleague_has_submitted() -> None:
    scene = Scene()
    colleague, client = colleague_of(scene), reader_of(scene, roles.EXPERT)
    asked = [
        reverse(f"reviews:{name}", args=[scene.round.slug, colleague.pk])
        for name in ("edit-sheet", "sign-sheet", "material", "save-sheet-field", "revise-sheet")
    ]

    def answers() -> list[tuple[int, str]]:
        found = [client.post(url, {"name": "B1:mark", "base": "", "text": "1"}) for url in asked]
        return [(answer.status_code, re.sub("csrf[^>]*", "", answer.content.decode())) for answer in found]

    before = answers()
    submit(colleague, MARKS, comment="别人的评语")

    assert answers() == before
    assert {status for status, _text in before} <= {404, 405}
