"""The whole ranking, and how each total came about, as of an earlier version or moment: to read, and as a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from accounts.tables import table_file
from accounts.typed import moment_in, whole_number
from reviews import ranking as rankings
from reviews.errors import ReviewError
from reviews.queries.history import version_at
from reviews.queries.ranking import Led, areas_of, led_or_404, newest_snapshot
from reviews.queries.round_cities import RoundCities
from reviews.ranking.columns import groups_of
from reviews.ranking.table import Choice, RankingTable
from reviews.services.rankings import log_download
from reviews.views.ranking import (
    REMEMBERED,
    ROWS,
    city_context,
    filters_of,
    headers_of,
    query_of,
    submission_of,
    table_of,
)


@dataclass(frozen=True)
class AsOf:
    """Which version was asked for; ``moment`` if it was asked for by one."""

    version: int
    moment: datetime | None = None


@login_required
@require_GET
def past_ranking(request: UserRequest, slug: str) -> HttpResponse:
    led, newest = _led_with_table(request, slug)
    try:
        asked = _asked(request, led)
    except ReviewError as error:
        messages.error(request, error.message)
        typed = urlencode({"at": request.GET.get("at", "")})
        return redirect(f"{reverse('reviews:ranking-history', args=[slug])}?{typed}")
    past = rankings.standings_at(led.round, asked.version)
    table = _table(request, led, newest, past)
    page = Paginator(table.places, ROWS).get_page(request.GET.get("page"))
    context = {
        "round": led.round,
        **_past_context(led, asked, past),
        "table": table,
        "page": page,
        "rows": table.rows(list(page.object_list)),
        "headers": headers_of(request, table),
        "city_address": reverse("reviews:ranking-at", args=[slug]),
        "city_query": f"?{urlencode({'at': asked.version})}",
        "city_count": len(past.standings.city_ids),
        "query": query_of(request, page=None),
        **filters_of(table),
    }
    return render(request, "reviews/ranking_past.html", context)


@login_required
@require_GET
def past_ranking_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Exactly the chosen cities and columns of that version, in the chosen order, all pages of them."""
    led, newest = _led_with_table(request, slug)
    asked = _asked_or_404(request, led)
    table = _table(request, led, newest, rankings.standings_at(led.round, asked.version))
    name = "_".join([led.round.name, _("past ranking"), f"v{asked.version}.{ending}"])
    log_download(round=led.round, name=name, version=asked.version, by=request.user)
    return table_file(name, table.file_columns, table.file_rows())


@login_required
@require_GET
def past_city(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """A city's total as it came about then."""
    led, newest = _led_with_table(request, slug)
    submission, asked = submission_of(led, gb_code), _asked_or_404(request, led)
    past = rankings.standings_at(led.round, asked.version)
    place = past.standings.place.get(submission.city_id)
    if place is None:
        raise Http404
    table = _table(request, led, newest, past)
    context = city_context(led, table, submission, place, asked.version) | _past_context(led, asked, past)
    return render(request, "reviews/ranking_city.html", context)


def _led_with_table(request: UserRequest, slug: str) -> tuple[Led, RankingTable]:
    """For whoever reads the ranking of now, of which there must be one."""
    led = led_or_404(request.user, slug)
    newest = newest_snapshot(led.round)
    table = table_of(request, led, newest) if newest else None
    if table is None:
        raise Http404
    return led, table


def _table(request: UserRequest, led: Led, newest: RankingTable, past: rankings.Past) -> RankingTable:
    """Points only of the cities whose points the reader may see today."""
    return RankingTable(
        standings=past.standings,
        cities=RoundCities(led.round),
        areas=areas_of(led.round.indicator_system),
        choice=Choice.from_query(request.GET, remembered=request.COOKIES.get(REMEMBERED, "")),
        groups=groups_of(led.round),
        only=newest.standings.city_ids[newest.shown].tolist(),
        blind=newest.blind,
        with_results=newest.with_results,
    )


def _past_context(led: Led, asked: AsOf, past: rankings.Past) -> dict[str, Any]:
    return {"past": past, "asked": asked, "newest": led.status.built}


def _asked_or_404(request: UserRequest, led: Led) -> AsOf:
    try:
        return _asked(request, led)
    except ReviewError:
        raise Http404 from None


def _asked(request: UserRequest, led: Led) -> AsOf:
    """A version's number, or the newest version of a moment; nothing: the newest that is built."""
    written = request.GET.get("at", "").strip()[:40]
    version, newest = whole_number(written, -1 if written else led.status.built), led.status.requested
    if version > newest:
        words = _("There is no version %(version)d: the newest is %(newest)d.")
        raise ReviewError(words % {"version": version, "newest": newest})
    if version >= 0:
        return AsOf(version)
    moment = moment_in(written)
    if moment is None:
        raise ReviewError(
            _("“%(written)s” is neither a version nor a moment such as 2023-06-01T12:00.") % {"written": written}
        )
    return AsOf(version_at(led.round, moment), moment)
