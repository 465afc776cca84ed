"""The secretariat's registry of experts, the panel of a round, and the tables."""

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
from accounts.tables import FileColumn, table_file
from accounts.typed import whole_number
from reviews.models import Expert
from reviews.queries.people import panel_of
from reviews.queries.registry import RegistryFilter, registry
from reviews.resources import ExpertResource, TieResource
from reviews.rules import SET_UP_PEOPLE, lead_refusal
from reviews.services.experts import add_to_panel, remove_from_panel
from reviews.services.recusals import live_rounds, refresh_rule_recusals
from reviews.views.loaders import expert_or_404, secretariats_round_or_404
from rounds.models import Domain

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
@require_GET
def experts_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """The registry as it is shown, in the columns of the import: what goes out comes in again."""
    round = secretariats_round_or_404(request, slug)
    table = ExpertResource().export(queryset=registry(round, chosen_in_registry(request)))
    columns = [FileColumn(header) for header in table.headers]
    return table_file(f"{round.name}_{_('experts')}.{ending}", columns, table)


@login_required
@require_POST
def panel_add(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    numbers = [number for pk in request.POST.getlist("expert") if (number := whole_number(pk))]
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


@login_required
def ties_import(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    if why_not := lead_refusal(round, request.user, SET_UP_PEOPLE):
        messages.error(request, why_not)
        return redirect("reviews:experts", slug)
    page = ImportPage(
        resource=TieResource(),
        verb="import_ties",
        heading=gettext_lazy("Import past ties"),
        explanation=gettext_lazy(
            "One line for each tie of an expert to an organisation, with its years. Recusals that follow are "
            "entered at once, in every round that is not frozen; what would void a signed sheet waits on the "
            "page of recusals."
        ),
        pretitle=round,
        done=reverse("reviews:experts", args=[slug]),
        subject=round,
        round_id=round.pk,
        then=lambda: refresh_rule_recusals(*live_rounds(), by=request.user),
    )
    return import_page(request, page)
