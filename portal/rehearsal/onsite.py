"""Presentations: sessions planned, held by the clock's buttons, and attended."""

from datetime import datetime

from accounts.models import User
from portal.rehearsal.material import MARK
from reviews.models import Expert, OnsiteSession, SessionClock
from reviews.queries.onsite import board_of, sessions_of
from reviews.services.clock import Act, move_clock
from reviews.services.onsite_day import note_attendance, note_question
from reviews.services.sessions import Plan

ACTS: tuple[Act, ...] = ("call", "talk", "questions", "end")


def session_plan(name: str, starts_at: datetime, places: int, experts: list[Expert]) -> Plan:
    return Plan(
        name=name,
        room="第一会议室",
        starts_at=starts_at,
        places=places,
        talk_minutes=12,
        question_minutes=8,
        change_minutes=2,
        quorum=OnsiteSession.Quorum.TWO_THIRDS,
        experts=experts,
    )


def hold(session: OnsiteSession, secretariat: User) -> None:
    """Everybody was there but one expert, from the first city."""
    clock, _made = SessionClock.objects.get_or_create(session=session)
    version = clock.version
    for _place in session.presentations.all():
        for act in ACTS:
            version = move_clock(session=session, act=act, version=version, by=secretariat).version
    board = board_of(sessions_of(session.round).get(pk=session.pk))
    present = {(place.presentation.pk, seat.expert.pk): True for place in board for seat in place.seats}
    first = board[0]
    if first.seats:
        present[first.presentation.pk, first.seats[-1].expert.pk] = False
        asked = session.presentations.select_related("session__round", "submission__city").get(position=1)
        note_question(
            place=asked,
            question=MARK + "清单编制的常态化机制如何保障经费？",
            answer=MARK + "已列入市级年度预算。",
            by=secretariat,
        )
    note_attendance(session=session, present=present, by=secretariat)
