"""How the outbox stands, and the letters of a round."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Value
from django.utils import timezone

from accounts.prepared import prepared
from notices.models import Attempt, Letter
from notices.models.letters import LONGEST_SENDING

State = Letter.State
PATIENCE = timedelta(minutes=10)
"""A letter that should have left for so long means that the queue stands still."""


def lost_since(now: datetime) -> Q:
    """Left by a worker that died: on their way for longer than any transfer takes."""
    return _claimed_before(now - LONGEST_SENDING)


def _claimed_before(moment: datetime) -> Q:
    return Q(state=State.SENDING, claimed_at__lt=moment)


def needing_a_person() -> QuerySet[Letter]:
    """Failed ones, and those of which nobody knows whether they arrived."""
    return Letter.objects.filter(Q(state__in=Letter.NEEDS_A_PERSON) | lost_since(timezone.now()))


def letters_of_round(round_id: int) -> QuerySet[Letter]:
    """The letters of a round, newest first. Pages show no text of the secret ones."""
    return Letter.objects.filter(round_id=round_id).select_related("recipient", "mailing")


def only_standing(letters: QuerySet[Letter], state: str) -> QuerySet[Letter]:
    """Those that stand so in truth: see ``Letter.standing``."""
    lost = lost_since(timezone.now())
    if state == State.UNKNOWN:
        return letters.filter(Q(state=state) | lost)
    return letters.filter(state=state).exclude(lost) if state == State.SENDING else letters.filter(state=state)


@dataclass(frozen=True)
class MailState:
    """The outbox at a moment."""

    waiting: int
    put_off: int
    """Of the waiting ones those that the mail server does not take yet, for their address' sake."""
    oldest: datetime | None
    """Since when the other has been waiting that has waited longest: the age of the queue."""
    unknown: int
    failed: int
    held: int
    last_words: str
    """What the last try ended with, if it did not end well."""
    at: datetime

    @property
    def age(self) -> timedelta:
        return self.at - self.oldest if self.oldest else timedelta()

    @property
    def is_stalled(self) -> bool:
        return self.age > PATIENCE


def mail_state(round_id: int | None = None) -> MailState:
    """How the queue stands; of a round, unknown, failed and held are only its own. One query, two if any wait."""
    now = timezone.now()
    if round_id is None:
        [found] = _counted(Q(), lost_since(now))
    else:
        [found] = _counted_of_round(round_id=round_id, claimed_before=now - LONGEST_SENDING)
    return MailState(**found, last_words=_last_words() if found["waiting"] else "", at=now)


@prepared
def _counted_of_round(round_id: int, claimed_before: datetime) -> QuerySet[Any, Any]:
    return _counted(Q(round_id=round_id), _claimed_before(claimed_before))


def _counted(own: Q, lost: Q) -> QuerySet[Any, Any]:
    """One row, whatever is found: what ``aggregate`` would give, as a query."""
    waiting = Q(state=State.READY)
    open_ones = Letter.objects.exclude(state__in=[State.SENT, State.WITHDRAWN]).order_by()
    return (
        open_ones.annotate(all_of_them=Value(1))
        .values("all_of_them")
        .annotate(
            waiting=Count("pk", filter=waiting),
            put_off=Count("pk", filter=waiting & Q(is_put_off=True)),
            oldest=Min("ready_at", filter=waiting & Q(is_put_off=False)),
            unknown=Count("pk", filter=own & (Q(state=State.UNKNOWN) | lost)),
            failed=Count("pk", filter=own & Q(state=State.FAILED)),
            held=Count("pk", filter=own & Q(state=State.HELD)),
        )
        .values("waiting", "put_off", "oldest", "unknown", "failed", "held")
    )


def _last_words() -> str:
    """What the newest try ended with of those letters that still wait; empty if none was tried."""
    last = Attempt.objects.filter(letter__state=State.READY, ended_at__isnull=False).order_by("-ended_at").first()
    if last is None:
        return ""
    return last.answer or str(Attempt.Outcome(last.outcome).label)
