"""The ranking: a table that keeps itself up to date, the same as a file, and how each total came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.tables import table_file
from cities.models import City, Submission
from reviews import ranking as rankings
from reviews.models import RankingSnapshot
from reviews.queries.early_looks import looked_at, remember_look
from reviews.queries.onsite import absences
from reviews.queries.ranking import (
    Led,
    areas_of,
    led_or_404,
    newest_snapshot,
    newest_with_history,
)
from reviews.queries.round_cities import RoundCities
from reviews.ranking.columns import NO_INTERVALS, groups_of, rank_intervals
from reviews.ranking.explanation import explain_city, not_applicable_sentence, rule_sentence
from reviews.ranking.table import Choice, Column, RankingTable
from reviews.ranking.words import cause_words, finding_sentence, status_parts
from reviews.services.rankings import log_download, look_early, rebuild_now
from reviews.views.live import live_part
from rounds.models import Action, Role
from rounds.rules import refusal

REMEMBERED = "ranking-columns"
"""Cookie with the columns this browser chose last."""
YEAR = 365 * 24 * 3600
NAMED_TO = frozenset({Role.SECRETARIAT, Role.CHAIR})
"""To all others experts are numbers."""
ROWS = 100
"""A page holds all 81 pilots; larger rounds have pages."""


@dataclass(frozen=True)
class Header:
    """The head of a column: pressing it sorts by it, pressing again the other way round."""

    column: Column
    address: str
    sorted: str


@login_required
def ranking(request: UserRequest, slug: str) -> HttpResponse:
    led = led_or_404(request.user, slug)
    return _page(request, led)


@login_required
def ranking_live(request: UserRequest, slug: str) -> HttpResponse:
    """The part of the page that changes; 304 while it would be the same."""
    led = led_or_404(request.user, slug)
    return live_part(
        request,
        _etag(request, led),
        lambda: render(request, "reviews/ranking_live.html", _context(request, led) | _elsewhere(led)),
    )


def _elsewhere(led: Led) -> dict[str, Any]:
    """What stands outside of the part that asks, and moves with it."""
    parts = status_parts(led.round, led.status) if led.role is Role.SECRETARIAT else []
    return {"is_asked_by_page": True, "status_parts": parts}


@login_required
def ranking_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Exactly the chosen cities and columns, in the chosen order, all pages of them."""
    led = led_or_404(request.user, slug)
    snapshot, history = newest_with_history(led.round)
    table = table_of(request, led, snapshot, history) if snapshot else None
    if snapshot is None or table is None:
        raise Http404
    name = "_".join([led.round.name, _("ranking"), f"v{snapshot.scores_version}.{ending}"])
    log_download(round=led.round, name=name, version=snapshot.scores_version, by=request.user)
    return table_file(name, table.file_columns, table.file_rows())


@login_required
@require_POST
def rebuild(request: UserRequest, slug: str) -> HttpResponse:
    """The secretariat builds the ranking itself: the worker may be away."""
    led = _secretariat_or_404(request, slug)
    snapshot = rebuild_now(round=led.round, by=request.user)
    messages.success(request, _("Built: version %(version)s.") % {"version": snapshot.scores_version})
    return redirect("reviews:ranking", slug)


@login_required
@require_POST
def look(request: UserRequest, slug: str) -> HttpResponse:
    """Show the secretariat points before all sheets are in, for a while, on record."""
    led = _secretariat_or_404(request, slug)
    cities = _hidden_cities(request, led)
    if code := request.POST.get("city", ""):
        cities = [city for city in cities if city.gb_code == code]
    reason = request.POST.get("reason", "")
    try:
        look_early(round=led.round, cities=cities, reason=reason, by=request.user)
    except PortalError as error:
        refused = {"look_error": error.message, "look_reason": reason}
        return _city_page(request, led, code, refused) if code else _page(request, led, refused)
    remember_look(request.session, led.round, [city.pk for city in cities])
    return redirect("reviews:ranking-city", slug, code) if code else redirect("reviews:ranking", slug)


@login_required
def city(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    return _city_page(request, led_or_404(request.user, slug), gb_code)


def _page(request: UserRequest, led: Led, extra: Mapping[str, Any] | None = None) -> HttpResponse:
    context = _context(request, led)
    if "table" in context:
        context |= filters_of(context["table"])
    context |= {
        "etag": _etag(request, led),
        "live_address": f"{reverse('reviews:ranking-live', args=[led.round.slug])}?{request.GET.urlencode()}",
        "is_secretariat": led.role is Role.SECRETARIAT,
        **(extra or {}),
    }
    response = render(request, "reviews/ranking.html", context)
    if request.GET.getlist("columns"):
        known = {column.key for column in context["table"].all_columns} if "table" in context else set()
        chosen = ",".join(name for name in request.GET.getlist("columns") if name in known)
        response.set_cookie(
            REMEMBERED, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    elif request.GET.get("forget"):
        response.delete_cookie(REMEMBERED)
    return response


def _context(request: UserRequest, led: Led) -> dict[str, Any]:
    """What page and live part have in common."""
    snapshot, history = newest_with_history(led.round)
    context: dict[str, Any] = {
        "round": led.round,
        "status": led.status,
        "snapshot": snapshot,
        "cause": cause_words(snapshot.cause) if snapshot else "",
        "behind": _behind_sentence(led),
        "may_rebuild": led.role is Role.SECRETARIAT,
    }
    table = table_of(request, led, snapshot, history) if snapshot else None
    if table is None:
        return context | {"refusal": refusal(led.round, led.role, Action.READ_PROGRESS) if snapshot else ""}
    page = Paginator(table.places, ROWS).get_page(request.GET.get("page"))
    return context | {
        "table": table,
        "page": page,
        "rows": table.rows(list(page.object_list)),
        "headers": headers_of(request, table),
        "city_address": reverse("reviews:ranking", args=[led.round.slug]),
        "query": query_of(request, page=None),
        "findings": _findings(snapshot, table),
    }


def filters_of(table: RankingTable) -> dict[str, Any]:
    """What there is to choose from among the round's cities."""
    kinds = table.cities.kinds
    labels = dict(City.Level.choices)
    return {
        "batches": kinds.batches,
        "provinces": kinds.provinces,
        "levels": [(level, labels[level]) for level in kinds.levels],
    }


def table_of(
    request: UserRequest, led: Led, snapshot: RankingSnapshot, history: Sequence[bytes] = ()
) -> RankingTable | None:
    """None: no open stage lets this person see progress."""
    actions = led.open_actions
    if not actions & {Action.READ_PROGRESS, Action.READ_RESULT}:
        return None
    choice = Choice.from_query(request.GET, remembered=request.COOKIES.get(REMEMBERED, ""))
    return RankingTable(
        history=history,
        groups=groups_of(led.round),
        intervals=_intervals(led, choice),
        standings=rankings.standings_of(snapshot),
        cities=RoundCities(led.round),
        areas=areas_of(led.round.indicator_system),
        choice=choice,
        looked_at=_looked_at(request, led),
        blind=led.blind,
        with_results=Action.READ_RESULT.value in actions,
    )


def _intervals(led: Led, choice: Choice) -> Mapping[int, tuple[int, int]]:
    """Read only where the column is asked for; advice is for chair and secretariat.

    An interval tells of all cities that were looked at: who may not see one of them yet is told none.
    """
    if led.role not in {Role.CHAIR, Role.SECRETARIAT}:
        return {}
    wanted = "interval" in {*choice.columns, choice.sort}
    found = rank_intervals(led.round) if wanted else NO_INTERVALS
    return NO_INTERVALS if led.blind & found.keys() else found


def headers_of(request: HttpRequest, table: RankingTable) -> list[Header]:
    headers = []
    for column in table.columns:
        is_sorted = table.choice.sort == column.key
        falls = not table.choice.falls if is_sorted else column.falls_first
        address = query_of(request, page=None, sort=f"{'-' if falls else ''}{column.key}").rstrip("&")
        order = ("descending" if table.choice.falls else "ascending") if is_sorted else ""
        headers.append(Header(column, f"?{address}", order))
    return headers


def query_of(request: HttpRequest, **changes: str | None) -> str:
    """The address' query with changes, ending in & unless empty; None takes a name out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    written = query.urlencode()
    return f"{written}&" if written else ""


def _findings(snapshot: RankingSnapshot | None, table: RankingTable) -> list[str]:
    found = [finding for finding in snapshot.findings if finding["city"] not in table.blind] if snapshot else []
    table.cities.need(finding["city"] for finding in found if finding["city"])
    return [
        finding_sentence(finding, table.cities[finding["city"]].short_name if finding["city"] else "")
        for finding in found
    ]


def _behind_sentence(led: Led) -> str:
    """How many changes the shown version lacks, and since when."""
    status = led.status
    if not status.waiting or status.behind_since is None:
        return ""
    since = timezone.localtime(status.behind_since).strftime("%H:%M:%S")
    return ngettext(
        "%(count)s newer change is not in it yet, waiting since %(since)s.",
        "%(count)s newer changes are not in it yet, waiting since %(since)s.",
        status.waiting,
    ) % {"count": status.waiting, "since": since}


def _etag(request: UserRequest, led: Led) -> str:
    """Changes when anything in the live part would: versions, state of the queue, language, an early look, what
    the open stages let this person read, and to which cities they are blind.
    """
    status = led.status
    looked = len(_looked_at(request, led))
    reads = "+".join(sorted(led.open_actions & {Action.READ_PROGRESS.value, Action.READ_RESULT.value}))
    minutes = int(status.age.total_seconds() // 60)
    blind = "-".join(str(pk) for pk in sorted(led.blind))
    reader = (led.role.value, reads, get_language(), looked, blind)
    parts = (status.requested, status.built, minutes, int(status.frozen), *reader)
    return f'"{".".join(str(part) for part in parts)}"'


def _looked_at(request: UserRequest, led: Led) -> list[int]:
    """Only the secretariat looks early."""
    return looked_at(request.session, led.round) if led.role is Role.SECRETARIAT else []


def _hidden_cities(request: UserRequest, led: Led) -> list[City]:
    """Cities with a total that is not shown yet."""
    snapshot = newest_snapshot(led.round)
    table = table_of(request, led, snapshot) if snapshot else None
    if table is None:
        return []
    pks = table.standings.city_ids[table.early].tolist()
    table.cities.need(pks)
    return [table.cities[pk] for pk in pks]


def _secretariat_or_404(request: UserRequest, slug: str) -> Led:
    led = led_or_404(request.user, slug)
    if led.role is not Role.SECRETARIAT:
        raise Http404
    return led


def submission_of(led: Led, gb_code: str) -> Submission:
    submissions = Submission.objects.filter(round=led.round).select_related("city__province")
    submission = get_object_or_404(submissions, city__gb_code=gb_code)
    submission.round = led.round
    return submission


def _city_page(
    request: UserRequest, led: Led, gb_code: str, extra: Mapping[str, Any] | None = None
) -> HttpResponse:
    submission = submission_of(led, gb_code)
    snapshot = newest_snapshot(led.round)
    table = table_of(request, led, snapshot) if snapshot else None
    place = table.standings.place.get(submission.city_id) if table else None
    if snapshot is None or table is None or place is None:
        raise Http404
    context = city_context(led, table, submission, place, snapshot.scores_version)
    context |= {
        "status": led.status,
        "snapshot": snapshot,
        "absent": absences(submission) if led.role in NAMED_TO else [],
        "may_look": led.role is Role.SECRETARIAT and table.with_results and not context["shown"]
        and not table.standings.reasons[place] and not context["is_blind"],
        **(extra or {}),
    }  # fmt: skip
    return render(request, "reviews/ranking_city.html", context)


def city_context(
    led: Led, table: RankingTable, submission: Submission, place: int, version: int
) -> dict[str, Any]:
    """How a city stands in a version, and how its total came about where that may be seen."""
    shown = bool(table.shown[place])
    named = led.role in NAMED_TO
    explained = explain_city(version, table.standings, submission, named=named) if shown else None
    return {
        "round": led.round,
        "city": submission.city,
        "city_count": len(table.standings.city_ids),
        "shown": shown,
        "is_blind": bool(table.blinded[place]),
        "row": table.rows([place])[0],
        "state": table.state(place),
        "total": f"{Decimal(int(table.standings.totals[place])) / 100:.2f}",
        "shown_count": table.shown_count,
        "sheets_in": int(table.standings.sheets_in[place]),
        "sheets_due": int(table.standings.sheets_due[place]),
        "explained": explained,
        "parts": explained.areas if explained else [],
        "rule": rule_sentence(led.round.policy_value.cell_rule),
        "not_applicable_rule": not_applicable_sentence(led.round.policy_value.not_applicable),
    }
