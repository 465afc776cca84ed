"""The reveal of a session's marks: nothing before, then everybody's page shows them at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from reviews.models import OnsiteSession
from reviews.queries.marks import marks_of_cities, own_signed_cities
from reviews.queries.onsite import open_once_revealed, open_to_readers, window_closed
from reviews.services.onsite_day import reveal_marks
from reviews.views.live import etag_of, live_part
from reviews.views.loaders import led_session_or_404, seen_session_or_404
from rounds.models import Action, Role
from rounds.queries import leading_role
from rounds.rules import refusal


@login_required
@require_GET
def reveal(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    session = seen_session_or_404(request, slug, pk)
    context = _revealed(request, session)
    address = reverse("reviews:reveal-live", args=[slug, pk])
    return render(request, "reviews/reveal.html", {**context, "live_address": address})


@login_required
@require_GET
def reveal_live(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    context = _revealed(request, seen_session_or_404(request, slug, pk))
    return live_part(request, context["etag"], lambda: render(request, "reviews/reveal_live.html", context))


@login_required
@require_POST
def reveal_now(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    session = led_session_or_404(request, slug, pk)
    if leading_role(request.user, session.round) != Role.CHAIR:
        raise Http404
    try:
        reveal_marks(session=session, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Revealed: the experts' pages show the marks now."))
    return redirect("reviews:reveal", slug, pk)


def _revealed(request: UserRequest, session: OnsiteSession) -> dict[str, Any]:
    """Before the reveal nothing of any mark is even read. An expert sees cities with an own counting sheet."""
    role = leading_role(request.user, session.round)
    places = list(session.presentations.all())
    reveal = getattr(session, "reveal", None)
    context: dict[str, Any] = {
        "round": session.round,
        "session": session,
        "reveal": reveal,
        "is_expert": role is None,
        "named": role in {Role.SECRETARIAT, Role.CHAIR},
    }
    if reveal is None:
        waits = _waits(session, role, {place.submission_id for place in places}) if role else {}
        return {**context, **waits, "etag": etag_of(role, "hidden", *waits.values())}
    shown = open_to_readers(session.round, {place.submission_id for place in places})
    if role is None:
        shown &= own_signed_cities(request.user, session.round, shown)
    cities = [place.submission for place in places if place.submission_id in shown]
    return {
        **context,
        "marks": marks_of_cities(session.round, cities, request.user),
        "hidden": [place.submission.city for place in places if place.submission_id not in shown],
        "etag": etag_of(role, reveal.pk, sorted(shown)),
    }


def _waits(session: OnsiteSession, role: Role, cities: set[int]) -> dict[str, Any]:
    """What the chair must wait for."""
    closed = bool(cities) and window_closed(session.round, cities) == cities
    return {
        "window_closed": closed,
        "ready": len(open_once_revealed(session.round, cities)) if closed else 0,
        "all": len(cities),
        "may_reveal": role == Role.CHAIR,
        "refusal": refusal(session.round, Role.CHAIR, Action.REVEAL) if role == Role.CHAIR else "",
    }
