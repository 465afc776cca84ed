"""Who is on which form of a city right now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.prepared import prepared
from cities.models import Presence, Submission
from cities.queries.people import among, joined

STILL_THERE = timedelta(minutes=3)
"""A page says every minute that it is looked at: who has been silent for longer has left."""


def presences_of(submission: Submission) -> QuerySet[Presence]:
    """The people who have a form of this city open."""
    return _seen_since(submission.pk, timezone.now() - STILL_THERE).select_related("user")


def _seen_since(submission: int, moment: datetime) -> QuerySet[Presence]:
    return Presence.objects.filter(submission=submission, seen_at__gt=moment)


@dataclass(frozen=True)
class People:
    """Those who were asked for by number, and, by form code, those who have a form open."""

    by_number: Mapping[int, User]
    by_form: Mapping[str, list[User]]


def people_on(submission: Submission, numbers: Collection[int]) -> People:
    """One query."""
    since = timezone.now() - STILL_THERE
    people: list[Any] = _people(submission=submission.pk, since=since, numbers=joined(numbers))
    by_form: dict[str, list[User]] = {}
    for person in people:
        for form in person.on:
            by_form.setdefault(form, []).append(person)
    return People({person.pk: person for person in people}, by_form)


@prepared
def _people(submission: int, since: datetime, numbers: str) -> QuerySet[User]:
    there = _seen_since(submission, since).order_by()
    wanted = Q(pk__in=among(numbers)) | Q(pk__in=there.values("user"))
    forms = there.filter(user=OuterRef("pk")).values("form")
    return User.objects.filter(wanted).annotate(on=ArraySubquery(forms)).order_by("full_name", "pk")


def others_on(submission: Submission, form: str, user: User) -> list[User]:
    """Who else has the form open."""
    return [presence.user for presence in presences_of(submission).filter(form=form).exclude(user=user)]
