"""Through which organisation a county files: said by the secretariat, with the reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.forms import FilingParentForm
from cities.models import City
from cities.queries import organisations_for, places_of_people
from cities.rules import people_refusal
from cities.services import end_filing_link, link_filing_parent
from cities.views.loaders import secretariats_round_or_404
from rounds.models import Round


@login_required
def filing_parent(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    city = get_object_or_404(places_of_people(round), gb_code=gb_code)
    form = FilingParentForm(request.POST or None, city=city, organisations=organisations_for(city))
    if request.method == "POST" and form.is_valid() and _changed(request, round, city, form):
        return redirect("cities:city-people", slug, gb_code)
    context = {
        "round": round,
        "city": city,
        "form": form,
        "refusal": people_refusal(round, request.user),
    }
    return render(request, "cities/filing_parent.html", context)


def _changed(request: UserRequest, round: Round, city: City, form: FilingParentForm) -> bool:
    reason = form.cleaned_data["reason"]
    parent = form.chosen()
    try:
        if parent is None:
            end_filing_link(round=round, city=city, reason=reason, by=request.user)
        else:
            city = link_filing_parent(round=round, city=city, parent=parent, reason=reason, by=request.user)
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    said = {"city": city, "parent": city.filing_parent}
    text = _("%(city)s files for itself.") if parent is None else _("%(city)s now files through %(parent)s.")
    messages.success(request, text % said)
    return True
