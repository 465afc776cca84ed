"""Tables that the secretariat brings: cities and the people who act for them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.imports import ImportPage, import_page
from accounts.models import UserRequest
from cities.resources import CityResource, MemberResource
from cities.rules import people_refusal
from cities.services import prepare_submissions
from cities.views.loaders import secretariats_round_or_404
from rounds.rules import setup_refusal


@login_required
def import_cities(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    if why_not := setup_refusal(round, request.user):
        messages.error(request, why_not)
        return redirect("cities:board", slug)
    page = ImportPage(
        resource=CityResource(),
        verb="import_cities",
        heading=_("Import cities"),
        explanation=_(
            "A city is known by its code: a code that is new adds a city, a code that is known changes it. Cities "
            "are shared by all rounds; new ones are added to this round at once. No city is ever deleted."
        ),
        pretitle=round,
        done=reverse("cities:board", args=[slug]),
        subject=round,
        round_id=round.pk,
        then=lambda: prepare_submissions(round=round, by=request.user),
    )
    return import_page(request, page)


@login_required
def import_people(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    if why_not := people_refusal(round, request.user):
        messages.error(request, why_not)
        return redirect("cities:people", slug)
    page = ImportPage(
        resource=MemberResource(),
        verb="import_city_members",
        heading=_("Import city accounts"),
        explanation=_(
            "Each line lets one person act for one city. A new person gets an account without a password; you "
            "hand over a link by which they set one. Nobody is moved to another city and no account is ended."
        ),
        pretitle=round,
        done=reverse("cities:people", args=[slug]),
        subject=round,
        round_id=round.pk,
    )
    return import_page(request, page)
