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
from django.utils import timezone
from openpyxl import load_workbook

from cities.models import Submission
from notices.models import Notice
from reviews.models import Assignment, Case, RankingState
from reviews.queries.blindness import blind_cities
from reviews.queries.ranking import newest_snapshot
from reviews.ranking import bring_advice_up_to_date, bring_up_to_date, standings_of
from reviews.services.counter import raise_version
from rounds.models import Action, Indicator, Role, RoundRole, Stage
from tests.make import (
    make_assignment,
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_scored_city,
    make_stage,
    make_verified,
)
from tests.portal import permissions as roles
from tests.portal.permissions import EVERYBODY, POSTED
from tests.portal.test_permissions import NAMES, Scene
from tests.reports.build import store_build
from tests.reviews.build import make_material, queries_of, recuse, submit
from tests.reviews.onsite import close_revision, hear, make_session

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


class Marking:
    """All sheets are in and the revision window is open: somebody who leads marks 乙市, not 甲市 and not 丙市."""

    OWN = {"B1": "22.5", "C1": "15", "E": "5"}
    THIRD = {"B1": "40.1", "C1": "28.3", "E": "9.1"}
    SPREAD = "17.60"
    """40.1 − 22.5, the widest of 乙市 and of the round."""

    def __init__(self, kind: str) -> None:
        self.round = make_round(everything_open=False)
        everything = {role: list(Action) for role in Role}
        self.window = make_stage(self.round, Stage.Kind.REVIEW, everything)
        make_stage(self.round, Stage.Kind.CASES, everything)
        above, below = {"B1": "44", "C1": "29", "E": "9.5"}, {"B1": "9", "C1": "6", "E": "2"}
        self.above = make_scored_city(self.round, "甲市", above, above, {**above, "B1": "43"}, name_en="Alpha")
        self.city = make_material(self.round, make_city("乙市", name_en="Beta"))
        self.below = make_scored_city(self.round, "丙市", below, below, {**below, "B1": "11"}, name_en="Gamma")
        make_verified(self.city, {"A1": "5", "C1": "10"})
        self.expert = make_expert(self.round)
        self.user = self.expert.user
        RoundRole.objects.create(round=self.round, user=self.user, kind=kind)
        for expert, marks in ((self.expert, self.OWN), (None, MARKS), (None, self.THIRD)):
            submit(make_assignment(self.city, expert or make_expert(self.round)), marks, comment="别人的评语")
        bring_up_to_date(self.round.pk)
        bring_advice_up_to_date(0)
        self.browser = Client()
        self.browser.force_login(self.user)
        self.browser.cookies["django_language"] = "en"

    def close_window(self) -> None:
        Stage.objects.filter(pk=self.window.pk).update(closes_at=timezone.now())

    def totals(self) -> dict[str, str]:
        snapshot = newest_snapshot(self.round)
        assert snapshot
        found = standings_of(snapshot)
        names = {s.city_id: s.city.name_en for s in Submission.objects.filter(round=self.round)}
        return {names[pk]: f"{found.totals[place] / 100:.2f}" for pk, place in found.place.items()}

    def address(self, name: str, *more: object, query: str = "") -> str:
        return reverse(name, args=[self.round.slug, *more]) + query

    def order(self, query: str) -> list[str]:
        """As the ranking lists the cities."""
        page = self.browser.get(self.address("reviews:ranking", query=query))
        return [row.city.name_en for row in page.context["rows"]]

    def addresses(self) -> Iterator[str]:
        """Every page and file that says what cities were given."""
        code, version = self.city.city.gb_code, newest_snapshot(self.round)
        assert version
        at = f"at={version.scores_version}"
        columns = "&".join(f"columns={key}" for key in ("total", "area-B", "indicator-B1", "spread", "divergent",
                                                         "interval", "trend", "marks", "grade"))  # fmt: skip
        for query in ("", "?sort=-spread", "?sort=spread", "?sort=-total", "?sort=divergent", f"?{columns}",
                      f"?batch={self.city.city.batch}"):  # fmt: skip
            for name in ("reviews:ranking", "reviews:ranking-live"):
                yield self.address(name, query=query)
            for ending in ("csv", "xlsx"):
                yield self.address("reviews:ranking-file", ending, query=query)
                yield self.address("reviews:ranking-at-file", ending, query=f"{query or '?'}&{at}")
            yield self.address("reviews:ranking-at", query=f"{query or '?'}&{at}")
        yield self.address("reviews:ranking-city", code)
        yield self.address("reviews:ranking-city-at", code, query=f"?{at}")
        yield self.address("reviews:ranking-history")
        yield self.address("reviews:ranking-compare", query="?from=0")
        yield self.address("reviews:ranking-compare-file", "csv", query="?from=0")
        for tab in ("areas", "experts", "reliability", "borderline", "sensitivity"):
            yield self.address("reviews:analysis", query=f"?tab={tab}")
        yield self.address("reviews:what-if", query="?cell_rule=mean")
        yield self.address("reviews:what-if-file", "csv", query="?cell_rule=mean")
        yield self.address("reports:statistics")
        yield self.address("reports:figures")
        yield self.address("reports:downloads")
        yield self.address("reports:cube")


LEADS = ("chair", "deputy", "secretariat", "observer", "authority")


@pytest.mark.parametrize("kind", LEADS)
def test_who_leads_and_marks_a_city_sees_nothing_of_it_while_its_window_is_open(kind: str) -> None:
    scene = Marking(kind)
    totals = scene.totals()
    secrets = (*SECRETS, "40.1", totals["Beta"], scene.SPREAD, f"{scene.SPREAD[:-1]} B1")

    told = {
        (address, secret)
        for address in scene.addresses()
        for secret in secrets
        if re.search(rf"(?<![\d.]){re.escape(secret)}0?(?!\d)", text_of(scene.browser.get(address)))
    }

    assert told == set()
    page = scene.browser.get(scene.address("reviews:ranking"))
    cells = [{cell.key: cell.text for cell in row.cells} for row in page.context["rows"]]
    shown = [(line["rank"], line["total"], line["spread"], line["grade"]) for line in cells]
    assert shown == [
        ("1", totals["Alpha"], "1.00 B1", "Excellent"),
        ("2", totals["Gamma"], "2.00 B1", "Not qualified"),
        ("–", "–", "–", "Under review"),
    ]
    assert "You mark 1 city yourself" in page.content.decode()
    for key in ("spread", "-spread", "divergent", "-divergent", "total", "-total", "rank", "-rank", "-area-B"):
        assert scene.order(f"?sort={key}")[-1] == "Beta"


@pytest.mark.parametrize("kind", LEADS)
def test_they_see_it_as_all_who_lead_do_once_the_window_has_closed(kind: str) -> None:
    scene = Marking(kind)
    etag = scene.browser.get(scene.address("reviews:ranking")).context["etag"]
    scene.close_window()

    live = scene.browser.get(scene.address("reviews:ranking-live"), headers={"If-None-Match": etag})

    assert live.status_code == 200
    assert scene.totals()["Beta"] in live.content.decode()
    assert scene.order("?sort=-spread")[0] == "Beta"
    assert "31.7" in text_of(scene.browser.get(scene.address("reviews:ranking-city", scene.city.city.gb_code)))


def test_all_others_who_lead_see_the_city_whose_sheets_are_all_in() -> None:
    scene = Marking("chair")
    scene.browser.force_login(make_leader(scene.round, RoundRole.Kind.CHAIR))

    assert scene.totals()["Beta"] in text_of(scene.browser.get(scene.address("reviews:ranking")))
    assert scene.order("?sort=-spread")[0] == "Beta"


def test_no_reason_lets_who_marks_a_city_look_at_it_early() -> None:
    scene = Marking("secretariat")
    make_assignment(scene.city, make_expert(scene.round))
    with transaction.atomic():
        raise_version(scene.round.pk, cause="verify")
    bring_up_to_date(scene.round.pk)
    page = scene.browser.get(scene.address("reviews:ranking-city", scene.city.city.gb_code))
    assert not page.context["may_look"]

    looked = scene.browser.post(
        scene.address("reviews:ranking-look"),
        {"city": scene.city.city.gb_code, "reason": "主管部门询问"},
        follow=True,
    )

    assert scene.totals()["Beta"] not in looked.content.decode()
    assert "31.7" not in looked.content.decode()


def test_builds_with_scores_wait_for_who_marks_a_city() -> None:
    scene = Marking("secretariat")
    build = store_build(scene.round, scene.user)
    file = build.files.get(role="report")
    address = scene.address("reports:build-file", build.number, file.pk)
    assert scene.browser.get(address).status_code == 200

    build.snapshot = newest_snapshot(scene.round)
    build.save()

    assert scene.browser.get(address).status_code == 404
    page = scene.browser.get(scene.address("reports:build", build.number)).content.decode()
    assert "you mark cities yourself" in page
    assert file.name not in page


def test_being_blind_costs_two_queries_and_only_who_marks(scene_of_chair: "Marking") -> None:
    scene = scene_of_chair
    address = scene.address("reviews:ranking-live")
    marking = queries_of(scene.browser, address)
    scene.browser.force_login(make_leader(scene.round, RoundRole.Kind.CHAIR))

    assert marking - queries_of(scene.browser, address) == 2


@pytest.fixture
def scene_of_chair() -> Marking:
    return Marking("chair")


def test_who_marks_a_city_neither_enters_nor_reads_a_colleagues_paper_sheet_of_it() -> None:
    scene = Marking("secretariat")
    colleague = make_assignment(scene.city, make_expert(scene.round))
    address = scene.address("reviews:paper", colleague.pk)

    refused = scene.browser.get(address, follow=True)

    assert refused.redirect_chain == [(scene.address("reviews:sheets"), 302)]
    assert "You mark this city yourself" in refused.content.decode()
    scene.browser.force_login(make_leader(scene.round))
    assert scene.browser.get(address).status_code == 200


def test_blind_are_those_whose_window_is_open_or_whose_own_sheet_does_not_count(scene_of_chair: Marking) -> None:
    scene = scene_of_chair
    round, user, city = scene.round, scene.user, scene.city.city_id
    unsigned = make_assignment(scene.below, scene.expert)

    assert blind_cities(user, round) == {city, scene.below.city_id}
    scene.close_window()
    assert blind_cities(user, round) == {scene.below.city_id}
    recuse(unsigned)
    assert blind_cities(user, round) == set()


def test_nobody_is_blind_once_the_result_is_frozen(scene_of_chair: Marking) -> None:
    RankingState.objects.filter(round=scene_of_chair.round).update(frozen=True)

    assert blind_cities(scene_of_chair.user, scene_of_chair.round) == set()


def test_a_city_whose_session_has_closed_is_seen_though_the_rounds_window_is_open(scene_of_chair: Marking) -> None:
    scene = scene_of_chair
    session = make_session(scene.round, scene.city, experts=[scene.expert])
    assert blind_cities(scene.user, scene.round) == {scene.city.city_id}
    hear(session, by=make_leader(scene.round))
    close_revision(session)

    assert blind_cities(scene.user, scene.round) == set()


def test_a_further_expert_who_leads_reads_no_mark_of_the_case_before_their_own_counts() -> None:
    scene = Marking("chair")
    scene.close_window()
    indicator = Indicator.objects.get(system=scene.round.indicator_system, code="B1")
    case = Case.objects.create(
        round=scene.round, submission=scene.below, indicator=indicator, opened_version=1, state="further"
    )
    address = scene.address("reviews:case", case.pk)
    assert "11.00" in scene.browser.get(address).content.decode()

    further = make_assignment(scene.below, scene.expert)
    Assignment.objects.filter(pk=further.pk).update(case=case, domain=indicator.domain)

    page = scene.browser.get(address).content.decode()
    assert "11.00" not in page
    assert "once your sheet counts" in page
