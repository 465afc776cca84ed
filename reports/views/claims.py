"""The secretariat's desk for corrections of facts and objections; others who lead read it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from accounts.tables import download
from cities.queries import reader_role
from cities.views.loaders import led_round_or_404, secretariats_round_or_404
from reports.answers import answer_letter
from reports.forms.claims import FactDecisionForm, ObjectionDecisionForm
from reports.models import Claim, FactRequest, Objection
from reports.queries.claims import FACT_IS_TO_DO, fact_requests_of, objection_counts, objections_of
from reports.services.claims import decide_fact_request, decide_objection
from reviews.queries.results import result_in_force
from rounds.models import Role, Round
from rounds.queries import leading_role


@login_required
@require_GET
def facts(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    round = led_round_or_404(request, slug)
    if ending:
        said = [Column(_("Used"), lambda claim: claim.used), Column(_("Asked for"), lambda claim: claim.proposed)]
        words = [round.name, _("Corrections of facts")]
        return list_file(words, ending, _columns(said), fact_requests_of(round))
    return render(request, "reports/facts.html", _context(request, round, list(fact_requests_of(round))))


@login_required
@require_GET
def objections(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    round = led_round_or_404(request, slug)
    if ending:
        said = [
            Column(_("Result"), lambda claim: claim.result.number, kind="count"),
            Column(_("Kind"), lambda claim: claim.get_kind_display()),
            Column(_("Effect"), lambda claim: claim.get_effect_display()),
        ]
        return list_file([round.name, _("Objections")], ending, _columns(said), objections_of(round))
    context = _context(request, round, list(objections_of(round))) | {"counts": objection_counts(round)}
    return render(request, "reports/objections.html", context)


def _columns(said: list[Column]) -> list[Column]:
    """What corrections and objections have in common, around what only one of them says."""
    return [
        Column(_("City"), lambda claim: claim.submission.city.name),
        Column(_("Indicator"), lambda claim: claim.indicator.code),
        *said,
        Column(_("Reasons"), lambda claim: claim.text),
        Column(_("Evidence"), lambda claim: "; ".join(piece.title for piece in claim.evidence.all())),
        Column(_("Filed by"), lambda claim: str(claim.filed_by)),
        moment(_("Filed at"), lambda claim: claim.filed_at),
        Column(_("State"), lambda claim: claim.get_state_display()),
        Column(_("Answer"), lambda claim: claim.answer),
        Column(_("Decided by"), lambda claim: str(claim.decided_by or "")),
        moment(_("Decided at"), lambda claim: claim.decided_at),
    ]


@login_required
def decide_fact(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    claim = get_object_or_404(fact_requests_of(round), pk=pk)
    form = FactDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_fact_request(request=claim, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return _to_correct(request, claim) or redirect("reports:facts", slug)
    return _decision(request, round, claim, form)


def _to_correct(request: UserRequest, claim: FactRequest) -> HttpResponse | None:
    """On to the value that must be corrected now; None where there is none, or the result is frozen."""
    to_do = fact_requests_of(claim.submission.round).filter(FACT_IS_TO_DO, pk=claim.pk).exists()
    if not to_do:
        messages.success(request, _("Decided. The city has been told."))
        return None
    code = {"code": claim.indicator.code}
    if result_in_force(claim.submission.round):
        words = _(
            "Decided. The city has been told. The result is frozen: the value of %(code)s can be corrected once a"
            " second person has signed the correction of the result."
        )
        messages.success(request, words % code)
        return None
    words = _("Decided. The city has been told. Now correct the value of %(code)s here.")
    messages.success(request, words % code)
    page = reverse("reviews:verify-city", args=[claim.submission.round.slug, claim.submission_id])
    return redirect(f"{page}#{claim.indicator.code}")


@login_required
def decide(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    claim = get_object_or_404(objections_of(round), pk=pk)
    form = ObjectionDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_objection(objection=claim, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Decided. The city has been told."))
            return redirect("reports:objections", slug)
    return _decision(request, round, claim, form)


@login_required
@require_GET
def answer(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The letter that answers an objection, as PDF: for the secretariat and for the city."""
    objection = Objection.objects.filter(submission__round__slug=slug, pk=pk).exclude(state="filed")
    claim = objection.select_related("submission__city", "submission__round", "indicator").first()
    if claim is None or not _may_read(request, claim):
        raise Http404
    name = "_".join([claim.submission.city.short_zh, _("answer to the objection"), claim.indicator.code])
    return download(f"{name}.pdf", answer_letter(claim))


def _may_read(request: UserRequest, claim: Objection) -> bool:
    return reader_role(request.user, claim.submission) in {Role.CITY, Role.SECRETARIAT}


def _context(request: UserRequest, round: Round, claims: list[Any]) -> dict[str, Any]:
    return {
        "round": round,
        "claims": claims,
        "is_frozen": result_in_force(round) is not None,
        "open": sum(claim.is_open for claim in claims),
        "may_decide": leading_role(request.user, round) == Role.SECRETARIAT,
    }


def _decision(
    request: UserRequest, round: Round, claim: Claim, form: FactDecisionForm | ObjectionDecisionForm
) -> HttpResponse:
    context = {
        "round": round,
        "claim": claim,
        "form": form,
        "is_objection": isinstance(claim, Objection),
        "is_fact": isinstance(claim, FactRequest),
    }
    return render(request, "reports/decide.html", context, status=422 if form.errors else 200)
