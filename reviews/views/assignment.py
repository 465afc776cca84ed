"""The secretariat's pages of assignment: matrix, one city, deployment."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.models import City
from reviews.forms.assignments import AssignForm
from reviews.models import Assignment, Expert
from reviews.queries.assignments import assignments_of, deployable
from reviews.queries.city import city_panel
from reviews.queries.deployment import difference_of
from reviews.queries.matrix import Matrix, Row
from reviews.queries.panel import pairing_of
from reviews.queries.runs import lever_sentences, newest_run, progress_of
from reviews.rules import lead_refusal
from reviews.services.assignments import (
    assign_by_hand,
    deploy_assignments,
    fingerprint_of,
    remove_assignment,
    undeploy_assignments,
)
from reviews.views.loaders import arranged_round_or_404, secretariats_round_or_404, submission_or_404
from rounds.models import Action, Role
from rounds.queries import leading_role


@login_required
@require_GET
def assignments(request: UserRequest, slug: str) -> HttpResponse:
    """City × domain with the experts' names, loads, how good it is, and what is lacking."""
    round = arranged_round_or_404(request, slug)
    pairing = pairing_of(round)
    matrix = Matrix(pairing)
    rows, run = matrix.rows, newest_run(round)
    assigned = pairing.assigned.values()
    drafts = sum(pair.is_draft for pair in assigned)
    context = {
        "round": round,
        "policy": round.policy_value,
        "rules": pairing.rules,
        "by_city": pairing.by_city,
        "matrix": matrix,
        "rows": _chosen(request, rows),
        "city_count": len(rows),
        "short_count": sum(row.is_short for row in rows),
        "chosen": {name: request.GET.get(name, "") for name in ("show", "q", "expert")},
        "lacks": matrix.lacks(),
        "expert_count": len(pairing.experts),
        "draft_count": drafts,
        "deployed_count": len(assigned) - drafts,
        "trial_count": sum(pair.is_trial for pair in assigned),
        "run": run,
        "progress": progress_of(run) if run else None,
        "levers": list(lever_sentences(run, pairing.domains)) if run else [],
        "is_secretariat": leading_role(request.user, round) == Role.SECRETARIAT,
        "refusal": lead_refusal(round, request.user, [Action.ASSIGN]),
    }
    return render(request, "reviews/assignments.html", context)


def _chosen(request: UserRequest, rows: list[Row]) -> list[Row]:
    """What the address asks for: a part of a name, an expert, only cities with too few (worst served first)."""
    words, expert = request.GET.get("q", "").strip().lower(), request.GET.get("expert", "")
    number = whole_number(expert, 0)
    short = request.GET.get("show") == "short"
    return [
        row
        for row in (sorted(rows, key=lambda row: (row.served, row.city.gb_code)) if short else rows)
        if (not short or row.is_short)
        and (not number or row.is_marked_by(number))
        and (words in row.city.name_zh or words in row.city.name_en.lower() or row.city.pinyin.startswith(words))
    ]


def _is_trial(assignment: Assignment) -> bool:
    """Proposed before the seed was drawn: it cannot be deployed."""
    run = assignment.run
    is_draft = assignment.state == Assignment.State.DRAFT
    return is_draft and not assignment.is_pinned and run is not None and run.seed is None


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
        deployable(round)
        .select_related("expert__user", "submission__city", "run")
        .order_by("expert", "submission")
    )
    by_expert: dict[int, tuple[Expert, list[City]]] = {}
    for draft in drafts:
        by_expert.setdefault(draft.expert_id, (draft.expert, []))[1].append(draft.submission.city)
    context = {
        "round": round,
        "by_expert": by_expert.values(),
        "number": len(drafts),
        "fingerprint": fingerprint_of(drafts),
        "difference": difference_of(round, drafts),
        "is_trial": any(map(_is_trial, drafts)),
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
    pairing = pairing_of(round)
    context = {
        "round": round,
        "submission": submission,
        "by_city": pairing.by_city,
        "panel": city_panel(pairing, submission),
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
