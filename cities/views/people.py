"""City accounts: who acts for which city."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.listing import Column, list_file, query
from accounts.models import UserRequest
from cities.models import City, CityMembership
from cities.queries import PeopleFilter, cities_with_people
from cities.rules import people_refusal
from cities.views.loaders import secretariats_round_or_404

PAGE = 100


@login_required
@require_GET
def people(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    chosen = PeopleFilter(words=request.GET.get("q", ""), only_without=request.GET.get("show") == "without")
    if ending:
        acting = [(city, member) for city in cities_with_people(round, chosen) for member in _acting(city)]
        return list_file([round.name, _("City accounts")], ending, _columns(), acting)
    cities = cities_with_people(round)
    context = {
        "round": round,
        "chosen": chosen,
        "page": Paginator(cities_with_people(round, chosen), PAGE).get_page(request.GET.get("page")),
        "query": f"{query(request, page=None)}&",
        "city_count": cities.count(),
        "without_count": cities_with_people(round, PeopleFilter(only_without=True)).count(),
        "refusal": people_refusal(round, request.user),
    }
    return render(request, "cities/people.html", context)


def _acting(city: City) -> list[CityMembership | None]:
    """Those who act for it; one line with nobody, so that the city is not lost."""
    return [*getattr(city, "acting", [])] or [None]


def _columns() -> list[Column]:
    return [
        Column(_("City"), lambda row: row[0].short_name),
        Column(_("GB/T 2260 code"), lambda row: row[0].gb_code),
        Column(_("Province"), lambda row: row[0].province.name),
        Column(_("Who acts for it"), lambda row: str(row[1].user) if row[1] else ""),
        Column(_("User name"), lambda row: row[1].user.username if row[1] else ""),
        Column(_("Role"), lambda row: row[1].get_kind_display() if row[1] else ""),
    ]
