"""Presentations of the demonstration: a session that is over and revealed, and one to come, drawn by lot."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from portal.rehearsal.material import MARK
from reviews.models import Expert, OnsiteSession, Presentation, SessionClock
from reviews.queries.onsite import board_of, open_once_revealed, planned_start, sessions_of
from reviews.services.clock import Act, move_clock
from reviews.services.onsite_day import note_attendance, note_question, reveal_marks
from reviews.services.order import draw_lots
from reviews.services.sessions import Plan, edit_session, plan_session
from rounds.models import Round, RoundRole

HEARD = 4
"""Cities that have presented."""
ACTS: tuple[Act, ...] = ("call", "talk", "questions", "end")


def hold_presentations(round: Round, secretariat: User) -> None:
    """The first session has been held and its marks are revealed; the second one is tomorrow."""
    experts = list(Expert.objects.filter(panels__round=round).select_related("user"))
    now = timezone.localtime().replace(second=0, microsecond=0)
    held = plan_session(
        round=round, plan=_plan("第一场（演示）", now - timedelta(hours=5), HEARD, experts), by=secretariat
    )
    tomorrow = (now + timedelta(days=1)).replace(hour=9, minute=0)
    rest = max(1, _accepted(round) - HEARD)
    plan_session(round=round, plan=_plan("第二场（演示）", tomorrow, rest, experts), by=secretariat)
    draw_lots(
        round=round,
        seed="20230712",
        seed_source=MARK + "演示用种子，正式抽签应取事先约定的公开数值。",
        reason="",
        by=secretariat,
    )
    _hold(held, secretariat)
    _close_and_reveal(held, _plan("第一场（演示）", held.starts_at, HEARD, experts), now, secretariat)


def _plan(name: str, starts_at: datetime, places: int, experts: list[Expert]) -> Plan:
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


def _accepted(round: Round) -> int:
    return round.submissions.filter(state="accepted").count()


def _hold(session: OnsiteSession, secretariat: User) -> None:
    """Everybody was there but one expert, from the first city."""
    for _place in session.presentations.all():
        for act in ACTS:
            version = SessionClock.objects.get(session=session).version
            move_clock(session=session, act=act, version=version, by=secretariat)
    for place in session.presentations.all():
        _as_if_it_had_taken_its_time(session, place)
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


def _as_if_it_had_taken_its_time(session: OnsiteSession, place: Presentation) -> None:
    """The clock of the demonstration was pressed in one second."""
    talk, questions = timedelta(seconds=690 + 11 * place.position), timedelta(seconds=470)
    begins = planned_start(session, place.position)
    place.talk_started_at, place.questions_started_at = begins, begins + talk
    place.ended_at = begins + talk + questions
    place.talk_seconds, place.question_seconds = int(talk.total_seconds()), int(questions.total_seconds())
    place.save()


def _close_and_reveal(session: OnsiteSession, plan: Plan, now: datetime, secretariat: User) -> None:
    closed = Plan(**{**vars(plan), "revision_closes_at": now - timedelta(minutes=5)})
    edit_session(session=session, version=session.version, plan=closed, by=secretariat)
    cities = session.presentations.values_list("submission_id", flat=True)
    if open_once_revealed(session.round, set(cities)):
        chair = RoundRole.objects.get(round=session.round, kind=RoundRole.Kind.CHAIR).user
        reveal_marks(session=session, by=chair)
