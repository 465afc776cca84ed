"""Server time and queries of the pages people wait for, one process, Django's test client."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from benchmarks.data import BuiltRound
from benchmarks.lines import Line, median_ms
from portal.settings import ONE_PLAN

RUNS = 10
PAGE_BARS = {
    ("ranking", 81): (40.0, 10),
    ("ranking", 1000): (80.0, 10),
    ("ranking", 13_000): (80.0, 10),
    ("score form", 81): (40.0, 12),
    ("score form", 1000): (48.0, 12),
}
"""Milliseconds and queries, by page and number of cities."""


def measure(built: BuiltRound, cities: int) -> list[Line]:
    """Two lines a page: time and queries."""
    lines: list[Line] = []
    for name, user, address in _pages(built):
        lines += _page(name, cities, reader(user), address)
    return lines + _poll(cities, reader(built.secretariat), built)


def measure_ranking(built: BuiltRound, cities: int) -> list[Line]:
    """The ranking alone, by rank and by the column that costs most."""
    address = reverse("reviews:ranking", args=[built.round.slug])
    lines = _page("ranking", cities, reader(built.secretariat), address)
    for column in ("total", "-area-C", "city", "-spread"):
        lines += _page(f"ranking, sorted by {column}", cities, reader(built.chair), f"{address}?sort={column}")
    return lines


def _pages(built: BuiltRound) -> list[tuple[str, User, str]]:
    slug, expert = built.round.slug, built.experts[0]
    sheet = built.open_sheets[0]
    city = built.open_sheets[0].assignment.submission.city
    first = built.round.submissions.order_by("city__gb_code").select_related("city")[0].city
    return [
        ("ranking", built.secretariat, reverse("reviews:ranking", args=[slug])),
        ("ranking, sorted by an area", built.chair, reverse("reviews:ranking", args=[slug]) + "?sort=-area-C"),
        ("how a total came about", built.chair, reverse("reviews:ranking-city", args=[slug, first.gb_code])),
        ("score form", expert.user, reverse("reviews:edit-sheet", args=[slug, sheet.assignment_id])),
        ("expert's queue", expert.user, reverse("reviews:queue", args=[slug])),
        ("assignments", built.secretariat, reverse("reviews:assignments", args=[slug])),
        ("verification", built.secretariat, reverse("reviews:verification", args=[slug])),
        ("city's progress", built.secretariat, reverse("reviews:ranking-city", args=[slug, city.gb_code])),
        ("city's overview", built.city_member, reverse("cities:overview", args=[slug])),
        ("home of the secretariat", built.secretariat, reverse("home")),
    ]


def reader(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _page(name: str, cities: int, client: Client, address: str) -> list[Line]:
    return measure_page(
        f"{name}, {cities:,} cities", client, address, *PAGE_BARS.get((name, cities), (None, None))
    )


def measure_page(
    what: str, client: Client, address: str, time_bar: float | None, query_bar: float | None
) -> list[Line]:
    read = _get(client, address)
    with _planned_as_in_the_web():
        return [
            Line("Pages: server time", what, median_ms(read, runs=RUNS), time_bar),
            Line("Pages: queries", what, _queries(read), query_bar, unit="queries"),
        ]


@contextmanager
def _planned_as_in_the_web() -> Iterator[None]:
    """As on the connections of the web server, which this process is not."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET {ONE_PLAN}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET plan_cache_mode")


def _poll(cities: int, client: Client, built: BuiltRound) -> list[Line]:
    """The question “anything new?” that an open ranking asks every 1.5 seconds."""
    address = reverse("reviews:ranking-live", args=[built.round.slug])
    etag = client.get(address)["ETag"]
    read = _get(client, address, expect=304, headers={"If-None-Match": etag})
    what = f"open ranking asks for news (304), {cities:,} cities"
    return [
        Line("Pages: server time", what, median_ms(read, runs=40)),
        Line("Pages: queries", what, _queries(read), unit="queries"),
    ]


def _get(client: Client, address: str, *, expect: int = 200, **options: Any) -> Callable[[], object]:
    def read() -> object:
        response = client.get(address, **options)
        if response.status_code != expect:
            raise RuntimeError(f"{address}: {response.status_code}")
        return response

    return read


def _queries(read: Callable[[], object]) -> int:
    """How many queries one reading takes."""
    count = 0

    def counting(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counting):
        read()
    return count
