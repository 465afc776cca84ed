"""The people of the provinces' authorities: invited and ended by the secretariat."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.listing import Column, list_file
from accounts.models import UserRequest
from cities.forms import InviteForm
from cities.models import Province
from cities.queries import history_of, members_of_province, open_invitations, provinces_with_people
from cities.rules import people_refusal
from cities.services import end_province_membership, invite_to_province
from cities.views.invitations import said_of, withdraw_and_say
from cities.views.loaders import secretariats_round_or_404
from cities.views.organisation import invitation_address
from cities.views.people_words import lines_of
from rounds.models import Round


@login_required
@require_GET
def provinces(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Each province of which a city takes part, with who acts for its authority."""
    round = secretariats_round_or_404(request, slug)
    found = list(provinces_with_people(round))
    if ending:
        acting = [(province, member) for province in found for member in getattr(province, "acting", []) or [None]]
        return list_file([round.name, _("Provincial accounts")], ending, _columns(), acting)
    context = {
        "round": round,
        "provinces": found,
        "without_count": sum(1 for province in found if not getattr(province, "acting", [])),
    }
    return render(request, "cities/provinces.html", context)


def _columns() -> list[Column]:
    """Of a province and one who acts for it, or nobody."""
    return [
        Column(_("Province"), lambda row: row[0].name),
        Column(_("Who acts for its authority"), lambda row: str(row[1].user) if row[1] else ""),
        Column(_("User name"), lambda row: row[1].user.username if row[1] else ""),
    ]


@login_required
def province_people(request: UserRequest, slug: str, code: str) -> HttpResponse:
    """Who acts for one authority, and inviting somebody to."""
    round, province = _province_or_404(request, slug, code)
    form = InviteForm(request.POST or None, to_province=True)
    if request.method == "POST" and form.is_valid() and _invited(request, round, province, form):
        return redirect("cities:province-people", slug, code)
    context = {
        "round": round,
        "province": province,
        "form": form,
        "members": members_of_province(province),
        "invitations": [(one, invitation_address(request, one)) for one in open_invitations(province)],
        "history": lines_of(history_of(province)),
        "refusal": people_refusal(round, request.user),
    }
    return render(request, "cities/province_people.html", context)


def _invited(request: UserRequest, round: Round, province: Province, form: InviteForm) -> bool:
    try:
        invitation = invite_to_province(
            round=round,
            province=province,
            invited=form.invited(),
            by=request.user,
            absolute=request.build_absolute_uri,
        )
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(request, said_of(invitation))
    return True


@login_required
@require_POST
def end(request: UserRequest, slug: str, code: str, pk: int) -> HttpResponse:
    round, province = _province_or_404(request, slug, code)
    membership = get_object_or_404(province.memberships.select_related("user", "province"), pk=pk)
    closes = "closes_account" in request.POST
    try:
        end_province_membership(round=round, membership=membership, by=request.user, closes_account=closes)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        said = {"name": membership.user, "city": province}
        messages.success(request, _("%(name)s no longer acts for %(city)s.") % said)
    return redirect("cities:province-people", slug, code)


@login_required
@require_POST
def withdraw(request: UserRequest, slug: str, code: str, pk: int) -> HttpResponse:
    round, province = _province_or_404(request, slug, code)
    withdraw_and_say(request, round, get_object_or_404(open_invitations(province), pk=pk))
    return redirect("cities:province-people", slug, code)


def _province_or_404(request: UserRequest, slug: str, code: str) -> tuple[Round, Province]:
    round = secretariats_round_or_404(request, slug)
    return round, get_object_or_404(provinces_with_people(round), code=code)
