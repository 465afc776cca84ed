"""Builders for the on-site day."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from cities.models import Submission
from reviews.models import Assignment, Expert, OnsiteSession, Presentation, SessionClock
from reviews.services.clock import Act, move_clock
from reviews.services.sessions import Plan
from rounds.models import Round
from tests.make import make_accepted, make_assignment, make_city


def a_plan(round: Round, **fields: Any) -> Plan:
    experts = fields.pop("experts", None)
    if experts is None:
        experts = list(Expert.objects.filter(panels__round=round))
    starts_at = fields.pop("starts_at", None) or timezone.now() + timedelta(days=2)
    given = {
        "name": "上午场",
        "room": "一会议室",
        "places": 10,
        "talk_minutes": 12,
        "question_minutes": 8,
        "change_minutes": 2,
        "quorum": "two_thirds",
        **fields,
    }
    return Plan(starts_at=starts_at, experts=experts, **given)


def make_session(round: Round, *submissions: Submission, **fields: Any) -> OnsiteSession:
    """A session of today in which these cities present in this order, before ``experts`` or the whole panel."""
    experts = fields.pop("experts", None)
    now = timezone.now()
    session = OnsiteSession.objects.create(
        round=round,
        name=fields.pop("name", "上午场"),
        room=fields.pop("room", "一会议室"),
        starts_at=fields.pop("starts_at", now - timedelta(hours=1)),
        files_lock_at=fields.pop("files_lock_at", now - timedelta(hours=12)),
        **fields,
    )
    session.experts.set(Expert.objects.filter(panels__round=round) if experts is None else experts)
    for position, submission in enumerate(submissions, start=1):
        Presentation.objects.create(session=session, submission=submission, position=position)
    SessionClock.objects.create(session=session)
    return session


def make_marked_city(round: Round, name: str, *experts: Expert) -> tuple[Submission, list[Assignment]]:
    """An accepted city with a deployed assignment for each expert."""
    submission = make_accepted(round, make_city(name, name_en=name))
    return submission, [make_assignment(submission, expert) for expert in experts]


def press(session: OnsiteSession, *acts: Act, by: User) -> SessionClock:
    """The secretariat presses these buttons one after another."""
    clock = SessionClock.objects.get(session=session)
    for act in acts:
        clock = move_clock(session=session, act=act, version=clock.version, by=by)
    return clock


def hear(session: OnsiteSession, by: User) -> None:
    """Every city of the session presents, from the call to the end."""
    for _place in session.presentations.all():
        press(session, "call", "talk", "questions", "end", by=by)


def close_revision(session: OnsiteSession) -> None:
    """The time for revising the session's cities is over."""
    now = timezone.now()
    OnsiteSession.objects.filter(pk=session.pk).update(
        starts_at=now - timedelta(hours=3), revision_closes_at=now - timedelta(minutes=1)
    )
