"""City accounts: who acts for which city."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from cities.queries import PeopleFilter, cities_with_people
from cities.rules import people_refusal
from cities.views.listing import query
from cities.views.loaders import secretariats_round_or_404

PAGE = 100


@login_required
@require_GET
def people(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    chosen = PeopleFilter(words=request.GET.get("q", ""), only_without=request.GET.get("show") == "without")
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
