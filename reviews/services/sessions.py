"""Sessions of the presentations 现场汇报: planned, changed, taken away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.services.presenting import set_presentation_locks
from reviews.errors import ReviewError, StaleSheet
from reviews.models import Expert, Minutes, OnsiteSession, Presentation, Reveal
from reviews.queries.onsite import planned_end
from reviews.rules import require_sessions
from rounds.models import Round

EVENING = time(18, 0)
"""When presentation files lock on the day before, unless the secretariat says otherwise."""


@dataclass(frozen=True)
class Plan:
    """What the secretariat says of a session."""

    name: str
    room: str
    starts_at: datetime
    places: int
    talk_minutes: int
    question_minutes: int
    change_minutes: int
    quorum: str
    experts: Collection[Expert]
    files_lock_at: datetime | None = None
    revision_closes_at: datetime | None = None


def evening_before(starts_at: datetime) -> datetime:
    """Six in the evening of the day before, Beijing time."""
    day = timezone.localtime(starts_at).date() - timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, EVENING))


@transaction.atomic
def plan_session(*, round: Round, plan: Plan, by: User) -> OnsiteSession:
    """Another session, without cities until lots are drawn."""
    require_sessions(round, by)
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    session = OnsiteSession(round=round)
    _apply(session, plan)
    _refuse_clashes(session, plan.experts)
    session.save()
    session.experts.set(plan.experts)
    record(by, "plan_session", session, round_id=round.pk, **_said(plan))
    return session


@transaction.atomic
def edit_session(*, session: OnsiteSession, version: int, plan: Plan, by: User) -> OnsiteSession:
    """Move it, rename it, seat other experts. Its cities keep their places.

    Refused once its minutes are closed. Once its marks are revealed, the revision of its cities is not put off.
    """
    require_sessions(session.round, by)
    stored = locked_session(session)
    refuse_closed_minutes(stored)
    if stored.version != version:
        raise StaleSheet(_("This session was changed in another window after you opened it here."))
    _refuse_too_few(stored, plan)
    _refuse_later_revision(stored, plan)
    _apply(stored, plan)
    _refuse_clashes(stored, plan.experts)
    stored.version += 1
    stored.save()
    stored.experts.set(plan.experts)
    places = Presentation.objects.filter(session=stored).values_list("submission_id", flat=True)
    set_presentation_locks((pk, stored.files_lock_at) for pk in list(places))
    record(by, "edit_session", stored, round_id=stored.round_id, **_said(plan))
    return stored


@transaction.atomic
def remove_session(*, session: OnsiteSession, by: User) -> None:
    """Take away a session that has no cities."""
    require_sessions(session.round, by)
    stored = locked_session(session)
    if stored.presentations.exists():
        raise ReviewError(_("Cities have their places in this session: move them, or draw lots again without it."))
    record(by, "remove_session", stored, round_id=stored.round_id, name=stored.name)
    stored.delete()


def locked_session(session: OnsiteSession) -> OnsiteSession:
    """The session as it is now; everything that happens in it takes its turn here."""
    rows = OnsiteSession.objects.select_for_update(of=("self",), no_key=True).select_related(
        "round__indicator_system"
    )
    return rows.get(pk=session.pk)


def refuse_closed_minutes(session: OnsiteSession) -> None:
    """What happened in a session can't change any more once its minutes are closed."""
    if Minutes.objects.filter(session=session).exists():
        raise ReviewError(_("The minutes of this session are closed: nothing in it can change any more."))


def _apply(session: OnsiteSession, plan: Plan) -> None:
    session.name, session.room, session.starts_at = plan.name, plan.room, plan.starts_at
    session.places, session.quorum = plan.places, plan.quorum
    session.talk_minutes, session.question_minutes = plan.talk_minutes, plan.question_minutes
    session.change_minutes = plan.change_minutes
    session.files_lock_at = plan.files_lock_at or evening_before(plan.starts_at)
    session.revision_closes_at = plan.revision_closes_at
    if session.files_lock_at > session.starts_at:
        raise ReviewError(_("Files lock before the session begins."), field="files_lock_at")
    if session.revision_closes_at and session.revision_closes_at <= planned_end(session):
        raise ReviewError(
            _("The revision of these cities closes after the session, which ends at %(when)s.")
            % {"when": _moment(planned_end(session))},
            field="revision_closes_at",
        )


def _refuse_too_few(session: OnsiteSession, plan: Plan) -> None:
    taken = session.presentations.count()
    if plan.places < taken:
        raise ReviewError(
            _("%(taken)d cities have their places here already; %(places)d are too few.")
            % {"taken": taken, "places": plan.places},
            field="places",
        )


def _refuse_later_revision(session: OnsiteSession, plan: Plan) -> None:
    """Who has seen the others' marks does not revise their own.

    A session without a time of its own followed the round's window: any time only makes it shorter.
    """
    reveal = Reveal.objects.filter(session=session).first()
    closed = session.revision_closes_at
    if reveal is None or closed is None or (plan.revision_closes_at and plan.revision_closes_at <= closed):
        return
    raise ReviewError(
        _(
            "The marks of this session were revealed at %(revealed)s: the end of the revision of its cities, "
            "%(closed)s, can't be put off any more."
        )
        % {"revealed": _moment(reveal.revealed_at), "closed": _moment(closed)},
        field="revision_closes_at",
    )


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _refuse_clashes(session: OnsiteSession, experts: Collection[Expert]) -> None:
    """No two sessions of one name, in one room at once, or with one expert at once."""
    if not experts:
        raise ReviewError(_("Choose at least one expert."), field="experts")
    others = OnsiteSession.objects.filter(round=session.round_id).exclude(pk=session.pk)
    if others.filter(name=session.name).exists():
        raise ReviewError(_("Another session has this name."), field="name")
    for other in _at_once(session, others):
        if other.room == session.room:
            raise ReviewError(_("“%(other)s” is in this room at that time.") % {"other": other}, field="starts_at")
        if both := [e for e in other.experts.select_related("user") if e in experts]:
            names = _(", ").join(map(str, both))
            sentence = _("They sit in “%(other)s” at that time: %(names)s.")
            raise ReviewError(sentence % {"other": other, "names": names}, field="experts")


def _at_once(session: OnsiteSession, others: QuerySet[OnsiteSession]) -> list[OnsiteSession]:
    end = planned_end(session)
    earlier = others.filter(starts_at__lt=end)
    return [other for other in earlier if planned_end(other) > session.starts_at]


def _said(plan: Plan) -> dict[str, object]:
    return {**vars(plan), "experts": sorted(expert.pk for expert in plan.experts)}
