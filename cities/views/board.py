"""The board: every city of a round with where it stands."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.tables import table_file
from cities.forms import BoardForm
from cities.models import City, Province, Submission
from cities.queries import board, cities_without_submission, state_counts, submissions_led, waiting_for_check
from cities.services import prepare_submissions
from cities.views.listing import Column, file_columns, file_rows, headers, query
from cities.views.loaders import led_round_or_404, secretariats_round_or_404
from rounds.models import Role, Round
from rounds.queries import leading_role
from rounds.rules import setup_refusal

ALL_ON_ONE = 100
"""From this many rows on there are pages; the 81 pilots stand on one."""

PAGE = 50
DEFAULT_SORT = "code"


@login_required
@require_GET
def board_page(request: UserRequest, slug: str) -> HttpResponse:
    round = led_round_or_404(request, slug)
    form = _form(request, round)
    found = board(_submissions(request, round), form.chosen(request.GET.get("sort", DEFAULT_SORT)))
    counts = state_counts(_submissions(request, round))
    is_secretariat = leading_role(request.user, round) == Role.SECRETARIAT
    context = {
        "round": round,
        "form": form,
        "choices": [form[name] for name in ("state", "batch", "province", "level")],
        "page": _page(request, found),
        "headers": headers(request, _columns(0), DEFAULT_SORT),
        "states": _states(request, counts),
        "total": sum(counts.values()),
        "all_states": query(request, page=None, state=None),
        "indicator_count": round.indicator_system.indicators.count(),
        "query": f"{query(request, page=None)}&",
        "file_query": query(request, page=None),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "is_secretariat": is_secretariat,
        "next": waiting_for_check(round).first() if is_secretariat else None,
        "missing": cities_without_submission(round).count() if is_secretariat else 0,
        "refusal": setup_refusal(round, request.user) if is_secretariat else "",
    }
    return render(request, "cities/board.html", context)


@login_required
@require_GET
def board_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Exactly the chosen cities in the chosen order, all pages of them."""
    round = led_round_or_404(request, slug)
    found = board(
        _submissions(request, round), _form(request, round).chosen(request.GET.get("sort", DEFAULT_SORT))
    )
    columns = _columns(round.indicator_system.indicators.count())
    name = "_".join([round.name, _("state of the cities")])
    return table_file(f"{name}.{ending}", file_columns(columns), file_rows(columns, list(found)))


@login_required
@require_POST
def prepare(request: UserRequest, slug: str) -> HttpResponse:
    """Take the cities that are not in the round yet into it."""
    round = secretariats_round_or_404(request, slug)
    try:
        number = prepare_submissions(round=round, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        text = ngettext("%(number)d city was added.", "%(number)d cities were added.", number)
        messages.success(request, text % {"number": number})
    return redirect("cities:board", slug)


def _submissions(request: UserRequest, round: Round) -> QuerySet[Submission]:
    own = submissions_led(request.user).filter(round=round)
    return own.select_related(None).select_related("city__province")


def _form(request: UserRequest, round: Round) -> BoardForm:
    batches = City.objects.filter(submissions__round=round).order_by("batch").values_list("batch", flat=True)
    provinces = Province.objects.filter(cities__submissions__round=round).distinct()
    return BoardForm(request.GET, batches=batches.distinct(), provinces=provinces)


def _page(request: UserRequest, found: QuerySet[Submission]) -> Any:
    paginator = Paginator(found, PAGE)
    if paginator.count < ALL_ON_ONE:
        paginator.per_page = ALL_ON_ONE
    return paginator.get_page(request.GET.get("page"))


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


def _columns(indicators: int) -> list[Column]:
    of = _("Complete (of %(number)d)") % {"number": indicators} if indicators else _("Complete")
    return [
        Column(_("City"), lambda row: row.city.short_name, "city"),
        Column(_("GB/T 2260 code"), lambda row: row.city.gb_code, "code", only_in_file=True),
        Column(_("State"), lambda row: row.get_state_display(), "state"),
        Column(of, lambda row: row.complete_count, "complete", "count"),
        Column(_("Evidence"), lambda row: row.evidence_count, "evidence", "count"),
        Column(_("Submitted version"), lambda row: row.latest_number, "version", "count"),
        Column(_("Submitted at"), lambda row: row.latest_at, "version", "moment", only_in_file=True),
        Column(_("Last activity"), lambda row: row.last_activity_at, "activity", "moment"),
        Column(_("Province"), lambda row: row.city.province.name, "province"),
        Column(_("Batch"), lambda row: row.city.batch, "batch", "count"),
        Column(_("Level"), lambda row: row.city.get_level_display(), "level"),
    ]
