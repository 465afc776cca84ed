"""The clock of a session: who speaks, since when. Moved by the secretariat, read by every page."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reviews.errors import ReviewError, StaleSheet
from reviews.models import OnsiteSession, Presentation, SessionClock
from reviews.queries.onsite import elapsed_ms
from reviews.rules import require_sessions
from reviews.services.sessions import locked_session, refuse_closed_minutes

Act = Literal["call", "talk", "questions", "pause", "resume", "end", "back"]
Phase = SessionClock.Phase

ALLOWED: dict[Act, frozenset[str]] = {
    "call": frozenset({Phase.WAITING, Phase.CALLED, Phase.BREAK}),
    "talk": frozenset({Phase.CALLED}),
    "questions": frozenset({Phase.TALK}),
    "pause": frozenset({Phase.TALK, Phase.QUESTIONS}),
    "resume": frozenset({Phase.TALK, Phase.QUESTIONS}),
    "end": frozenset({Phase.TALK, Phase.QUESTIONS}),
    "back": frozenset({Phase.CALLED, Phase.TALK, Phase.QUESTIONS}),
}
"""In which phases each act is possible."""


@transaction.atomic
def move_clock(
    *, session: OnsiteSession, act: Act, version: int, by: User, place: Presentation | None = None
) -> SessionClock:
    """One press of a button. ``version``: of the clock as the person saw it, so that a second press is refused."""
    require_sessions(session.round, by)
    session = locked_session(session)
    refuse_closed_minutes(session)
    SessionClock.objects.get_or_create(session=session)
    clock = (
        SessionClock.objects.select_for_update(of=("self",), no_key=True)
        .select_related("presentation")
        .get(session=session)
    )
    clock.session = session
    if clock.version != version:
        raise StaleSheet(_("The clock was moved meanwhile: look at how it stands now."))
    if clock.phase not in ALLOWED[act]:
        raise ReviewError(
            _("This is not possible now: the clock stands at “%(phase)s”.") % {"phase": clock.get_phase_display()}
        )
    now = timezone.now()
    if act == "call":
        _call(clock, place)
    else:
        MOVES[act](clock, now)
    clock.version += 1
    clock.save()
    what = {"act": act, "phase": clock.phase, "city": _code(clock)}
    record(by, "move_clock", session, round_id=session.round_id, **what)
    return clock


def follow_places(session: OnsiteSession, *, gone: Presentation | None = None) -> None:
    """Let the clock of a locked session stand as its places now say. ``gone``: one that is being taken away.

    A talk or its questions go on; a city that was called and does not come is not waited for.
    """
    clock = SessionClock.objects.select_for_update(of=("self",), no_key=True).filter(session=session).first()
    if clock is None:
        return
    places = [place for place in Presentation.objects.filter(session=session) if place != gone]
    waiting = [place.pk for place in places if place.ended_at is None]
    if clock.phase == Phase.CALLED and clock.presentation_id not in waiting:
        clock.presentation, clock.phase = None, Phase.BREAK
    if clock.phase in (Phase.WAITING, Phase.BREAK, Phase.OVER):
        clock.phase = _standing(begun=len(waiting) < len(places), waiting=bool(waiting))
    clock.version += 1
    clock.save()


def _standing(*, begun: bool, waiting: bool) -> Phase:
    """How a clock stands between two cities."""
    if not begun:
        return Phase.WAITING
    return Phase.BREAK if waiting else Phase.OVER


def _code(clock: SessionClock) -> str:
    return clock.presentation.submission.city.gb_code if clock.presentation else ""


def _call(clock: SessionClock, place: Presentation | None) -> None:
    """Ask the next city in; ``place`` if it is not the next in order."""
    waiting = Presentation.objects.filter(session=clock.session, ended_at=None).select_related("submission__city")
    found = waiting.filter(pk=place.pk).first() if place else waiting.first()
    if found is None:
        raise ReviewError(_("Every city of this session has presented."))
    clock.presentation, clock.phase = found, Phase.CALLED
    clock.elapsed_ms, clock.running_since = 0, None


def _talk(clock: SessionClock, now: datetime) -> None:
    clock.phase, clock.running_since, clock.elapsed_ms = Phase.TALK, now, 0
    _write(clock, talk_started_at=now)


def _questions(clock: SessionClock, now: datetime) -> None:
    _write(clock, talk_seconds=_seconds(clock, now), questions_started_at=now)
    clock.phase, clock.running_since, clock.elapsed_ms = Phase.QUESTIONS, now, 0


def _pause(clock: SessionClock, now: datetime) -> None:
    if clock.running_since is None:
        raise ReviewError(_("The clock stands already."))
    clock.elapsed_ms, clock.running_since = elapsed_ms(clock, now), None


def _resume(clock: SessionClock, now: datetime) -> None:
    if clock.running_since is not None:
        raise ReviewError(_("The clock runs already."))
    clock.running_since = now


def _end(clock: SessionClock, now: datetime) -> None:
    which = "talk_seconds" if clock.phase == Phase.TALK else "question_seconds"
    _write(clock, ended_at=now, **{which: _seconds(clock, now)})
    left = Presentation.objects.filter(session=clock.session, ended_at=None).exists()
    clock.phase = Phase.BREAK if left else Phase.OVER
    clock.running_since, clock.elapsed_ms = None, 0


def _back(clock: SessionClock, now: datetime) -> None:
    """The last press was a slip: the phase before, standing; a talk goes on from where it was."""
    place = clock.presentation
    assert place is not None  # the phases that allow it have one
    if clock.phase == Phase.QUESTIONS:
        clock.phase, clock.elapsed_ms = Phase.TALK, place.talk_seconds * 1000
        _write(clock, talk_seconds=0, questions_started_at=None)
    elif clock.phase == Phase.TALK:
        clock.phase, clock.elapsed_ms = Phase.CALLED, 0
        _write(clock, talk_started_at=None)
    else:
        heard = Presentation.objects.filter(session=clock.session).exclude(ended_at=None)
        clock.presentation, clock.phase = None, Phase.BREAK if heard.exists() else Phase.WAITING
    clock.running_since = None


MOVES: dict[str, Callable[[SessionClock, datetime], None]] = {
    "talk": _talk,
    "questions": _questions,
    "pause": _pause,
    "resume": _resume,
    "end": _end,
    "back": _back,
}


def _seconds(clock: SessionClock, now: datetime) -> int:
    return elapsed_ms(clock, now) // 1000


def _write(clock: SessionClock, **fields: object) -> None:
    place = clock.presentation
    assert place is not None
    for name, value in fields.items():
        setattr(place, name, value)
    place.save(update_fields=list(fields))
