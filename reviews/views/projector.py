"""What a room sees on the wall, and what an expert has on a tablet: both follow the session's clock."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.typed import whole_number
from reviews.forms.onsite import QuestionForm
from reviews.models import OnsiteSession, Presentation
from reviews.queries.assignments import assignments_for
from reviews.queries.onsite import face_of, planned_start, questions_of
from reviews.queries.recusals import standing_recusals
from reviews.services.onsite_day import note_question
from reviews.views.live import etag_of, live_part
from reviews.views.loaders import own_session_or_404, seen_session_or_404


@login_required
@require_GET
def projector(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Big type for the back of the room: who speaks, how long still, who is next. No experts, no marks."""
    session = seen_session_or_404(request, slug, pk)
    context = _wall(session)
    address = reverse("reviews:projector-live", args=[slug, pk])
    return render(request, "reviews/projector.html", {**context, "live_address": address})


@login_required
@require_GET
def projector_live(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    session = seen_session_or_404(request, slug, pk)
    context = _wall(session)
    return live_part(request, context["etag"], lambda: render(request, "reviews/projector_live.html", context))


def _wall(session: OnsiteSession) -> dict[str, Any]:
    face = face_of(session)
    places = list(session.presentations.all())
    waiting = [place for place in places if place.ended_at is None and place.pk != face.clock.presentation_id]
    return {
        "round": session.round,
        "session": session,
        "face": face,
        "place": face.clock.presentation,
        "next": waiting[0] if waiting else None,
        "number": len(places),
        "etag": etag_of(face.clock.version, session.version, [place.pk for place in places]),
    }


@login_required
def desk(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """An expert's tablet: the city on stage with the way to its sheet, the own cities of the session, notes."""
    session = own_session_or_404(request, slug, pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = request.POST.get("presentation", "")
        rows = Presentation.objects.select_related("session__round", "submission__city")
        place = get_object_or_404(rows, session=session, pk=whole_number(chosen, 0))
        try:
            note_question(place=place, question=form.cleaned_data["question"], by=request.user)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Noted."))
            return redirect("reviews:session-desk", slug, pk)
    context = _tablet(request, session)
    expert = next(e for e in session.experts.all() if e.user_id == request.user.pk)
    questions = questions_of(session, expert=expert)
    heard = [place for place in session.presentations.all() if place.talk_started_at]
    context |= {
        "live_address": reverse("reviews:session-desk-live", args=[slug, pk]),
        "form": form,
        "chosen": whole_number(request.POST.get("presentation"), 0) or context["face"].clock.presentation_id,
        "heard": [place for place in heard if place.submission_id in context["own"]],
        "questions": [(place, questions[place.pk]) for place in heard if questions[place.pk]],
    }
    return render(request, "reviews/session_desk.html", context)


@login_required
@require_GET
def desk_live(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    context = _tablet(request, own_session_or_404(request, slug, pk))
    return live_part(request, context["etag"], lambda: render(request, "reviews/session_desk_live.html", context))


def _tablet(request: UserRequest, session: OnsiteSession) -> dict[str, Any]:
    """The expert's own sheets only: nothing of anybody else's."""
    places = list(session.presentations.all())
    assignments = assignments_for(request.user).filter(
        submission__in=[place.submission_id for place in places], case=None
    )
    own = {row.submission_id: row for row in assignments.select_related("sheet")}
    leaves = _recused_cities(request, session) if len(own) < len(places) else set()
    face = face_of(session)
    lines = [
        {
            "place": place,
            "starts": planned_start(session, place.position),
            "assignment": own.get(place.submission_id),
            "leaves": place.submission.city_id in leaves,
            "is_current": place.pk == face.clock.presentation_id,
        }
        for place in places
    ]
    return {
        "round": session.round,
        "session": session,
        "face": face,
        "own": own,
        "lines": lines,
        "current": next((line for line in lines if line["is_current"]), None),
        "etag": etag_of(
            face.clock.version,
            session.version,
            hasattr(session, "reveal"),
            [(place.pk, place.ended_at) for place in places],
            sorted((pk, _sheet_state(row)) for pk, row in own.items()),
            sorted(leaves),
        ),
    }


def _recused_cities(request: UserRequest, session: OnsiteSession) -> set[int]:
    """While these present the expert leaves the room."""
    standing = standing_recusals().filter(round=session.round_id, expert__user=request.user)
    return set(standing.values_list("city_id", flat=True))


def _sheet_state(assignment: Any) -> str:
    sheet = getattr(assignment, "sheet", None)
    return sheet.state if sheet else ""
