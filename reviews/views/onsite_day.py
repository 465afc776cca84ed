"""A session while it runs: the secretariat's desk, its live part, the clock, attendance, questions, minutes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.typed import whole_number
from reviews.errors import ReviewError, StaleSheet
from reviews.forms.onsite import NoShowForm, QuestionForm, RemarksForm
from reviews.models import OnsiteQuestion, OnsiteSession, Presentation, SessionClock
from reviews.queries.minutes import minutes_of
from reviews.queries.onsite import ClockFace, Place, board_of, face_of, questions_of
from reviews.rules import lead_refusal
from reviews.services.clock import ALLOWED, move_clock
from reviews.services.no_shows import note_no_show, take_back_no_show
from reviews.services.onsite_day import close_minutes, note_answer, note_attendance, note_question, save_remarks
from reviews.views.live import etag_of, live_part
from reviews.views.loaders import led_session_or_404, secretariats_session_or_404
from rounds.models import Action, Role
from rounds.queries import leading_role


@login_required
@require_GET
def session(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = led_session_or_404(request, slug, pk)
    context = _live(request, found)
    return render(request, "reviews/session.html", {**context, **_page(request, found, context)})


@login_required
@require_GET
def session_live(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Clock and quorum board; 304 while they would be the same."""
    found = led_session_or_404(request, slug, pk)
    context = _live(request, found)
    return live_part(request, context["etag"], lambda: render(request, "reviews/session_live.html", context))


def _live(request: UserRequest, session: OnsiteSession) -> dict[str, Any]:
    face, board = face_of(session), board_of(session)
    role = leading_role(request.user, session.round)
    waiting = _waiting(board)
    called = face.clock.phase == SessionClock.Phase.CALLED
    offered = face.clock.presentation if called else next(iter(waiting), None)
    return {
        "round": session.round,
        "session": session,
        "face": face,
        "board": board,
        "is_secretariat": role == Role.SECRETARIAT,
        "is_closed": hasattr(session, "minutes"),
        "acts": [act for act, phases in ALLOWED.items() if face.clock.phase in phases],
        "next": next((p.presentation for p in board if p.presentation.ended_at is None), None),
        "waiting": waiting,
        "others": [place for place in waiting if place != offered],
        "etag": etag_of(role, *_state(session, face, board)),
    }


def _waiting(board: list[Place]) -> list[Presentation]:
    """Places whose turn has not begun."""
    places = [place.presentation for place in board]
    return [place for place in places if place.ended_at is None and place.talk_started_at is None]


def _state(session: OnsiteSession, face: ClockFace, board: list[Place]) -> tuple[object, ...]:
    """All that the live part shows: names, not only how many."""
    places = [
        (
            p.presentation.pk,
            p.presentation.ended_at,
            p.presentation.not_presented_because,
            [(seat.expert.pk, seat.is_present, seat.sheet_in) for seat in p.seats],
            [expert.pk for expert in p.leaving],
        )
        for p in board
    ]
    return face.clock.version, session.version, hasattr(session, "minutes"), hasattr(session, "reveal"), places


def _page(request: UserRequest, session: OnsiteSession, live: dict[str, Any]) -> dict[str, Any]:
    questions = questions_of(session)
    heard = [place.presentation for place in live["board"] if place.presentation.talk_started_at]
    return {
        "live_address": reverse("reviews:session-live", args=[session.round.slug, session.pk]),
        "refusal": lead_refusal(session.round, request.user, [Action.ARRANGE_SESSIONS])
        if live["is_secretariat"]
        else "",
        "questions": [(place, questions[place.pk]) for place in heard],
        "question_form": QuestionForm(),
        "no_show_form": NoShowForm(waiting=live["waiting"]),
    }


@login_required
@require_POST
def clock(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One press of a button. Without JavaScript the page comes back; with it, the live part alone."""
    found = secretariats_session_or_404(request, slug, pk)
    act, version = request.POST.get("act", ""), request.POST.get("version", "")
    if act not in ALLOWED:
        return _done(request, found, _nothing)
    chosen = request.POST.get("presentation", "")
    place = found.presentations.filter(pk=whole_number(chosen)).first() if chosen else None
    return _done(
        request,
        found,
        lambda: move_clock(
            session=found,
            act=act,
            version=whole_number(version, -1),
            place=place,
            by=request.user,
        ),
    )


@login_required
@require_POST
def no_show(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """A city does not present. Refused, the page comes back with what was typed."""
    found = secretariats_session_or_404(request, slug, pk)
    context = _live(request, found)
    form = NoShowForm(request.POST, waiting=context["waiting"])
    if form.is_valid():
        try:
            note_no_show(session=found, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("On record: the city did not present."))
            return redirect("reviews:session", slug, pk)
    page = {**_page(request, found, context), "no_show_form": form}
    return render(request, "reviews/session.html", {**context, **page}, status=422)


@login_required
@require_POST
def presents_after_all(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = secretariats_session_or_404(request, slug, pk)
    place = whole_number(request.POST.get("presentation"))
    return _done(request, found, lambda: take_back_no_show(session=found, place=place, by=request.user))


@login_required
def attendance(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Who heard which city, as a grid. Refused, it comes back as it was ticked."""
    found = secretariats_session_or_404(request, slug, pk)
    board = board_of(found)
    refused = ""
    if request.method == "POST":
        try:
            note_attendance(session=found, present=_present(request, board), by=request.user)
        except PortalError as error:
            refused = error.message
        else:
            messages.success(request, _("Attendance is noted."))
            return redirect("reviews:session", slug, pk)
    context = {
        "round": found.round,
        "session": found,
        "board": [_ticked(request, place) for place in board if not place.presentation.not_presented_because],
        "is_closed": hasattr(found, "minutes"),
        "refusal": lead_refusal(found.round, request.user, [Action.ARRANGE_SESSIONS]),
        "refused": refused,
    }
    return render(request, "reviews/attendance.html", context, status=409 if refused else 200)


def _present(request: UserRequest, board: list[Place]) -> dict[tuple[int, int], bool]:
    """Of what was ticked: presentation and expert → there or not."""
    return {
        (place.presentation.pk, seat.expert.pk): chosen == "yes"
        for place in board
        for seat in place.seats
        if (chosen := _chosen(request, place, seat.expert.pk)) in ("yes", "no")
    }


def _ticked(request: UserRequest, place: Place) -> dict[str, Any]:
    """A city of the grid with each seat as it was ticked just now, or else as it is noted."""
    noted = {True: "yes", False: "no", None: ""}
    typed = request.method == "POST"
    own = {seat: request.POST.get(_name_of(place, seat.expert.pk), "") for seat in place.seats}
    return {
        "place": place,
        "all": f"all_{place.presentation.pk}" in request.POST,
        "seats": [(seat, own[seat] if typed else noted[seat.is_present]) for seat in place.seats],
    }


def _nothing() -> None:
    raise ReviewError(_("This button is not known here: load the page again."))


def _chosen(request: UserRequest, place: Place, expert: int) -> str:
    """What was chosen for one expert, or for all of the city who were not noted otherwise."""
    own = request.POST.get(_name_of(place, expert), "")
    return own or request.POST.get(f"all_{place.presentation.pk}", "")


def _name_of(place: Place, expert: int) -> str:
    return f"seat_{place.presentation.pk}_{expert}"


@login_required
@require_POST
def question(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The secretariat notes a question with its answer."""
    found = secretariats_session_or_404(request, slug, pk)
    chosen = request.POST.get("presentation", "")
    place = _places_of(found).filter(pk=whole_number(chosen, 0)).first()
    form = QuestionForm(request.POST)
    if place is None:
        form.add_error(None, _("Choose a city."))
    elif form.is_valid():
        try:
            note_question(place=place, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Noted."))
            return redirect("reviews:session", slug, pk)
    context = _live(request, found)
    page = {**_page(request, found, context), "question_form": form, "chosen": place.pk if place else 0}
    return render(request, "reviews/session.html", {**context, **page})


@login_required
@require_POST
def answer(request: UserRequest, slug: str, pk: int, question_pk: int) -> HttpResponse:
    """What the city answered. Refused, the page comes back with what was typed and the reason beside it."""
    found = secretariats_session_or_404(request, slug, pk)
    rows = OnsiteQuestion.objects.select_related("presentation__session__round")
    asked = get_object_or_404(rows, pk=question_pk, presentation__session=found)
    base, text = request.POST.get("base", "").replace("\r\n", "\n"), request.POST.get("answer", "")
    try:
        note_answer(question=asked, base=base, answer=text, by=request.user)
    except PortalError as error:
        asked.refresh_from_db()
        seen = asked.answer if isinstance(error, StaleSheet) else base
        refused = {"pk": asked.pk, "text": text, "base": seen, "error": error.message}
        context = _live(request, found)
        page = {**_page(request, found, context), "answering": refused}
        return render(request, "reviews/session.html", {**context, **page}, status=422)
    messages.success(request, _("Noted."))
    return redirect("reviews:session", slug, pk)


def _places_of(session: OnsiteSession) -> Any:
    return Presentation.objects.filter(session=session).select_related("session__round", "submission__city")


@login_required
def minutes(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The minutes as they stand, or as they were closed: to read, to print, to sign."""
    found = led_session_or_404(request, slug, pk)
    is_secretariat = leading_role(request.user, found.round) == Role.SECRETARIAT
    closed = getattr(found, "minutes", None)
    form = RemarksForm(
        request.POST if request.method == "POST" else None,
        initial={"version": found.version, "remarks": found.remarks},
    )
    if request.method == "POST":
        if not is_secretariat:
            raise Http404
        if form.is_valid() and _minuted(request, found, form):
            return redirect("reviews:minutes", slug, pk)
    context = {
        "round": found.round,
        "session": found,
        "minutes": closed,
        "content": closed.content if closed else minutes_of(found),
        "form": form,
        "is_secretariat": is_secretariat,
        "refusal": lead_refusal(found.round, request.user, [Action.ARRANGE_SESSIONS]) if is_secretariat else "",
    }
    return render(request, "reviews/minutes.html", context)


def _minuted(request: UserRequest, session: OnsiteSession, form: RemarksForm) -> bool:
    """Save the remarks, and close if that button was pressed. False: the form says why not."""
    version = form.cleaned_data["version"]
    try:
        if form.cleaned_data["remarks"].strip() != session.remarks:
            saved = save_remarks(
                session=session, version=version, remarks=form.cleaned_data["remarks"], by=request.user
            )
            version = saved.version
        if "close" in request.POST:
            close_minutes(session=session, version=version, by=request.user)
    except PortalError as error:
        session.refresh_from_db(fields=["version"])
        form.data = {**dict(form.data.items()), "version": str(session.version)}
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, _("The minutes are closed.") if "close" in request.POST else _("Saved."))
    return True


def _done(request: UserRequest, session: OnsiteSession, act: Callable[[], object]) -> HttpResponse:
    """Act; then the page, or for a button of the live part that part alone."""
    refused = ""
    try:
        act()
    except PortalError as error:
        refused = error.message
    if request.headers.get("X-Live"):
        fresh = led_session_or_404(request, session.round.slug, session.pk)
        context = {**_live(request, fresh), "refused": refused}
        response = render(request, "reviews/session_live.html", context, status=409 if refused else 200)
        response["ETag"] = context["etag"]
        return response
    if refused:
        messages.error(request, refused)
    return redirect("reviews:session", session.round.slug, session.pk)
