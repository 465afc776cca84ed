"""What the board of ``reviews`` asks of the cities: its filter, and taking cities into the round."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.forms import BoardForm
from cities.models import Province
from cities.queries import BoardFilter
from cities.queries.board import places_of
from cities.services import prepare_submissions
from cities.views.loaders import led_round_or_404, secretariats_round_or_404
from rounds.models import Round

DEFAULT_SORT = "code"


@login_required
@require_GET
def board_page(request: UserRequest, slug: str) -> HttpResponse:
    """The board shows the judging, too, and stands where that is known; this address leads there."""
    round = led_round_or_404(request, slug)
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("reviews:board", args=[round.slug]) + (f"?{query}" if query else ""))


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


def chosen_on_board(request: UserRequest, round: Round) -> BoardFilter:
    """What of the board is shown, and in which order, as the address says."""
    return board_form(request, round).chosen(request.GET.get("sort", DEFAULT_SORT))


def board_form(request: UserRequest, round: Round) -> BoardForm:
    """The filter, offering only what occurs among the round's cities."""
    occurring = places_of(round=round.pk)
    provinces = {code: Province(code=code, name_zh=zh, name_en=en) for _batch, code, zh, en in occurring}
    return BoardForm(request.GET, batches=sorted({row[0] for row in occurring}), provinces=provinces.values())
