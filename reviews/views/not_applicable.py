"""What does not apply to a city: asked for on its own page, decided in the secretariat's queue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from cities.models import NotApplicableRequest, Submission
from cities.queries import submissions_acted_for
from reviews.forms.not_applicable import AskForm, DecideForm
from reviews.not_applicable import asked_of, requests_of
from reviews.services.not_applicable import (
    ask_not_applicable,
    asking_refusal,
    decide_not_applicable,
    deciding_refusal,
    take_back_not_applicable,
)
from rounds.models import Indicator, Role
from rounds.queries import round_led_or_404

READS = (Role.SECRETARIAT, Role.CHAIR, Role.OBSERVER)


def _own_or_404(request: UserRequest, slug: str) -> Submission:
    submission = submissions_acted_for(request.user).filter(round__slug=slug).first()
    if submission is None:
        raise Http404
    return submission


@login_required
def not_applicable(request: UserRequest, slug: str) -> HttpResponse:
    """The city's requests with their state, and one more."""
    submission = _own_or_404(request, slug)
    asked = asked_of(submission)
    indicators = Indicator.objects.filter(system=submission.round.indicator_system_id, domain__isnull=False)
    form = AskForm(request.POST or None, indicators=indicators.exclude(code__in=asked.codes).order_by("position"))
    if request.method == "POST" and form.is_valid() and _asked(request, submission, form):
        return redirect("reviews:not-applicable", slug)
    context = {
        "round": submission.round,
        "submission": submission,
        "asked": asked,
        "points": asked.points(asked.codes),
        "form": form,
        "refusal": asking_refusal(submission),
    }
    return render(request, "reviews/not_applicable.html", context)


def _asked(request: UserRequest, submission: Submission, form: AskForm) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        ask_not_applicable(submission=submission, indicator=form.chosen(), reason=reason, by=request.user)
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, _("Asked. The secretariat decides and tells you."))
    return True


@login_required
@require_POST
def take_back(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    submission = _own_or_404(request, slug)
    found = get_object_or_404(NotApplicableRequest, submission=submission, pk=pk)
    try:
        take_back_not_applicable(request=found, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken back."))
    return redirect("reviews:not-applicable", slug)


@login_required
def queue(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Every request of the round; the secretariat decides, chair and observer read."""
    round = round_led_or_404(request.user, slug, READS)
    if ending:
        words = [round.name, _("Indicators that cities ask to leave out")]
        return list_file(words, ending, _columns(), requests_of(round))
    refusal = deciding_refusal(round, request.user)
    form = DecideForm(request.POST or None)
    problem: tuple[int, str, str] | None = None
    if request.method == "POST" and form.is_valid():
        found = get_object_or_404(NotApplicableRequest, submission__round=round, pk=form.cleaned_data["pk"])
        reason = form.cleaned_data["reason"]
        try:
            decide_not_applicable(
                request=found, approves="approve" in request.POST, reason=reason, by=request.user
            )
        except PortalError as error:
            problem = (found.pk, error.message, reason)
        else:
            messages.success(request, _("Decided. The city has been told."))
            return redirect("reviews:not-applicable-queue", slug)
    context = {
        "round": round,
        "requests": list(requests_of(round)),
        "refusal": refusal,
        "problem": problem,
    }
    return render(request, "reviews/not_applicable_queue.html", context, status=409 if problem else 200)


def _columns() -> list[Column]:
    return [
        Column(_("City"), lambda one: one.submission.city.name),
        Column(_("Indicator"), lambda one: str(one.indicator)),
        Column(_("Points"), lambda one: one.indicator.max_points, kind="points"),
        Column(_("Reason"), lambda one: one.reason),
        Column(_("Asked by"), lambda one: str(one.requested_by)),
        moment(_("Asked at"), lambda one: one.requested_at),
        Column(_("State"), lambda one: one.get_state_display()),
        Column(_("Decided by"), lambda one: str(one.decided_by or "")),
        moment(_("Decided at"), lambda one: one.decided_at),
        Column(_("Reason of the decision"), lambda one: one.decision_reason),
    ]
