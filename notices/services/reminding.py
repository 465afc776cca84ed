"""Reminders: of what is due and not done. The caller says what that is; the rhythm is here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from notices.models import Kind, Reminded
from notices.rhythm import is_time
from notices.services.telling import tell_people

ONE_AT_A_TIME = 7_330_001
"""Number of the advisory lock that makes a second run wait for the first, and find nothing to do."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One thing that waits for some people. ``key`` is the same at each run while it is the same thing."""

    key: str
    people: Iterable[User]
    text: Callable[[], str]
    link: str = ""
    due: datetime | None = None
    round_id: int | None = None


@transaction.atomic
def remind(reminders: Iterable[Reminder], *, now: datetime | None = None) -> int:
    """Remind each person of each thing whose time has come again; how many were.

    What is no longer named is done or closed, and nobody hears of it. Safe to run twice at once.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    found = [(reminder, list(reminder.people)) for reminder in reminders]
    keys = [reminder.key for reminder, _people in found]
    known = Reminded.objects.filter(key__in=keys).values_list("user_id", "key", "last_at")
    last = {(user, key): at for user, key, at in known}
    number = 0
    for reminder, people in found:
        due = [one for one in people if is_time(now=now, due=reminder.due, last=last.get((one.pk, reminder.key)))]
        if due:
            _remind(reminder, due, now)
        number += len(due)
    return number


def _remind(reminder: Reminder, people: list[User], now: datetime) -> None:
    tell_people(people, reminder.text, link=reminder.link, kind=Kind.REMINDER, round_id=reminder.round_id)
    note_reminded(people, reminder.key, now)


def note_reminded(people: Iterable[User], key: str, now: datetime) -> None:
    """The rhythm begins anew: also after a person has reminded them by hand."""
    Reminded.objects.bulk_create(
        (Reminded(user=person, key=key, last_at=now) for person in people),
        update_conflicts=True,
        unique_fields=["user", "key"],
        update_fields=["last_at"],
    )
