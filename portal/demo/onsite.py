"""Presentations of the demonstration: a session that is over and revealed, and one to come, drawn by lot."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from portal.rehearsal.material import MARK
from portal.rehearsal.onsite import hold, session_plan
from reviews.models import Expert, OnsiteSession, Presentation
from reviews.queries.onsite import open_once_revealed, planned_start
from reviews.services.onsite_day import reveal_marks
from reviews.services.order import draw_lots
from reviews.services.sessions import Plan, edit_session, plan_session
from rounds.models import Round, RoundRole

HEARD = 4
"""Cities that have presented."""


def hold_presentations(round: Round, secretariat: User) -> None:
    """The first session has been held and its marks are revealed; the second one is tomorrow."""
    experts = list(Expert.objects.filter(panels__round=round).select_related("user"))
    now = timezone.localtime().replace(second=0, microsecond=0)
    first = session_plan("第一场（演示）", now - timedelta(hours=5), HEARD, experts)
    held = plan_session(round=round, plan=first, by=secretariat)
    tomorrow = (now + timedelta(days=1)).replace(hour=9, minute=0)
    rest = max(1, round.submissions.filter(state="accepted").count() - HEARD)
    plan_session(round=round, plan=session_plan("第二场（演示）", tomorrow, rest, experts), by=secretariat)
    source = MARK + "演示用种子，正式抽签应取事先约定的公开数值。"
    draw_lots(round=round, seed="20230712", seed_source=source, reason="", by=secretariat)
    hold(held, secretariat)
    for place in held.presentations.all():
        _as_if_it_had_taken_its_time(held, place)
    _close_and_reveal(held, first, now, secretariat)


def _as_if_it_had_taken_its_time(session: OnsiteSession, place: Presentation) -> None:
    """The clock of the demonstration was pressed in one second."""
    talk, questions = timedelta(seconds=690 + 11 * place.position), timedelta(seconds=470)
    begins = planned_start(session, place.position)
    place.talk_started_at, place.questions_started_at = begins, begins + talk
    place.ended_at = begins + talk + questions
    place.talk_seconds, place.question_seconds = int(talk.total_seconds()), int(questions.total_seconds())
    place.save()


def _close_and_reveal(session: OnsiteSession, plan: Plan, now: datetime, secretariat: User) -> None:
    closed = replace(plan, revision_closes_at=now - timedelta(minutes=5))
    edit_session(session=session, version=session.version, plan=closed, by=secretariat)
    cities = session.presentations.values_list("submission_id", flat=True)
    if open_once_revealed(session.round, set(cities)):
        chair = RoundRole.objects.get(round=session.round, kind=RoundRole.Kind.CHAIR).user
        reveal_marks(session=session, by=chair)
