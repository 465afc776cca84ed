"""An expert reads the computed values of a city, and says which look wrong."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.arithmetic import arithmetic_of
from reviews.forms.verification import DoubtForm
from reviews.queries.sheets import Desk
from reviews.queries.verification import Value, computed_indicators, own_values
from reviews.rules import scoring_refusal
from reviews.services.doubts import raise_doubt
from reviews.services.proposals import bring_proposals_up_to_date
from reviews.views.loaders import readable_desk_or_404


@login_required
def computed(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Every computed value of the city with its arithmetic; one's own doubts, and nobody else's."""
    desk = readable_desk_or_404(request, slug, pk)
    round = desk.assignment.round
    indicators = computed_indicators(round)
    bring_proposals_up_to_date(round, indicators)
    values = own_values(desk.assignment, indicators)
    form, code = DoubtForm(), ""
    if request.method == "POST":
        form, code = DoubtForm(request.POST), request.POST.get("code", "")
        if _raised(request, desk, form, values, code):
            page = reverse("reviews:computed", args=[slug, pk])
            return redirect(f"{page}#{code}")
    context = {
        "round": round,
        "desk": desk,
        "lines": [_line(value) for value in values],
        "form": form,
        "code": code,
        "refusal": scoring_refusal(desk, request.user),
    }
    return render(request, "reviews/computed.html", context)


def _raised(request: UserRequest, desk: Desk, form: DoubtForm, values: list[Value], code: str) -> bool:
    value = next((value for value in values if value.indicator.code == code), None)
    if value is None:
        raise Http404
    try:
        raise_doubt(desk=desk, indicator=value.indicator, text=request.POST.get("text", ""), by=request.user)
    except PortalError as error:
        form.add_error("text", error.message)
        return False
    messages.success(request, _("The secretariat has been told of your doubt and will answer it."))
    return True


def _line(value: Value) -> dict[str, object]:
    """What counts, or what is proposed while nothing does."""
    standing, proposal = value.standing, value.proposal
    kept = standing.computed if standing else proposal.computed if proposal else {}
    return {"value": value, "arithmetic": arithmetic_of(kept)}
