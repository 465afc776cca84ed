"""The sheets of a round for those who arrange it: their state, never what is on them; opening one again."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.tables import FileColumn, table_file
from reviews.forms.reopening import ReopenForm
from reviews.models import Assignment, SheetReopening
from reviews.queries.cases import revision_is_over
from reviews.queries.progress import STATE_WORDS, SheetRow, sheets_of
from reviews.services.reopening import close_reopening, reopen_sheet, reopening_refusal
from reviews.views.loaders import arranged_round_or_404, secretariats_round_or_404
from rounds.models import Role, Round
from rounds.queries import leading_role

PAGE = 50
SHOWN: dict[str, Callable[[SheetRow], bool]] = {
    "open": lambda row: row.state not in ("submitted", "recused"),
    "submitted": lambda row: row.state == "submitted",
    "reopened": lambda row: row.state == "reopened",
}


@login_required
@require_GET
def sheets(request: UserRequest, slug: str) -> HttpResponse:
    round = arranged_round_or_404(request, slug)
    rows = sheets_of(round)
    shown = _shown(request, rows)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "round": round,
        "rows": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "counts": {key: sum(map(holds, rows)) for key, holds in SHOWN.items()},
        "total": len(rows),
        "shown": request.GET.get("show", ""),
        "words": request.GET.get("q", ""),
        "query": f"{query.urlencode()}&" if query else "",
        "may_reopen": not reopening_refusal(round, request.user),
        "may_read": _may_read(request, round),
    }
    return render(request, "reviews/sheets.html", context)


def _may_read(request: UserRequest, round: Round) -> bool:
    return leading_role(request.user, round) == Role.SECRETARIAT and revision_is_over(round)


def _shown(request: UserRequest, rows: list[SheetRow]) -> list[SheetRow]:
    words = request.GET.get("q", "").strip().lower()
    holds = SHOWN.get(request.GET.get("show", ""), _any)
    return [row for row in rows if holds(row) and _matches(row, words)]


def _any(_row: SheetRow) -> bool:
    return True


def _matches(row: SheetRow, words: str) -> bool:
    city, expert = row.assignment.submission.city, row.assignment.expert
    told = (city.name_zh, city.name_en.lower(), city.pinyin, str(expert).lower())
    return any(words in text for text in told)


@login_required
@require_GET
def sheets_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Exactly what the page shows."""
    round = arranged_round_or_404(request, slug)
    columns = [
        FileColumn(_("City")), FileColumn(_("Province")), FileColumn(_("Expert")), FileColumn(_("State")),
        FileColumn(_("Version"), "count"), FileColumn(_("Submitted"), "moment"),
    ]  # fmt: skip
    lines = [
        [
            str(row.assignment.submission.city), str(row.assignment.submission.city.province),
            str(row.assignment.expert), str(STATE_WORDS[row.state]), row.last_number or None, row.submitted_at,
        ]
        for row in _shown(request, sheets_of(round))
    ]  # fmt: skip
    return table_file(f"{round.name}_{_('score sheets')}.{ending}", columns, lines)


def _assignment_or_404(round: Round, pk: int) -> Assignment:
    related = ("round", "submission__city", "expert__user", "sheet")
    found = get_object_or_404(Assignment.objects.select_related(*related), round=round, pk=pk)
    if not hasattr(found, "sheet"):
        raise Http404
    return found


@login_required
def reopen(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Which of the four reasons; and what was opened before."""
    round = secretariats_round_or_404(request, slug)
    assignment = _assignment_or_404(round, pk)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_sheet(sheet=assignment.sheet, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Open again. The expert has been told."))
            return redirect("reviews:sheets", slug)
    context = {
        "round": round,
        "assignment": assignment,
        "form": form,
        "history": SheetReopening.objects.filter(sheet=assignment.sheet).select_related("opened_by"),
    }
    return render(request, "reviews/reopen.html", context)


@login_required
@require_POST
def close(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Let the submitted version stand after all."""
    round = secretariats_round_or_404(request, slug)
    assignment = _assignment_or_404(round, pk)
    reopening = SheetReopening.objects.filter(sheet=assignment.sheet, closed_at=None).first()
    try:
        if reopening:
            close_reopening(reopening=reopening, by=request.user)
            messages.success(request, _("Closed. The submitted version stands."))
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reviews:sheets", slug)
