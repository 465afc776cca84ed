"""An expert's queue and pledge."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file, moment
from accounts.models import UserRequest
from cities.models import City
from reviews.forms.recusals import PledgeForm, RecusalForm
from reviews.models import PanelMember
from reviews.pledge_words import pledge_points
from reviews.queries.by_indicator import lines_of, next_line, own_indicators
from reviews.queries.people import panel_member_or_404
from reviews.queries.progress import STATE_WORDS
from reviews.queries.queue import QueueRow, next_row, queue_of, scoring_closes
from reviews.queries.recusals import recusals_of
from reviews.rules import pledge_refusal
from reviews.services.recusals import declare_recusals, sign_pledge

PAGE = 50
SHOWN: dict[str, Callable[[QueueRow], bool]] = {
    "open": lambda row: not row.is_done,
    "begun": lambda row: row.state in ("begun", "revising"),
    "new": lambda row: row.state == "new",
    "submitted": lambda row: row.is_done,
}


@login_required
@require_GET
def queue(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    member = panel_member_or_404(request.user, slug)
    rows = queue_of(request.user, member.round)
    if not ending and request.GET.get("by") == "indicator" and rows:
        return _by_indicator(request, member, rows)
    chosen = request.GET.get("show", "")
    words = request.GET.get("q", "").strip()
    shown = [
        row for row in rows if SHOWN.get(chosen, _all)(row) and _matches(row.assignment.submission.city, words)
    ]
    if ending:
        return list_file([member.round.name, _("My cities")], ending, _columns(), shown)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "query": f"{query.urlencode()}&" if query else "",
        "round": member.round,
        "member": member,
        "rows": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "counts": {key: sum(map(holds, rows)) for key, holds in SHOWN.items()},
        "total": len(rows),
        "listed": " ".join(str(row.assignment.pk) for row in rows),
        "next": next_row(rows),
        "shown": chosen,
        "words": words,
        "closes_at": scoring_closes(member.round),
    }
    return render(request, "reviews/queue.html", context)


def _columns() -> list[Column]:
    return [
        Column(_("City"), lambda row: row.assignment.submission.city.name),
        Column(_("Province"), lambda row: row.assignment.submission.city.province.name),
        count(_("Batch"), lambda row: row.assignment.submission.city.batch),
        Column(_("State"), lambda row: str(STATE_WORDS[row.state])),
        count(_("Scored"), lambda row: row.filled),
        count(_("Of"), lambda row: row.asked or None),
        moment(_("Last saved"), lambda row: row.sheet.updated_at if row.sheet else None),
    ]


def _by_indicator(request: UserRequest, member: PanelMember, rows: list[QueueRow]) -> HttpResponse:
    """One indicator for all cities, one after the other."""
    indicators = own_indicators(member)
    code = request.GET.get("code", "")
    indicator = next((one for one in indicators if one.code == code), indicators[0])
    lines = lines_of(rows, indicator)
    context = {
        "round": member.round,
        "member": member,
        "indicators": indicators,
        "indicator": indicator,
        "lines": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "scored": sum(line.is_scored for line in lines),
        "next": next_line(lines),
        "query": urlencode({"by": "indicator", "code": indicator.code}) + "&",
    }
    return render(request, "reviews/queue_indicator.html", context)


def _all(row: QueueRow) -> bool:
    return True


def _matches(city: City, words: str) -> bool:
    lower = words.lower()
    return lower in city.name_zh or lower in city.name_en.lower() or city.pinyin.startswith(lower.replace(" ", ""))


@login_required
def pledge(request: UserRequest, slug: str) -> HttpResponse:
    """Sign the pledge, and declare cities before and after."""
    member = panel_member_or_404(request.user, slug)
    declares = "declare" in request.POST
    cities = list(City.objects.filter(submissions__round=member.round).select_related("province"))
    declaration = RecusalForm(request.POST if declares else None, cities=cities)
    signature = PledgeForm(request.POST if request.method == "POST" and not declares else None)
    if declares and declaration.is_valid():
        try:
            declare_recusals(member=member, by=request.user, **declaration.cleaned_data)
        except PortalError as error:
            declaration.add_error(error.field, error.message)
        else:
            messages.success(request, _("Declared. These cities are closed to you from now on."))
            return redirect("reviews:pledge", slug)
    if request.method == "POST" and not declares and signature.is_valid():
        try:
            sign_pledge(member=member, by=request.user)
        except PortalError as error:
            signature.add_error(None, error.message)
        else:
            messages.success(request, _("Signed. You can read the material and score now."))
            return redirect("reviews:queue", slug)
    context = {
        "round": member.round,
        "member": member,
        "recusals": recusals_of(member.round, member.expert),
        "declaration": declaration,
        "signature": signature,
        "points": pledge_points(),
        "refusal": pledge_refusal(member.round),
    }
    return render(request, "reviews/pledge.html", context)
