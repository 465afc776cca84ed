"""The way of the result to the public: where it stands, and each step by the one whose step it is."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.fresh import freshly_signed_in
from accounts.models import UserRequest
from cities.views.loaders import led_round_or_404
from reports.forms.claims import PublishForm
from reports.queries.publication import publications_of, way_of
from reports.services.publication import countersign, finalise, publish, step_refusal, tell_results
from rounds.models import Action, Round


@login_required
@require_GET
def way(request: UserRequest, slug: str) -> HttpResponse:
    return _page(request, led_round_or_404(request, slug))


@login_required
@require_POST
def tell(request: UserRequest, slug: str) -> HttpResponse:
    round = led_round_or_404(request, slug)
    said = _("Every city can read its own result now. The letters that say so wait in the outbox.")
    return _step(request, round, lambda: tell_results(round=round, by=request.user), said)


@login_required
@require_POST
@freshly_signed_in
def sign(request: UserRequest, slug: str) -> HttpResponse:
    round = led_round_or_404(request, slug)
    return _step(request, round, lambda: countersign(round=round, by=request.user), _("Countersigned."))


@login_required
@require_POST
@freshly_signed_in
def publish_result(request: UserRequest, slug: str) -> HttpResponse:
    round = led_round_or_404(request, slug)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            publish(round=round, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Published. Anybody can read it now."))
            return redirect("reports:way", slug)
    return _page(request, round, {"form": form}, status=422)


@login_required
@require_POST
@freshly_signed_in
def make_final(request: UserRequest, slug: str, number: int) -> HttpResponse:
    round = led_round_or_404(request, slug)
    publication = get_object_or_404(publications_of(round), number=number)
    return _step(
        request, round, lambda: finalise(publication=publication, by=request.user), _("The result is final.")
    )


def _step(request: UserRequest, round: Round, take: Callable[[], object], said: str) -> HttpResponse:
    try:
        take()
    except PortalError as error:
        return _page(request, round, {"refused": error.message}, status=422)
    messages.success(request, said)
    return redirect("reports:way", round.slug)


def _page(
    request: UserRequest, round: Round, extra: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    found = way_of(round)
    refusals = {action.value: step_refusal(round, action, request.user) for action in STEPS}
    context = {
        "round": round,
        "way": found,
        "publications": publications_of(round),
        "refusals": refusals,
        "form": PublishForm(),
        **(extra or {}),
    }
    return render(request, "reports/way.html", context, status=status)


STEPS = (Action.TELL_RESULTS, Action.COUNTERSIGN, Action.PUBLISH)
