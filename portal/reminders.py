"""Reminders by state: whoever still has something to do hears of it again, the nearer its end the more often."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.utils.timezone import localtime

from accounts.models import User
from notices.services import Reminder, remind
from portal.people import everybody_in
from portal.waiting import first_due, link_of, reminder_text, waiting_for
from rounds.models import Round

WAKING = range(8, 20)
"""Hours of the day, Beijing time, in which people are reminded."""


def key_of(round: Round) -> str:
    """One rhythm a person and round: several things to do make one reminder."""
    return f"tasks:{round.pk}"


def remind_everybody(now: datetime) -> int:
    """In every open round that isn't paused; how many people were reminded."""
    if localtime(now).hour not in WAKING:
        return 0
    rounds = Round.objects.filter(opened_at__isnull=False, paused_because_zh="")
    return sum(remind(_reminders(round), now=now) for round in rounds.select_related("indicator_system"))


def _reminders(round: Round) -> Iterator[Reminder]:
    for person in everybody_in(round):
        if steps := waiting_for(person, round):
            yield Reminder(
                key=key_of(round),
                people=[person],
                text=partial(reminder_for, person, round),
                link=link_of(steps),
                due=first_due(steps),
                round_id=round.pk,
            )


def reminder_for(person: User, round: Round, words: str = "") -> str:
    """What the person would be told now, in the active language."""
    return reminder_text(round, waiting_for(person, round), words)
