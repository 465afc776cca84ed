"""The people of one city: who acts, in which role, who looks after them. For themselves and the secretariat."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.forms import MemberForm
from cities.invitation_links import token_of
from cities.models import CityMembership, Invitation
from cities.queries import acting_members, former_members, history_of, open_invitations
from cities.services import (
    add_member,
    change_member_kind,
    end_membership,
    hand_over_people,
    issue_password_link,
)
from cities.views.loaders import PeopleDesk, managed_desk_or_404, people_desk_or_404
from cities.views.people_words import lines_of


@login_required
def city_people(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """Who acts for one city. The secretariat also adds an account here without an invitation."""
    desk = people_desk_or_404(request, slug, gb_code)
    form = MemberForm(request.POST or None) if desk.is_secretariat else None
    if request.method == "POST" and form and form.is_valid() and _added(request, desk, form):
        return _back(desk)
    return render(request, "cities/city_people.html", _context(request, desk, form))


def _added(request: UserRequest, desk: PeopleDesk, form: MemberForm) -> bool:
    try:
        membership = add_member(round=desk.round, city=desk.city, person=form.person(), by=request.user)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    said = {"name": membership.user, "city": desk.city}
    text = _("%(name)s now acts for %(city)s.") % said
    if not membership.user.has_usable_password():
        text = _("%(name)s now acts for %(city)s. Make a link, so that they can set a password.") % said
    messages.success(request, text)
    return True


def _context(request: UserRequest, desk: PeopleDesk, form: MemberForm | None) -> dict[str, Any]:
    return {
        "round": desk.round,
        "city": desk.city,
        "desk": desk,
        "form": form,
        "kinds": CityMembership.Kind.choices,
        "members": [(one, one.user.has_usable_password()) for one in acting_members().filter(city=desk.city)],
        "former": former_members(desk.city),
        "files_for": list(desk.city.files_for.all()),
        "invitations": [(one, invitation_address(request, one)) for one in open_invitations(desk.city)],
        "history": lines_of(history_of(desk.city)),
        "password_link": request.session.pop(_link_key(desk), None),
    }


def invitation_address(request: UserRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(reverse("cities:invitation", args=[token_of(invitation)]))


@login_required
@require_POST
def change_kind(request: UserRequest, slug: str, gb_code: str, pk: int) -> HttpResponse:
    desk, membership = _managed(request, slug, gb_code, pk)

    def act() -> str:
        changed = change_member_kind(
            round=desk.round, membership=membership, kind=request.POST.get("kind", ""), by=request.user
        )
        return _("%(name)s is now: %(role)s.") % {"name": changed.user, "role": changed.get_kind_display()}

    return _done(request, desk, act)


@login_required
@require_POST
def hand_over(request: UserRequest, slug: str, gb_code: str, pk: int) -> HttpResponse:
    desk, membership = _managed(request, slug, gb_code, pk)

    def act() -> str:
        hand_over_people(round=desk.round, membership=membership, by=request.user)
        said = {"name": membership.user, "city": desk.city}
        return _("%(name)s now looks after the people who act for %(city)s.") % said

    return _done(request, desk, act)


@login_required
@require_POST
def end(request: UserRequest, slug: str, gb_code: str, pk: int) -> HttpResponse:
    desk, membership = _managed(request, slug, gb_code, pk)

    def act() -> str:
        closes = "closes_account" in request.POST
        end_membership(round=desk.round, membership=membership, by=request.user, closes_account=closes)
        return _("%(name)s no longer acts for %(city)s.") % {"name": membership.user, "city": desk.city}

    return _done(request, desk, act)


@login_required
@require_POST
def password_link(request: UserRequest, slug: str, gb_code: str, pk: int) -> HttpResponse:
    """The link is shown once, on the next page, to the person of the secretariat who asked."""
    desk, membership = _managed(request, slug, gb_code, pk)
    if not desk.is_secretariat:
        raise Http404

    def act() -> str:
        address = issue_password_link(round=desk.round, membership=membership, by=request.user)
        shown = {"name": str(membership.user), "address": request.build_absolute_uri(address)}
        request.session[_link_key(desk)] = shown
        return ""

    return _done(request, desk, act)


def _managed(request: UserRequest, slug: str, gb_code: str, pk: int) -> tuple[PeopleDesk, CityMembership]:
    desk = managed_desk_or_404(request, slug, gb_code)
    return desk, get_object_or_404(desk.city.memberships.select_related("user", "city"), pk=pk)


def _done(request: UserRequest, desk: PeopleDesk, act: Callable[[], str]) -> HttpResponse:
    """Do it and say what was done, or why not, on the page of the city's people."""
    try:
        said = act()
    except PortalError as error:
        messages.error(request, error.message)
    else:
        if said:
            messages.success(request, said)
    return _back(desk)


def _back(desk: PeopleDesk) -> HttpResponse:
    return redirect("cities:city-people", desk.round.slug, desk.city.gb_code)


def _link_key(desk: PeopleDesk) -> str:
    return f"city_password_link_{desk.city.pk}"
