"""The secretariat's pages about experts: registry, panel, import, one expert."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.imports import ImportPage, import_page
from accounts.models import UserRequest
from cities.models import City
from reviews.forms.experts import ProfileForm
from reviews.forms.recusals import RecusalForm
from reviews.models import Expert
from reviews.queries.people import panel_of
from reviews.queries.recusals import recusals_of
from reviews.queries.registry import RegistryFilter, assignments_of_expert, registry
from reviews.resources import ExpertResource
from reviews.rules import ENTER_RECUSALS, SET_UP_PEOPLE, lead_refusal
from reviews.services.experts import (
    add_to_panel,
    change_expert,
    issue_password_link,
    remove_from_panel,
)
from reviews.services.recusals import enter_recusals, live_rounds, refresh_rule_recusals
from reviews.views.loaders import expert_or_404, secretariats_round_or_404
from rounds.models import Domain, Round

PAGE = 50


def chosen_in_registry(request: UserRequest) -> RegistryFilter:
    """What of the registry is shown, as the address says."""
    return RegistryFilter(
        domain=request.GET.get("domain", ""),
        place=request.GET.get("place", ""),
        words=request.GET.get("q", ""),
    )


@login_required
@require_GET
def experts(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    chosen = chosen_in_registry(request)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "round": round,
        "page": Paginator(registry(round, chosen), PAGE).get_page(request.GET.get("page")),
        "query": f"{query.urlencode()}&" if query else "",
        "chosen": chosen,
        "domains": Domain.objects.all(),
        "panel_count": panel_of(round).count(),
        "refusal": lead_refusal(round, request.user, SET_UP_PEOPLE),
    }
    return render(request, "reviews/experts.html", context)


@login_required
@require_POST
def panel_add(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    numbers = [int(pk) for pk in request.POST.getlist("expert") if pk.isascii() and pk.isdigit()]
    try:
        members = add_to_panel(round=round, experts=list(Expert.objects.filter(pk__in=numbers)), by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Added to the panel: %(number)s.") % {"number": len(members)})
    return redirect("reviews:experts", slug)


@login_required
@require_POST
def panel_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    expert = expert_or_404(pk)
    try:
        remove_from_panel(round=round, expert=expert, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(expert)s is no longer in the panel.") % {"expert": expert})
    return redirect("reviews:expert", slug, pk)


@login_required
def expert(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One expert: profile, recusals, cities, first password."""
    round, found = secretariats_round_or_404(request, slug), expert_or_404(pk)
    sent = request.POST if request.method == "POST" else None
    cities = list(City.objects.filter(submissions__round=round).select_related("province"))
    profile = ProfileForm(sent if sent and "profile" in sent else None, expert=found)
    recusal = RecusalForm(sent if sent and "recuse" in sent else None, cities=cities)
    if profile.is_bound and _changed(request, round, found, profile):
        return redirect("reviews:expert", slug, pk)
    if recusal.is_bound and _recused(request, round, found, recusal):
        return redirect("reviews:expert", slug, pk)
    return _expert_page(request, round, found, profile, recusal)


def _changed(request: UserRequest, round: Round, found: Expert, form: ProfileForm) -> bool:
    if not form.is_valid():
        return False
    try:
        change_expert(round=round, expert=found, profile=form.profile(), by=request.user)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(request, _("Saved."))
    return True


def _recused(request: UserRequest, round: Round, found: Expert, form: RecusalForm) -> bool:
    if not form.is_valid():
        return False
    try:
        enter_recusals(round=round, expert=found, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return False
    messages.success(request, _("Recusal entered. It holds from now on."))
    return True


def _expert_page(
    request: UserRequest, round: Round, found: Expert, profile: ProfileForm, recusal: RecusalForm
) -> HttpResponse:
    context = {
        "round": round,
        "expert": found,
        "member": panel_of(round).filter(expert=found).first(),
        "profile": profile,
        "recusal": recusal,
        "recusals": recusals_of(round, found),
        "assignments": assignments_of_expert(round, found),
        "has_password": found.user.has_usable_password(),
        "password_link": request.session.pop(_link_key(found), ""),
        "refusal": lead_refusal(round, request.user, SET_UP_PEOPLE),
        "recusal_refusal": lead_refusal(round, request.user, ENTER_RECUSALS),
    }
    return render(request, "reviews/expert.html", context)


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


@login_required
def experts_import(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    if why_not := lead_refusal(round, request.user, SET_UP_PEOPLE):
        messages.error(request, why_not)
        return redirect("reviews:experts", slug)
    page = ImportPage(
        resource=ExpertResource(),
        verb="import_experts",
        heading=gettext_lazy("Import experts"),
        explanation=gettext_lazy(
            "New experts get an account without a password; you hand over a link by which they set one. The "
            "registry is shared by all rounds: put them into the panel of this round afterwards."
        ),
        pretitle=round,
        done=reverse("reviews:experts", args=[slug]),
        subject=round,
        round_id=round.pk,
        then=lambda: refresh_rule_recusals(*live_rounds(), by=request.user),
    )
    return import_page(request, page)
