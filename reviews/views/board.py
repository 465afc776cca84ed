"""The board: every city of a round with where it stands, from its first word to its cases."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.listing import Column, headers, list_file, query
from accounts.models import User, UserRequest
from cities.models import ProvinceOpinion, Submission
from cities.queries import BoardFilter, cities_without_submission, state_counts_led, waiting_for_check
from cities.views.board import DEFAULT_SORT, board_form
from cities.views.loaders import led_round_or_404
from reviews.queries.board import judged_board, submissions_on_board, whole_board
from rounds.models import Action, Role, Round
from rounds.queries import leading_role
from rounds.rules import refusal

ALL_ON_ONE = 100
"""From this many rows on there are pages; the 81 pilots stand on one."""

PAGE = 50
TILES = "tiles"

Found = QuerySet[Submission] | list[Submission]


@login_required
@require_GET
def board_page(request: UserRequest, slug: str) -> HttpResponse:
    """As a table, or as tiles by province."""
    round = led_round_or_404(request, slug)
    form = board_form(request, round)
    chosen = form.chosen(request.GET.get("sort", DEFAULT_SORT))
    counts = state_counts_led(request.user, round)
    total, is_filtered = sum(counts.values()), any(form.cleaned_data.values())
    found = _found(request.user, round, chosen, total)
    is_secretariat = leading_role(request.user, round) == Role.SECRETARIAT
    has_tiles = request.GET.get("view") == TILES
    page = _page(request, found, None if is_filtered else total, has_tiles)
    context: dict[str, Any] = {
        "round": round,
        "form": form,
        "choices": [form[name] for name in ("state", "batch", "province", "level")],
        "page": page,
        "headers": headers(request, _columns(0), DEFAULT_SORT),
        "states": _states(request, counts),
        "total": total,
        "all_states": query(request, page=None, state=None),
        "indicator_count": round.indicator_system.indicators.count(),
        "query": f"{query(request, page=None)}&",
        "has_tiles": has_tiles,
        "other_view": query(request, page=None, view=None if has_tiles else TILES),
        "is_filtered": is_filtered,
        "is_secretariat": is_secretariat,
        "next": _next(round, list(page), total) if is_secretariat else None,
        "missing": cities_without_submission(round).count() if is_secretariat else 0,
        "refusal": refusal(round, Role.SECRETARIAT, Action.SET_UP) if is_secretariat else "",
    }
    for row in context["page"]:
        row.opinion_word = opinion_word(row)
        row.is_overdue = row.supplement_due is not None and row.supplement_due < now()
    if has_tiles:
        context["provinces"] = _by_province(context["page"])
    return render(request, "reviews/board.html", context)


@login_required
@require_GET
def board_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Exactly the chosen cities in the chosen order, all pages of them."""
    round = led_round_or_404(request, slug)
    chosen = board_form(request, round).chosen(request.GET.get("sort", DEFAULT_SORT))
    found = judged_board(submissions_on_board(request.user, round), chosen)
    columns = _columns(round.indicator_system.indicators.count())
    return list_file([round.name, _("state of the cities")], ending, columns, found)


def _next(round: Round, rows: list[Submission], total: int) -> Submission | None:
    """The one that has waited longest for its check, read off the page where the whole round stands on it."""
    if len(rows) < total:
        return waiting_for_check(round).first()
    waiting = [row for row in rows if row.state == Submission.State.SUBMITTED]
    return min(waiting, key=lambda row: (row.last_activity_at, row.pk), default=None)


def _found(user: User, round: Round, chosen: BoardFilter, total: int) -> Found:
    if total < ALL_ON_ONE and not chosen.words:
        return whole_board(user, round, chosen)
    return judged_board(submissions_on_board(user, round), chosen)


def _page(request: UserRequest, found: Found, known: int | None, has_tiles: bool) -> Any:
    """Tiles stand on one page, however many there are."""
    rows = Rows(found, known)
    if has_tiles:
        rows.per_page = max(rows.count, 1)
    return rows.get_page(request.GET.get("page"))


class Rows(Paginator[Submission]):
    """Rows whose number is known from elsewhere, if ``known`` is given."""

    def __init__(self, found: Found, known: int | None) -> None:
        super().__init__(found, PAGE)
        self.known = known
        if self.count < ALL_ON_ONE:
            self.per_page = ALL_ON_ONE

    @cached_property
    def count(self) -> int:
        return super().count if self.known is None else self.known


def _by_province(rows: Any) -> list[tuple[Any, list[Submission]]]:
    """Provinces in the order of their codes, each with its cities."""
    ordered = sorted(rows, key=lambda row: (row.city.province.code, row.city.gb_code))
    return [(province, list(own)) for province, own in groupby(ordered, key=lambda row: row.city.province)]


def _states(request: UserRequest, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The states that occur, each with its number and the address that shows only it."""
    chosen = request.GET.get("state", "")
    return [
        {
            "label": Submission.State(state).label,
            "number": counts[state],
            "address": query(request, page=None, state=state),
            "is_chosen": state == chosen,
        }
        for state in Submission.State.values
        if counts[state] or state == chosen
    ]


def opinion_word(row: Any) -> str:
    """What the province says to the newest version; being late is shown and blocks nothing."""
    if row.latest_number is None:
        return ""
    if not row.opinion_verdict:
        return _("not given")
    return str(ProvinceOpinion.Verdict(row.opinion_verdict).label)


def _columns(indicators: int) -> list[Column]:
    statements = _("Statements complete")
    if indicators:
        statements = _("Statements complete (of %(number)d)") % {"number": indicators}
    return [
        Column(_("City"), lambda row: row.city.short_name, "city"),
        Column(_("GB/T 2260 code"), lambda row: row.city.gb_code, "code", only_in_file=True),
        Column(_("State"), lambda row: row.get_state_display(), "state"),
        Column(statements, lambda row: row.complete_count, "complete", "count"),
        Column(_("Forms complete"), lambda row: row.complete_forms, "forms", "count"),
        Column(_("Forms asked for"), lambda row: row.asked_forms, kind="count", only_in_file=True),
        Column(_("Evidence"), lambda row: row.evidence_count, "evidence", "count"),
        Column(_("Being checked"), lambda row: row.evidence_open, "checks", "count", only_in_file=True),
        Column(_("Refused files"), lambda row: row.evidence_refused, kind="count", only_in_file=True),
        Column(_("Submitted version"), lambda row: row.latest_number, "version", "count"),
        Column(_("Submitted at"), lambda row: row.latest_at, "version", "moment", only_in_file=True),
        Column(_("Supplement due"), lambda row: row.supplement_due, "supplement", "moment"),
        Column(_("Provincial opinion"), opinion_word, "opinion"),
        Column(_("Experts"), lambda row: row.assigned_count, "assigned", "count"),
        Column(_("Scored"), lambda row: row.scored_count, "scored", "count"),
        Column(_("Open cases"), lambda row: row.open_case_count, "cases", "count"),
        Column(_("Last activity"), lambda row: row.last_activity_at, "activity", "moment"),
        Column(_("Province"), lambda row: row.city.province.name, "province"),
        Column(_("Batch"), lambda row: row.city.batch, "batch", "count"),
        Column(_("Level"), lambda row: row.city.get_level_display(), "level"),
    ]
