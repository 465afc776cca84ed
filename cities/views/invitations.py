"""Inviting somebody, and what the invited person opens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import User, UserRequest
from cities.forms import InviteForm, NewAccountForm
from cities.invitation_links import invitation_named
from cities.models import Invitation
from cities.queries import administrator_of, open_invitations
from cities.services import (
    accept_as,
    accept_with_new_account,
    invitation_refusal,
    invite_to_city,
    joining_refusal,
    withdraw_invitation,
)
from cities.views.loaders import managed_desk_or_404
from rounds.models import Round


@login_required
def invite(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """One person, one role. The link is then on the page of the city's people, to be copied."""
    desk = managed_desk_or_404(request, slug, gb_code)
    may_appoint = desk.is_secretariat and administrator_of(desk.city) is None
    form = InviteForm(request.POST or None, may_appoint=may_appoint)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite_to_city(
                round=desk.round,
                city=desk.city,
                invited=form.invited(),
                by=request.user,
                absolute=request.build_absolute_uri,
            )
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, said_of(invitation))
            return redirect("cities:city-people", slug, gb_code)
    return render(
        request, "cities/invite.html", {"round": desk.round, "city": desk.city, "desk": desk, "form": form}
    )


def said_of(invitation: Invitation) -> str:
    said = {"name": invitation.full_name, "email": invitation.email}
    if invitation.email:
        return _("%(name)s is invited; the link goes to %(email)s, and you can copy it below.") % said
    return _("%(name)s is invited. Copy the link below and hand it over by a safe way.") % said


@login_required
@require_POST
def withdraw(request: UserRequest, slug: str, gb_code: str, pk: int) -> HttpResponse:
    desk = managed_desk_or_404(request, slug, gb_code)
    invitation = get_object_or_404(open_invitations(desk.city), pk=pk)
    withdraw_and_say(request, desk.round, invitation)
    return redirect("cities:city-people", slug, gb_code)


def withdraw_and_say(request: UserRequest, round: Round, invitation: Invitation) -> None:
    try:
        withdraw_invitation(round=round, invitation=invitation, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        said = {"name": invitation.full_name}
        messages.success(request, _("The invitation of %(name)s is withdrawn: its link no longer works.") % said)


@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the invited person opens: to what, by whom, until when; then an account, new or their own."""
    found = invitation_named(token)
    if found is None:
        return render(request, "cities/invitation_gone.html", {"is_whole": False}, status=404)
    if why_not := invitation_refusal(found):
        return render(request, "cities/invitation_gone.html", {"is_whole": True, "why_not": why_not}, status=410)
    if isinstance(request.user, User):
        return _with_own_account(request, found, request.user)
    return _with_new_account(request, found)


def _with_own_account(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    why_not = joining_refusal(found, user)
    if request.method == "POST" and not why_not:
        try:
            accept_as(invitation=found, user=user)
        except PortalError as error:
            why_not = error.message
        else:
            messages.success(request, _("You now act for %(place)s.") % {"place": found.place})
            return redirect("home")
    return render(request, "cities/invitation.html", {"invitation": found, "why_not": why_not})


def _with_new_account(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewAccountForm(request.POST or None, invitation=found)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password1"]
        try:
            user = accept_with_new_account(invitation=found, person=form.person(), password=password)
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            said = {"username": user.username, "place": found.place}
            messages.success(request, _("You now act for %(place)s. Sign in as %(username)s.") % said)
            return redirect("account_login")
    return render(request, "cities/invitation.html", {"invitation": found, "form": form})
