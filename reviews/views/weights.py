"""The secretariat's table of experts' weights: a page, the same as a file, and a file back in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.imports import ImportPage, import_page
from accounts.models import UserRequest
from accounts.tables import FileColumn, table_file
from reviews.forms.weights import WeightsForm
from reviews.queries.weights import domain_weights, weighted_panel
from reviews.ranking.explanation import number_of_equals
from reviews.resources import WeightResource
from reviews.services.weights import ask_for_ranking, set_weights, weights_refusal
from reviews.views.loaders import secretariats_round_or_404
from scoring.choices import ExpertWeights


@login_required
def weights(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    members, refusal = weighted_panel(round), weights_refusal(round, request.user)
    form = WeightsForm(request.POST or None, members=members, is_frozen=bool(refusal))
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_weights(round=round, weights=form.weights(), by=request.user)
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            said = ngettext("%(number)d weight changed.", "%(number)d weights changed.", changed)
            messages.success(request, said % {"number": changed})
            return redirect("reviews:weights", slug)
    context = {
        "round": round,
        "form": form,
        "refusal": refusal,
        "counts": round.policy_value.expert_weights is ExpertWeights.TABLE,
        "domains": [(row, number_of_equals(row.n_eff)) for row in domain_weights(members)],
    }
    return render(request, "reviews/weights.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def weights_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """In the columns of the import: what goes out comes in again."""
    round = secretariats_round_or_404(request, slug)
    table = WeightResource(round, request.user).export()
    columns = [FileColumn(header) for header in table.headers]
    name = "_".join([round.name, _("weights of experts")])
    return table_file(f"{name}.{ending}", columns, table)


@login_required
def weights_import(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    if why_not := weights_refusal(round, request.user):
        messages.error(request, why_not)
        return redirect("reviews:weights", slug)
    page = ImportPage(
        resource=WeightResource(round, request.user),
        verb="import_weights",
        heading=gettext_lazy("Import weights of experts"),
        explanation=gettext_lazy(
            "One line for each expert of the panel whose weight changes. Who is not in the file keeps theirs."
        ),
        pretitle=round,
        done=reverse("reviews:weights", args=[slug]),
        subject=round,
        round_id=round.pk,
        then=lambda: ask_for_ranking(round),
    )
    return import_page(request, page)
