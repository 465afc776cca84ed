"""The presentations as they are planned: sessions, the drawing of lots, changes of the order."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file, moment
from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.models import City, Submission
from reviews.errors import StaleSheet
from reviews.forms.onsite import DrawForm, ExchangeForm, PlaceForm, SessionForm, initial_of
from reviews.models import Expert, OnsiteSession, OrderDraw
from reviews.queries.onsite import draws_of, planned_start, sessions_of, sessions_of_expert, unplaced
from reviews.queries.order import REGIONS, holds, misfits_of
from reviews.queries.people import membership
from reviews.rules import ALL_WHO_LEAD, lead_refusal
from reviews.services.order import draw_lots, exchange_places, place_city
from reviews.services.sessions import edit_session, plan_session, remove_session
from reviews.views.loaders import led_round_or_404, secretariats_round_or_404, secretariats_session_or_404
from rounds.models import Action, Role, Round
from rounds.queries import leading_role, newest_first

DEFAULTS = {"places": 10, "talk_minutes": 12, "question_minutes": 8, "change_minutes": 2, "quorum": "two_thirds"}


@login_required
@require_GET
def onsite(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """All sessions for those who lead; for an expert those in which they sit."""
    round = get_object_or_404(newest_first(), slug=slug)
    role = leading_role(request.user, round)
    if role in ALL_WHO_LEAD:
        sessions = list(sessions_of(round))
        if ending:
            return _order_file(round, ending, sessions)
        return render(request, "reviews/onsite.html", _overview(request, round, role, sessions))
    if membership(request.user, round) is None:
        raise Http404
    own = list(sessions_of_expert(request.user, round))
    if ending:
        return _order_file(round, ending, own)
    context = {"round": round, "lines": [(session, _places(session)) for session in own]}
    return render(request, "reviews/onsite_own.html", context)


def _order_file(round: Round, ending: str, sessions: Sequence[OnsiteSession]) -> HttpResponse:
    """The running order: a line for each city, and one for a session without any."""
    lines = [(s, *line) for s in sessions for line in _places(s) or [(None, s.starts_at)]]
    columns = [
        Column(_("Session"), lambda line: line[0].name),
        Column(_("Room"), lambda line: line[0].room),
        moment(_("Begins"), lambda line: line[2]),
        count(_("Position"), lambda line: line[1].position if line[1] else None),
        Column(_("City"), lambda line: line[1].submission.city.name if line[1] else ""),
        Column(_("Experts"), lambda line: "; ".join(map(str, line[0].experts.all()))),
    ]
    return list_file([round.name, _("Presentations")], ending, columns, lines)


def _overview(
    request: UserRequest, round: Round, role: Role | None, sessions: Sequence[OnsiteSession]
) -> dict[str, Any]:
    is_secretariat = role == Role.SECRETARIAT
    return {
        "round": round,
        "lines": [(session, _places(session)) for session in sessions],
        "draw": draws_of(round).first(),
        "unplaced": list(unplaced(round)) if sessions else [],
        "is_secretariat": is_secretariat,
        "refusal": lead_refusal(round, request.user, [Action.ARRANGE_SESSIONS]) if is_secretariat else "",
    }


def _places(session: OnsiteSession) -> list[tuple[Any, Any]]:
    return [(place, planned_start(session, place.position)) for place in session.presentations.all()]


@login_required
def new_session(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    panel = list(Expert.objects.filter(panels__round=round).values_list("pk", flat=True))
    form = SessionForm(request.POST or None, round=round, initial={**DEFAULTS, "experts": panel})
    if request.method == "POST" and form.is_valid():
        try:
            plan_session(round=round, plan=form.plan(), by=request.user)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Planned."))
            return redirect("reviews:onsite", slug)
    return render(request, "reviews/session_form.html", {"round": round, "form": form})


@login_required
def change_session(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    session = secretariats_session_or_404(request, slug, pk)
    form = SessionForm(request.POST or None, round=session.round, initial=initial_of(session))
    version = session.version
    if request.method == "POST" and form.is_valid():
        typed = request.POST.get("version", "")
        try:
            edit_session(
                session=session,
                version=whole_number(typed, -1),
                plan=form.plan(),
                by=request.user,
            )
        except StaleSheet as error:
            form.add_error(None, error.message)
        except PortalError as error:
            version = whole_number(typed, -1)
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("reviews:onsite", slug)
    context = {"round": session.round, "session": session, "form": form, "version": version}
    return render(request, "reviews/session_form.html", context)


@login_required
@require_POST
def drop_session(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    session = secretariats_session_or_404(request, slug, pk)
    try:
        remove_session(session=session, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("“%(session)s” has been taken away.") % {"session": session})
    return redirect("reviews:onsite", slug)


@login_required
def lots(request: UserRequest, slug: str) -> HttpResponse:
    """Every drawing with its seed and what came out; the secretariat draws here."""
    round = led_round_or_404(request, slug)
    is_secretariat = leading_role(request.user, round) == Role.SECRETARIAT
    draws = list(draws_of(round))
    form = DrawForm(request.POST or None, again=bool(draws)) if is_secretariat else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            given = {"reason": "", **form.cleaned_data}
            try:
                draw = draw_lots(round=round, by=request.user, **given)
            except PortalError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                messages.success(request, _("Drawing %(number)s is done.") % {"number": draw.number})
                return redirect("reviews:lots", slug)
    sessions = list(sessions_of(round))
    context = {
        "round": round,
        "form": form,
        "sessions": sessions,
        "places": sum(session.places for session in sessions),
        "cities": sum(1 for _city in unplaced(round)) + sum(s.presentations.count() for s in sessions),
        "shown": _shown(round, draws[0]) if draws else None,
        "earlier": draws[1:],
    }
    return render(request, "reviews/lots.html", context)


def _shown(round: Round, draw: OrderDraw) -> dict[str, Any]:
    """A drawing in words: each session's cities with their lots, how they are spread, and what did not fit."""
    cities = {c.gb_code: c for c in City.objects.filter(submissions__round=round).select_related("province")}
    names = {row["session"]: row["name"] for row in draw.inputs["sessions"]}
    experts = Expert.objects.select_related("user").in_bulk({m.expert for m in misfits_of(draw)})
    sessions = []
    for row in draw.outcome["sessions"]:
        own = [cities[code] for code in row["cities"] if code in cities]
        sessions.append(
            {
                "name": names[row["session"]],
                "cities": [(city, draw.outcome["lots"][city.gb_code][:12]) for city in own],
                "batches": _counted(str(city.batch) for city in own),
                "regions": _counted(str(REGIONS.get(city.gb_code[:1], "")) for city in own),
            }
        )
    misfits = [
        (cities.get(f"{m.city:06d}"), experts.get(m.expert), m.is_recused, names[m.session])
        for m in misfits_of(draw)
    ]
    return {"draw": draw, "sessions": sessions, "misfits": misfits, "holds": holds(draw)}


def _counted(words: Any) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items())


@login_required
def change_order(request: UserRequest, slug: str) -> HttpResponse:
    """Exchange two cities, or give one a place that has none."""
    round = secretariats_round_or_404(request, slug)
    without = [(submission.pk, str(submission.city)) for submission in unplaced(round)]
    places = "place" in request.POST
    posted = request.method == "POST"
    exchange = ExchangeForm(request.POST if posted and not places else None, round=round)
    placing = PlaceForm(request.POST if places else None, round=round, cities=without)
    form: Any = placing if places else exchange
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            if places:
                given["submission"] = Submission.objects.select_related("city").get(pk=given["submission"])
                place_city(**given, by=request.user)
            else:
                exchange_places(**given, by=request.user)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Changed, and the cities have been told."))
            return redirect("reviews:onsite", slug)
    context = {"round": round, "exchange": exchange, "placing": placing, "without": without}
    return render(request, "reviews/order_form.html", context)
