"""Invitations into a panel and their answers; the random draw of experts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.listing import Column, list_file, moment
from accounts.models import User, UserRequest
from accounts.passwords import first_password_address
from accounts.typed import whole_number
from reviews.forms.inviting import AnswerForm, DrawForm
from reviews.invitation_links import panel_invitation_named, token_of
from reviews.models import Expert, ExpertDraw, PanelInvitation
from reviews.queries.inviting import invitations_into, is_repeatable, people_of_draw, replacements_due
from reviews.rules import SET_UP_PEOPLE, lead_refusal
from reviews.services.inviting import (
    answer_invitation,
    draw_experts,
    invite_experts,
    panel_invitation_refusal,
    withdraw_panel_invitation,
)
from reviews.views.loaders import led_round_or_404, secretariats_round_or_404
from rounds.models import Domain, Role
from rounds.queries import leading_role


@login_required
@require_GET
def invitations(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Who was asked and what they answered; links that can be handed over."""
    round = secretariats_round_or_404(request, slug)
    if ending:
        words = [round.name, _("Invitations into the panel")]
        return list_file(words, ending, _columns(), invitations_into(round))
    spares = {one.declined.pk: one.spare for one in replacements_due(round)}
    rows = [
        (one, request.build_absolute_uri(address_of(one)) if one.state == "open" else "", spares.get(one.pk))
        for one in invitations_into(round)
    ]
    context = {
        "round": round,
        "rows": rows,
        "draws": ExpertDraw.objects.filter(round=round).select_related("drawn_by"),
        "refusal": lead_refusal(round, request.user, SET_UP_PEOPLE),
    }
    return render(request, "reviews/invitations.html", context)


def _columns() -> list[Column]:
    """Without the links: who holds one can answer."""
    return [
        Column(_("Expert"), lambda one: str(one.expert)),
        Column(_("Employer"), lambda one: one.expert.employer),
        Column(_("Domains"), lambda one: "; ".join(str(domain) for domain in one.expert.domains.all())),
        moment(_("Invited at"), lambda one: one.invited_at),
        Column(_("Invited by"), lambda one: str(one.invited_by)),
        Column(_("By draw"), lambda one: _("yes") if one.draw_id else _("no")),
        moment(_("Answer until"), lambda one: one.answer_by),
        Column(_("Answer"), lambda one: one.get_answer_display()),
        moment(_("Answered at"), lambda one: one.answered_at),
        Column(_("Reason"), lambda one: one.reason),
        moment(_("Withdrawn at"), lambda one: one.withdrawn_at),
    ]


def address_of(invitation: PanelInvitation) -> str:
    return reverse("reviews:panel-invitation", args=[token_of(invitation)])


@login_required
@require_POST
def invite(request: UserRequest, slug: str) -> HttpResponse:
    """Experts ticked in the registry, or those whom a draw has chosen."""
    round = secretariats_round_or_404(request, slug)
    numbers = [number for pk in request.POST.getlist("expert") if (number := whole_number(pk))]
    drawn = request.POST.get("draw", "")
    number = whole_number(drawn, 0)
    draw = ExpertDraw.objects.filter(round=round, pk=number).first()
    experts = list(Expert.objects.filter(pk__in=numbers, user__is_active=True).select_related("user"))
    try:
        made = invite_experts(
            round=round, experts=experts, draw=draw, by=request.user, absolute=request.build_absolute_uri
        )
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("reviews:experts", slug)
    text = ngettext("%(number)d expert invited.", "%(number)d experts invited.", len(made))
    messages.success(request, text % {"number": len(made)})
    return redirect("reviews:invitations", slug)


@login_required
@require_POST
def withdraw(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    invitation = get_object_or_404(invitations_into(round), pk=pk)
    try:
        withdraw_panel_invitation(invitation=invitation, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Withdrawn: the link no longer works."))
    return redirect("reviews:invitations", slug)


@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What the invited expert opens, signed in or not: accept, or decline and say why."""
    found = panel_invitation_named(token)
    if found is None:
        return render(request, "cities/invitation_gone.html", {"is_whole": False}, status=404)
    if isinstance(request.user, User) and request.user.pk != found.expert.user_id:
        why_not = _("This invitation is for another person. Sign out first.")
        return render(request, "cities/invitation_gone.html", {"is_whole": True, "why_not": why_not}, status=410)
    if why_not := panel_invitation_refusal(found):
        return render(request, "cities/invitation_gone.html", {"is_whole": True, "why_not": why_not}, status=410)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_invitation(invitation=found, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            return _answered(request, found, accepts=form.cleaned_data["accepts"])
    return render(request, "reviews/panel_invitation.html", {"invitation": found, "form": form})


def _answered(request: HttpRequest, invitation: PanelInvitation, *, accepts: bool) -> HttpResponse:
    """After accepting: the first password if there is none yet, else the pledge."""
    user = invitation.expert.user
    if not accepts:
        return render(request, "reviews/panel_invitation_declined.html", {"invitation": invitation})
    if not user.has_usable_password():
        address = first_password_address(user=user, by=user, round_id=invitation.round_id)
        context = {"invitation": invitation, "address": address}
        return render(request, "reviews/panel_invitation_accepted.html", context)
    return redirect("reviews:pledge", invitation.round.slug)


@login_required
def draws(request: UserRequest, slug: str) -> HttpResponse:
    """Draw experts by domain from a public seed, with spares. All who lead read what was drawn."""
    round = led_round_or_404(request, slug)
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = draw_experts(round=round, by=request.user, **form.asked())
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("reviews:draw", slug, made.pk)
    context = {
        "round": round,
        "form": form,
        "draws": ExpertDraw.objects.filter(round=round).select_related("drawn_by"),
        "refusal": lead_refusal(round, request.user, SET_UP_PEOPLE),
        "is_secretariat": leading_role(request.user, round) == Role.SECRETARIAT,
    }
    return render(request, "reviews/draws.html", context)


@login_required
@require_GET
def draw(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One draw with all that it follows from, drawn again each time it is looked at; made for printing."""
    round = led_round_or_404(request, slug)
    made = get_object_or_404(ExpertDraw.objects.filter(round=round).select_related("drawn_by"), pk=pk)
    names = {domain.code: domain.name for domain in Domain.objects.all()}
    context = {
        "round": round,
        "draw": made,
        "domains": people_of_draw(made, names),
        "is_repeated": is_repeatable(made),
        "refusal": lead_refusal(round, request.user, SET_UP_PEOPLE),
        "is_secretariat": leading_role(request.user, round) == Role.SECRETARIAT,
    }
    return render(request, "reviews/draw.html", context)
