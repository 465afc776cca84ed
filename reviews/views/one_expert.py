"""One expert: profile, ties, recusals, cities by hand, history, leaving, first password."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.models import City, Submission
from reviews.forms.experts import CitiesForm, LeaveForm, ProfileForm, TieForm
from reviews.forms.recusals import RecusalForm
from reviews.models import Expert
from reviews.queries.gaps import mendable_gaps
from reviews.queries.history_of_experts import history_of
from reviews.queries.people import panel_of
from reviews.queries.recusals import all_recusals_of
from reviews.queries.registry import assignments_of_expert
from reviews.rules import ENTER_RECUSALS, SET_UP_PEOPLE, lead_refusal
from reviews.services.assignments import assign_by_hand
from reviews.services.experts import add_tie, change_expert, issue_password_link, remove_tie
from reviews.services.leaving import leave_panel
from reviews.services.recusals import enter_recusals
from reviews.views.loaders import expert_or_404, secretariats_round_or_404
from rounds.models import Action, Domain, Round

Forms = dict[str, Any]


@login_required
def expert(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Each of the page's forms comes back with what was typed if it is refused."""
    round, found = secretariats_round_or_404(request, slug), expert_or_404(pk)
    forms = _forms(request, round, found)
    acts: dict[str, Callable[..., bool]] = {
        "profile": _changed,
        "recuse": _recused,
        "tie": _tied,
        "leave": _left,
        "add": _added,
    }
    for name, act in acts.items():
        if forms[name].is_bound and forms[name].is_valid() and act(request, round, found, forms[name]):
            return redirect("reviews:expert", slug, pk)
    return _page(request, round, found, forms)


def _forms(request: UserRequest, round: Round, found: Expert) -> Forms:
    def sent(name: str) -> Any:
        return request.POST if request.method == "POST" and name in request.POST else None

    cities = list(City.objects.filter(submissions__round=round).select_related("province"))
    return {
        "profile": ProfileForm(sent("profile"), expert=found),
        "recuse": RecusalForm(sent("recuse"), cities=cities),
        "tie": TieForm(sent("tie")),
        "leave": LeaveForm(sent("leave"), round=round, expert=found),
        "add": CitiesForm(sent("add"), round=round, expert=found),
    }


def _changed(request: UserRequest, round: Round, found: Expert, form: ProfileForm) -> bool:
    try:
        change_expert(round=round, expert=found, profile=form.profile(), by=request.user)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(request, _("Saved."))
    return True


def _recused(request: UserRequest, round: Round, found: Expert, form: RecusalForm) -> bool:
    try:
        enter_recusals(round=round, expert=found, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(request, _("Recusal entered. It holds from now on."))
    return True


def _tied(request: UserRequest, round: Round, found: Expert, form: TieForm) -> bool:
    try:
        add_tie(round=round, expert=found, tie=form.tie(), by=request.user)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(request, _("Saved. What follows from it is recused."))
    return True


def _left(request: UserRequest, round: Round, found: Expert, form: LeaveForm) -> bool:
    try:
        left = leave_panel(round=round, expert=found, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(
        request,
        _("%(expert)s has left. Signed sheets kept: %(kept)s; cities open: %(open)s; passed on: %(passed)s.")
        % {"expert": found, "kept": left.kept, "open": left.open, "passed": left.passed_on},
    )
    for why_not in left.refused:
        messages.warning(request, why_not)
    return True


def _added(request: UserRequest, round: Round, found: Expert, form: CitiesForm) -> bool:
    """Every city on its own: what is refused is named, the rest is in the draft."""
    submissions: QuerySet[Submission] = form.cleaned_data["submissions"]
    domain: Domain | None = form.cleaned_data["domain"]
    number = 0
    for submission in submissions.select_related("city", "round__indicator_system"):
        try:
            assign_by_hand(submission=submission, expert=found, domain=domain, by=request.user)
        except PortalError as error:
            messages.error(request, error.message)
        else:
            number += 1
    if number:
        text = ngettext("%(number)d city added to the draft.", "%(number)d cities added to the draft.", number)
        messages.success(request, text % {"number": number})
    return True


def _page(request: UserRequest, round: Round, found: Expert, forms: Forms) -> HttpResponse:
    former = found.panels.filter(round=round, left_at__isnull=False).select_related("replaced_by__user").first()
    context = {
        "round": round,
        "expert": found,
        "member": panel_of(round).filter(expert=found).first(),
        "former": former,
        "short_count": len(mendable_gaps(round)) if former else 0,
        "forms": forms,
        "ties": found.ties.select_related("city", "province"),
        "recusals": all_recusals_of(round, found),
        "assignments": assignments_of_expert(round, found),
        "history": history_of(found),
        "has_password": found.user.has_usable_password(),
        "password_link": request.session.pop(_link_key(found), ""),
        "refusal": lead_refusal(round, request.user, SET_UP_PEOPLE),
        "recusal_refusal": lead_refusal(round, request.user, ENTER_RECUSALS),
        "assign_refusal": lead_refusal(round, request.user, [Action.ASSIGN]),
    }
    return render(request, "reviews/expert.html", context)


@login_required
@require_POST
def tie_remove(request: UserRequest, slug: str, pk: int, tie_pk: int) -> HttpResponse:
    round, found = secretariats_round_or_404(request, slug), expert_or_404(pk)
    tie = get_object_or_404(found.ties, pk=tie_pk)
    try:
        remove_tie(round=round, tie=tie, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken out. Recusals that followed from it stand."))
    return redirect("reviews:expert", slug, pk)


def _link_key(found: Expert) -> str:
    return f"password_link_{found.pk}"


@login_required
@require_POST
def password_link(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The link is shown once, on the next page, to the person who asked."""
    round, found = secretariats_round_or_404(request, slug), expert_or_404(pk)
    try:
        address = issue_password_link(round=round, expert=found, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        request.session[_link_key(found)] = request.build_absolute_uri(address)
    return redirect("reviews:expert", slug, pk)
