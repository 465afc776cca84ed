"""The secretariat's pages of assignment: matrix, one city, deployment."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.models import City
from reviews.forms.assignments import AssignForm
from reviews.models import Assignment, Expert
from reviews.queries.assignments import assignments_of
from reviews.queries.city import city_panel
from reviews.queries.matrix import lacks_of, matrix_of
from reviews.queries.panel import pairing_of
from reviews.rules import lead_refusal
from reviews.services.assignments import (
    assign_by_hand,
    deploy_assignments,
    deployable,
    fingerprint_of,
    propose_assignments,
    remove_assignment,
    undeploy_assignments,
)
from reviews.views.loaders import arranged_round_or_404, secretariats_round_or_404, submission_or_404
from rounds.models import Action, Role
from rounds.queries import leading_role


@login_required
@require_GET
def assignments(request: UserRequest, slug: str) -> HttpResponse:
    """City × domain with the experts' names, and what is lacking."""
    round = arranged_round_or_404(request, slug)
    pairing = pairing_of(round)
    rows = matrix_of(pairing)
    only_short = request.GET.get("show") == "short"
    states = [assignment.state for assignment in pairing.assigned.values()]
    context = {
        "round": round,
        "policy": round.policy_value,
        "domains": pairing.domains.values(),
        "rows": [row for row in rows if row.is_short] if only_short else rows,
        "city_count": len(rows),
        "short_count": sum(row.is_short for row in rows),
        "only_short": only_short,
        "lacks": lacks_of(pairing, rows),
        "expert_count": len(pairing.experts),
        "draft_count": states.count(Assignment.State.DRAFT),
        "deployed_count": states.count(Assignment.State.DEPLOYED),
        "is_secretariat": leading_role(request.user, round) == Role.SECRETARIAT,
        "refusal": lead_refusal(round, request.user, [Action.ASSIGN]),
    }
    return render(request, "reviews/assignments.html", context)


@login_required
@require_POST
def propose(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    try:
        number = propose_assignments(round=round, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        text = ngettext(
            "The draft has %(number)s new pair of expert and city.",
            "The draft has %(number)s new pairs of expert and city.",
            number,
        )
        messages.success(request, text % {"number": number})
    return redirect("reviews:assignments", slug)


@login_required
def deploy(request: UserRequest, slug: str) -> HttpResponse:
    """First the list of what would become known, then the act."""
    round = secretariats_round_or_404(request, slug)
    if request.method == "POST":
        try:
            number = deploy_assignments(
                round=round, fingerprint=request.POST.get("fingerprint", ""), by=request.user
            )
        except PortalError as error:
            messages.error(request, error.message)
        else:
            messages.success(
                request, _("Deployed: %(number)s. The experts see their cities now.") % {"number": number}
            )
            return redirect("reviews:assignments", slug)
    drafts = list(
        deployable(round).select_related("expert__user", "submission__city").order_by("expert", "submission")
    )
    by_expert: dict[int, tuple[Expert, list[City]]] = {}
    for draft in drafts:
        by_expert.setdefault(draft.expert_id, (draft.expert, []))[1].append(draft.submission.city)
    context = {
        "round": round,
        "by_expert": by_expert.values(),
        "number": len(drafts),
        "fingerprint": fingerprint_of(drafts),
        "waiting": sum(draft.submission.state != "accepted" for draft in drafts),
        "refusal": lead_refusal(round, request.user, [Action.ASSIGN]),
    }
    return render(request, "reviews/assignments_deploy.html", context)


@login_required
def undeploy(request: UserRequest, slug: str) -> HttpResponse:
    """Take back what nobody has begun."""
    round = secretariats_round_or_404(request, slug)
    if request.method == "POST":
        try:
            back, kept = undeploy_assignments(round=round, by=request.user)
        except PortalError as error:
            messages.error(request, error.message)
        else:
            messages.success(
                request,
                _("Taken back: %(back)s. Kept because of scores: %(kept)s.") % {"back": back, "kept": kept},
            )
        return redirect("reviews:assignments", slug)
    deployed = assignments_of(round).filter(state=Assignment.State.DEPLOYED).count()
    return render(request, "reviews/assignments_undeploy.html", {"round": round, "number": deployed})


@login_required
def city_assignments(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The experts of one city: assigned, free, recused."""
    round = arranged_round_or_404(request, slug)
    submission = submission_or_404(round, pk)
    if request.method == "POST":
        return _add(request, slug, pk)
    context = {
        "round": round,
        "submission": submission,
        "panel": city_panel(pairing_of(round), submission),
        "is_secretariat": leading_role(request.user, round) == Role.SECRETARIAT,
        "refusal": lead_refusal(round, request.user, [Action.ASSIGN]),
    }
    return render(request, "reviews/assignments_city.html", context)


def _add(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    submission = submission_or_404(round, pk)
    form = AssignForm(request.POST, round=round)
    if not form.is_valid():
        messages.error(request, _("Choose an expert of the panel."))
        return redirect("reviews:city-assignments", slug, pk)
    try:
        made = assign_by_hand(submission=submission, by=request.user, **form.cleaned_data)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(expert)s added to the draft.") % {"expert": made.expert})
    return redirect("reviews:city-assignments", slug, pk)


@login_required
@require_POST
def remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    assignment = get_object_or_404(assignments_of(round).select_related("round", "expert__user"), pk=pk)
    submission_pk = assignment.submission_id
    try:
        remove_assignment(assignment=assignment, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(expert)s no longer scores this city.") % {"expert": assignment.expert})
    return redirect("reviews:city-assignments", slug, submission_pk)
