"""The running order: drawn by lot, on record and repeatable; two cities exchanged, or one moved, with a reason."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import Submission
from cities.queries import acting_members
from cities.services.presenting import set_presentation_locks
from cities.services.telling import tell_all
from reviews.errors import ReviewError
from reviews.models import Attendance, OnsiteSession, OrderDraw, Presentation, SessionClock
from reviews.queries.assignments import cities_to_score
from reviews.queries.onsite import draws_of, planned_start, sessions_of
from reviews.queries.order import inputs_of, order_of
from reviews.rules import require_sessions, said_moment
from reviews.services.clock import follow_places
from reviews.services.sessions import locked_session, refuse_closed_minutes
from rounds.models import Round
from scoring.canonical import sha256_of
from scoring.running_order import MOST_CITIES

LONGEST_REASON = 1000


@transaction.atomic
def draw_lots(*, round: Round, seed: str, seed_source: str, reason: str, by: User) -> OrderDraw:
    """Draw the order of all accepted cities over all sessions. A later drawing replaces it, with a reason."""
    require_sessions(round, by)
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    sessions = list(sessions_of(round))
    submissions = list(cities_to_score(round).filter(state=Submission.State.ACCEPTED))
    _refuse_drawing(round, sessions, submissions, seed, seed_source, reason)
    inputs = inputs_of(round, submissions, sessions)
    outcome = order_of(inputs, seed)
    last = draws_of(round).first()
    draw = OrderDraw.objects.create(
        round=round,
        number=last.number + 1 if last else 1,
        seed=seed,
        seed_source=seed_source,
        reason=reason if last else "",
        inputs=inputs,
        outcome=outcome,
        sha256=sha256_of({"seed": seed, "inputs": inputs, "outcome": outcome}),
        drawn_by=by,
    )
    _seat_cities(sessions, submissions, outcome)
    _tell(round, sessions)
    record(by, "draw_lots", draw, round_id=round.pk, number=draw.number, seed=seed, sha256=draw.sha256)
    return draw


def _refuse_drawing(
    round: Round,
    sessions: Sequence[OnsiteSession],
    submissions: Sequence[Submission],
    seed: str,
    seed_source: str,
    reason: str,
) -> None:
    if not sessions:
        raise ReviewError(_("Plan at least one session first."))
    if not submissions:
        raise ReviewError(_("No city's material is accepted yet: there is nobody to draw lots for."))
    places = sum(session.places for session in sessions)
    if len(submissions) > places:
        raise ReviewError(
            _("%(cities)d cities, but the sessions have only %(places)d places: %(short)d are missing.")
            % {"cities": len(submissions), "places": places, "short": len(submissions) - places}
        )
    if len(submissions) > MOST_CITIES:
        raise ReviewError(_("At most %(limit)d cities can be drawn at once.") % {"limit": MOST_CITIES})
    if not seed:
        raise ReviewError(_("Enter the public seed."), field="seed")
    if not seed_source:
        raise ReviewError(_("Say where the seed comes from."), field="seed_source")
    over = Q(talk_started_at__isnull=False) | Q(ended_at__isnull=False)
    if begun := Presentation.objects.filter(over, session__round=round).order_by("session", "position").first():
        if begun.not_presented_because:
            raise ReviewError(
                _("It is on record that %(city)s did not present: lots can't be drawn again.")
                % {"city": begun.submission.city}
            )
        raise ReviewError(
            _("%(city)s has presented already: lots can't be drawn again.") % {"city": begun.submission.city}
        )
    if draws_of(round).exists() and not reason:
        raise ReviewError(_("Lots were drawn before: say why they are drawn again."), field="reason")


def _seat_cities(
    sessions: Sequence[OnsiteSession], submissions: Sequence[Submission], outcome: Mapping[str, Any]
) -> None:
    """The cities take the places that were drawn; their files lock on the evening before, and clocks stand."""
    by_code = {submission.city.gb_code: submission for submission in submissions}
    SessionClock.objects.filter(session__in=sessions).delete()
    Presentation.objects.filter(session__in=sessions).delete()
    drawn = {str(row["session"]): row["cities"] for row in outcome["sessions"]}
    for session in sessions:
        own = [by_code[code] for code in drawn[str(session.pk)]]
        Presentation.objects.bulk_create(
            Presentation(session=session, submission=submission, position=position)
            for position, submission in enumerate(own, start=1)
        )
        set_presentation_locks((submission.pk, session.files_lock_at) for submission in own)
    SessionClock.objects.bulk_create(SessionClock(session=session) for session in sessions)


def _tell(round: Round, sessions: Sequence[OnsiteSession]) -> None:
    """Each city learns its own place; experts learn when they sit where."""
    places = Presentation.objects.filter(session__in=sessions).select_related("session", "submission__city")
    people: dict[int, list[User]] = {}
    for member in acting_members().filter(city__in=[place.submission.city_id for place in places]):
        people.setdefault(member.city_id, []).append(member.user)
    for place in places:
        _tell_city(place, people.get(place.submission.city_id, []))
    for session in sessions:
        tell_all(
            [expert.user for expert in session.experts.all()],
            partial(_drawn, session),
            link=reverse("reviews:onsite", args=[round.slug]),
        )


def _drawn(session: OnsiteSession) -> str:
    return _("The order of “%(session)s” has been drawn: %(room)s, %(when)s.") % {
        "session": session,
        "room": session.room,
        "when": said_moment(session.starts_at),
    }


def _tell_city(place: Presentation, people: Sequence[User]) -> None:
    session = place.session

    def text() -> str:
        return _(
            "%(city)s presents as number %(number)d of “%(session)s”: %(room)s, about %(when)s. The file of the "
            "presentation locks on %(lock)s."
        ) % {
            "city": place.submission.city,
            "number": place.position,
            "session": session,
            "room": session.room,
            "when": said_moment(planned_start(session, place.position)),
            "lock": said_moment(session.files_lock_at),
        }

    tell_all(people, text, link=reverse("reviews:presentation", args=[session.round.slug]))


@transaction.atomic
def exchange_places(*, one: Presentation, other: Presentation, reason: str, by: User) -> None:
    """Two cities that have not presented change places, across sessions too, with a reason on record."""
    rows = _locked_places(one, other, reason=reason, by=by)
    first, second = rows[one.pk], rows[other.pk]
    if first.pk == second.pk:
        raise ReviewError(_("Choose two different cities."), field="other")
    (first.session, first.position), (second.session, second.position) = (
        (second.session, second.position),
        (first.session, first.position),
    )
    for row in (first, second):
        row.save(update_fields=["session", "position"])
        Attendance.objects.filter(presentation=row).delete()
    set_presentation_locks((row.submission_id, row.session.files_lock_at) for row in (first, second))
    _told_of_change([first, second])
    codes = [row.submission.city.gb_code for row in (first, second)]
    record(by, "exchange_places", first, round_id=first.session.round_id, cities=codes, reason=reason)


@transaction.atomic
def place_city(*, submission: Submission, session: OnsiteSession, reason: str, by: User) -> Presentation:
    """A city that has no place takes the next one of the session, with a reason on record."""
    require_sessions(session.round, by)
    _require_reason(reason)
    session = locked_session(session)
    refuse_closed_minutes(session)
    if Presentation.objects.filter(submission=submission).exists():
        raise ReviewError(_("%(city)s has its place already.") % {"city": submission.city})
    taken = session.presentations.aggregate(last=Max("position"), number=Count("pk"))
    if taken["number"] >= session.places:
        raise ReviewError(
            _("“%(session)s” has only %(places)d places, and all are taken.")
            % {"session": session, "places": session.places}
        )
    SessionClock.objects.get_or_create(session=session)
    place = Presentation.objects.create(session=session, submission=submission, position=(taken["last"] or 0) + 1)
    set_presentation_locks([(submission.pk, session.files_lock_at)])
    follow_places(session)
    _told_of_change([place])
    what = {"city": submission.city.gb_code, "session": session.pk, "reason": reason}
    record(by, "place_city", place, round_id=session.round_id, **what)
    return place


def _locked_places(*places: Presentation, reason: str, by: User) -> dict[int, Presentation]:
    require_sessions(places[0].session.round, by)
    _require_reason(reason)
    for pk in sorted({place.session_id for place in places}):
        locked_session(OnsiteSession(pk=pk))
    related = ("session__round", "submission__city")
    rows = Presentation.objects.filter(pk__in=[place.pk for place in places]).select_related(*related)
    found = {row.pk: row for row in rows}
    for row in found.values():
        on_air = SessionClock.objects.filter(presentation=row).exists()
        if row.talk_started_at or row.ended_at or on_air:
            raise ReviewError(_("%(city)s is presenting or has presented.") % {"city": row.submission.city})
    return found


def _require_reason(reason: str) -> None:
    if not reason:
        raise ReviewError(_("Say why: it goes on record."), field="reason")
    if why_not := too_long(reason, LONGEST_REASON):
        raise ReviewError(why_not, field="reason")


def _told_of_change(places: Sequence[Presentation]) -> None:
    for place in places:
        members = acting_members().filter(city=place.submission.city_id)
        _tell_city(place, [member.user for member in members])
