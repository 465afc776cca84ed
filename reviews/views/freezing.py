"""The result: what would be frozen, what is, and what it takes to open it again."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.fresh import freshly_signed_in
from accounts.models import UserRequest
from accounts.typed import whole_number
from reviews import ranking
from reviews.queries.ranking import Led, led_or_404
from reviews.queries.results import freezable, result_in_force, results_of
from reviews.ranking.words import REASONS, StateWord
from reviews.services.handing_in import note_handed_in
from reviews.services.results import (
    ASKS,
    SIGNS,
    ask_for_correction,
    freeze_refusal,
    freeze_result,
    sign_correction,
)
from rounds.models import Role
from scoring.state import REASONS as STATES


@login_required
@require_GET
def result(request: UserRequest, slug: str) -> HttpResponse:
    return _page(request, led_or_404(request.user, slug))


@login_required
@require_POST
@freshly_signed_in
def freeze(request: UserRequest, slug: str) -> HttpResponse:
    """Freeze the version that the page showed."""
    led = _led_by_or_404(request, slug, {Role.CHAIR})
    version = request.POST.get("scores_version", "")
    note_handed_in(led.round)
    try:
        frozen = freeze_result(round=led.round, scores_version=whole_number(version, -1), by=request.user)
    except PortalError as error:
        return _page(request, led, {"refused": error.message})
    messages.success(request, _("Frozen as result %(number)d.") % {"number": frozen.number})
    return redirect("reviews:result", slug)


@login_required
@require_POST
@freshly_signed_in
def correct(request: UserRequest, slug: str) -> HttpResponse:
    led = _led_by_or_404(request, slug, ASKS)
    reason = request.POST.get("reason", "")
    try:
        ask_for_correction(round=led.round, reason=reason, by=request.user)
    except PortalError as error:
        wrong = {"reason": reason, ("reason_error" if error.field == "reason" else "refused"): error.message}
        return _page(request, led, wrong)
    messages.success(request, _("Asked for. The result stays frozen until a second person signs."))
    return redirect("reviews:result", slug)


@login_required
@require_POST
@freshly_signed_in
def sign(request: UserRequest, slug: str) -> HttpResponse:
    led = _led_by_or_404(request, slug, SIGNS)
    frozen = result_in_force(led.round)
    correction = getattr(frozen, "correction", None)
    try:
        if correction is None:
            raise PortalError(_("No correction waits for a signature."))
        sign_correction(correction=correction, by=request.user)
    except PortalError as error:
        return _page(request, led, {"refused": error.message})
    messages.success(request, _("Signed. What counts can be corrected until the result is frozen again."))
    return redirect("reviews:result", slug)


def _page(request: UserRequest, led: Led, extra: Mapping[str, Any] | None = None) -> HttpResponse:
    found = freezable(led.round)
    results = list(results_of(led.round))
    in_force = result_in_force(led.round)
    context = {
        "round": led.round,
        "snapshot": found.snapshot,
        "problems": found.problems,
        "unranked": _unranked(found.snapshot),
        "results": results,
        "in_force": in_force,
        "correction": getattr(in_force, "correction", None),
        "is_chair": led.role is Role.CHAIR,
        "refusal": freeze_refusal(led.round, request.user),
        "may_ask": led.role in ASKS,
        "may_sign": led.role in SIGNS,
        **(extra or {}),
    }
    return render(request, "reviews/result.html", context)


def _unranked(snapshot: Any) -> list[tuple[StateWord, int]]:
    """The cities outside the ranking, by reason, with their number."""
    if snapshot is None:
        return []
    numbers = Counter(code for code in ranking.standings_of(snapshot).reasons.tolist() if code)
    return [(REASONS[STATES[code - 1]], number) for code, number in sorted(numbers.items())]


def _led_by_or_404(request: UserRequest, slug: str, roles: set[Role] | frozenset[Role]) -> Led:
    led = led_or_404(request.user, slug)
    if led.role not in roles:
        raise Http404
    return led
