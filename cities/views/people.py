"""City accounts: who acts for which city."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.forms import MemberForm
from cities.models import City, CityMembership
from cities.queries import PeopleFilter, acting_members, cities_with_people, former_members
from cities.rules import people_refusal
from cities.services import add_member, end_membership, issue_password_link
from cities.views.listing import query
from cities.views.loaders import city_of_round_or_404, secretariats_round_or_404
from rounds.models import Round

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


@login_required
def city_people(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """Who acts for one city: add somebody, end an account, hand over the link to a first password."""
    round = secretariats_round_or_404(request, slug)
    city = city_of_round_or_404(round, gb_code)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(request, round, city, form):
        return redirect("cities:city-people", slug, gb_code)
    return render(request, "cities/city_people.html", _context(request, round, city, form))


def _added(request: UserRequest, round: Round, city: City, form: MemberForm) -> bool:
    try:
        membership = add_member(round=round, city=city, person=form.person(), by=request.user)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(
        request,
        _("%(name)s now acts for %(city)s. Make a link, so that they can set a password.")
        % {"name": membership.user, "city": city}
        if not membership.user.has_usable_password()
        else _("%(name)s now acts for %(city)s.") % {"name": membership.user, "city": city},
    )
    return True


def _context(request: UserRequest, round: Round, city: City, form: MemberForm) -> dict[str, Any]:
    members = [(one, one.user.has_usable_password()) for one in acting_members().filter(city=city)]
    return {
        "round": round,
        "city": city,
        "form": form,
        "members": members,
        "former": former_members(city),
        "password_link": request.session.pop(_link_key(city), None),
        "refusal": people_refusal(round, request.user),
    }


@login_required
@require_POST
def end(request: UserRequest, slug: str, gb_code: str, pk: int) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    membership = _membership_or_404(round, gb_code, pk)
    try:
        end_membership(round=round, membership=membership, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        said = {"name": membership.user, "city": membership.city}
        messages.success(request, _("%(name)s no longer acts for %(city)s.") % said)
    return redirect("cities:city-people", slug, gb_code)


@login_required
@require_POST
def password_link(request: UserRequest, slug: str, gb_code: str, pk: int) -> HttpResponse:
    """The link is shown once, on the next page, to the person who asked."""
    round = secretariats_round_or_404(request, slug)
    membership = _membership_or_404(round, gb_code, pk)
    try:
        address = issue_password_link(round=round, membership=membership, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        shown = {"name": str(membership.user), "address": request.build_absolute_uri(address)}
        request.session[_link_key(membership.city)] = shown
    return redirect("cities:city-people", slug, gb_code)


def _membership_or_404(round: Round, gb_code: str, pk: int) -> CityMembership:
    city = city_of_round_or_404(round, gb_code)
    return get_object_or_404(city.memberships.select_related("user", "city"), pk=pk)


def _link_key(city: City) -> str:
    return f"city_password_link_{city.pk}"
