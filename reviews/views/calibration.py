"""The calibration exercise: set up and moved on by the secretariat, marked and discussed by experts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.models import SubmissionVersion
from cities.services import record_download, send_evidence
from reviews.errors import Incomplete, StaleSheet
from reviews.forms.calibration import AnchorsForm, AnchorSheetForm
from reviews.forms.discussions import RemarkForm
from reviews.models import AnchorDossier, AnchorSheet, Calibration
from reviews.queries.calibration import (
    anchor_indicators,
    anchors_for,
    attempt_now,
    calibration_of,
    dossiers_of,
    offered_versions,
    own_sheets,
    people_of_calibration,
    progress_of,
    results_of,
)
from reviews.queries.discussions import remarks_on
from reviews.queries.material import Material, evidence_in, material_of
from reviews.queries.people import membership
from reviews.queries.sheets import criteria_of, with_criteria
from reviews.rules import ALL_WHO_LEAD, lead_refusal
from reviews.services.calibration import NEXT, advance_calibration, prepare_calibration, save_anchor_sheet
from reviews.services.discussions import add_remark_on_anchor
from reviews.views.loaders import secretariats_round_or_404
from rounds.models import Action, Indicator, Role, Round
from rounds.queries import leading_role, newest_first
from rounds.rules import refusal


@login_required
def calibration(request: UserRequest, slug: str) -> HttpResponse:
    """Where the exercise stands: for those who lead its progress and results, for an expert their dossiers.

    Who is both has both.
    """
    round, role = _round_or_404(request, slug)
    found = calibration_of(round)
    form = RemarkForm(request.POST or None)
    if request.method == "POST":
        if found is None:
            raise Http404
        if form.is_valid() and _said(request, found, role, form):
            return redirect("reviews:calibration", slug)
    context = {
        "round": round,
        "calibration": found,
        "is_secretariat": role == Role.SECRETARIAT,
        "leads": role is not None,
        "refusal": lead_refusal(round, request.user, [Action.CALIBRATE]) if role == Role.SECRETARIAT else "",
        "form": form,
        "said_on": whole_number(request.POST.get("dossier"), 0),
        **(_state(request, found, role) if found else {}),
    }
    return render(request, "reviews/calibration.html", context)


def _round_or_404(request: UserRequest, slug: str) -> tuple[Round, Role | None]:
    round = get_object_or_404(newest_first(), slug=slug)
    role = leading_role(request.user, round)
    if role not in ALL_WHO_LEAD and membership(request.user, round) is None:
        raise Http404
    return round, role


def _state(request: UserRequest, calibration: Calibration, role: Role | None) -> dict[str, Any]:
    marked = list(anchors_for(request.user, calibration))
    dossiers = list(dossiers_of(calibration)) if role else marked
    to_mark = {dossier.pk for dossier in marked}
    attempt, own, counts = (
        attempt_now(calibration),
        own_sheets(request.user, calibration),
        progress_of(calibration),
    )
    named = role in {Role.SECRETARIAT, Role.CHAIR}
    people = people_of_calibration(calibration)
    shown = {person.user.pk: person.shown_to(request.user, named=named) for person in people}
    return {
        "attempt": attempt,
        "marks": role is None or bool(to_mark),
        "next_state": Calibration.State(NEXT[calibration.state]).label if calibration.state in NEXT else "",
        "lines": [
            {
                "dossier": dossier,
                "is_to_mark": dossier.pk in to_mark,
                "sheet": own.get((dossier.pk, attempt)) if attempt else None,
                "first": counts.get((dossier.pk, AnchorSheet.Attempt.FIRST), 0) if role else None,
                "second": counts.get((dossier.pk, AnchorSheet.Attempt.SECOND), 0) if role else None,
            }
            for dossier in dossiers
        ],
        "results": [
            {
                "result": result,
                "columns": [shown[person.user.pk] for person in result.columns],
                "remarks": [(r, shown.get(r.author_id, _("Another person"))) for r in remarks_on(result.dossier)],
            }
            for result in results_of(calibration, dossiers)
        ]
        if calibration.state not in (Calibration.State.PREPARED, Calibration.State.FIRST)
        else [],
        "discusses": calibration.state == Calibration.State.DISCUSSION
        and role in (None, Role.CHAIR, Role.SECRETARIAT),
    }


def _said(request: UserRequest, calibration: Calibration, role: Role | None, form: RemarkForm) -> bool:
    chosen = request.POST.get("dossier", "")
    seen = dossiers_of(calibration) if role else anchors_for(request.user, calibration)
    dossier = get_object_or_404(seen, pk=whole_number(chosen, 0))
    try:
        add_remark_on_anchor(dossier=dossier, text=form.cleaned_data["text"], by=request.user)
    except PortalError as error:
        form.add_error("text" if error.field == "text" else None, error.message)
        return False
    messages.success(request, _("Said."))
    return True


@login_required
def anchors(request: UserRequest, slug: str) -> HttpResponse:
    """Choose the dossiers."""
    round = secretariats_round_or_404(request, slug)
    found = calibration_of(round)
    chosen = list(dossiers_of(found).values_list("version_id", flat=True)) if found else []
    form = AnchorsForm(request.POST or None, offered=offered_versions(round), chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            prepare_calibration(round=round, versions=list(form.cleaned_data["versions"]), by=request.user)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("reviews:calibration", slug)
    return render(request, "reviews/anchors.html", {"round": round, "form": form})


@login_required
@require_POST
def advance(request: UserRequest, slug: str) -> HttpResponse:
    """From one part of the exercise to the next."""
    round = secretariats_round_or_404(request, slug)
    found = calibration_of(round)
    if found is None:
        raise Http404
    try:
        advance_calibration(calibration=found, state=request.POST.get("state", ""), by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reviews:calibration", slug)


@login_required
def anchor(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """A dossier with its material, and the sheet for it. Nothing given here counts in the evaluation."""
    dossier = _dossier_or_404(request, slug, pk)
    calibration = dossier.calibration
    attempt, member = attempt_now(calibration), membership(request.user, calibration.round)
    assert member is not None  # the loader has found one
    sheet = _own_sheet(request, dossier)
    asked = [indicator.pk for indicator in anchor_indicators(calibration.round, member.expert)]
    indicators = Indicator.objects.filter(pk__in=asked).select_related("area").order_by("position", "code")
    form = AnchorSheetForm(
        request.POST or None,
        criteria=criteria_of(with_criteria(indicators)),
        marks=sheet.marks if sheet else {},
        version=sheet.version if sheet else 0,
    )
    if request.method == "POST" and form.is_valid() and _kept(request, dossier, form):
        if "submit" in request.POST:
            return redirect("reviews:calibration", slug)
        return redirect("reviews:anchor", slug, pk)
    context = {
        "round": calibration.round,
        "dossier": dossier,
        "calibration": calibration,
        "attempt": attempt,
        "sheet": sheet,
        "form": form,
        "material": _material(dossier),
        "closed": attempt is None or bool(sheet and sheet.submitted_at),
        "refusal": refusal(calibration.round, Role.EXPERT, Action.CALIBRATE),
    }
    return render(request, "reviews/anchor.html", context)


def _own_sheet(request: UserRequest, dossier: AnchorDossier) -> AnchorSheet | None:
    """Of the marks that are given now."""
    attempt = attempt_now(dossier.calibration)
    return own_sheets(request.user, dossier.calibration).get((dossier.pk, attempt or 0))


def _kept(request: UserRequest, dossier: AnchorDossier, form: AnchorSheetForm) -> bool:
    try:
        save_anchor_sheet(
            dossier=dossier,
            version=form.cleaned_data["version"],
            entries=form.entries(),
            submit="submit" in request.POST,
            by=request.user,
        )
    except Incomplete as error:
        for code, problem in error.problems.items():
            form.add_error(f"points_{code}", problem)
        return False
    except StaleSheet as error:
        form.show_stored(_own_sheet(request, dossier))
        form.add_error(None, error.message)
        return False
    except PortalError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("Submitted.") if "submit" in request.POST else _("Saved."))
    return True


@login_required
@require_GET
def anchor_evidence(request: UserRequest, slug: str, pk: int, evidence_pk: int) -> HttpResponseBase:
    """A file of the dossier, as a download on record."""
    found = evidence_in(_material(_dossier_or_404(request, slug, pk)), evidence_pk)
    if found is None:
        raise Http404
    record_download(evidence=found, by=request.user, early=False)
    return send_evidence(found)


def _material(dossier: AnchorDossier) -> Material:
    """As experts read material: without the city's own scores."""
    return material_of(SubmissionVersion.objects.get(pk=dossier.version_id), with_self_scores=False)


def _dossier_or_404(request: UserRequest, slug: str, pk: int) -> AnchorDossier:
    round = get_object_or_404(newest_first(), slug=slug)
    found = calibration_of(round)
    if found is None:
        raise Http404
    return get_object_or_404(anchors_for(request.user, found), pk=pk)
