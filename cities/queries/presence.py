"""Who is on which form of a city right now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cities.models import Presence, Submission

STILL_THERE = timedelta(minutes=3)
"""A page says every minute that it is looked at: who has been silent for longer has left."""


def presences_of(submission: Submission) -> QuerySet[Presence]:
    """The people who have a form of this city open."""
    since = timezone.now() - STILL_THERE
    return Presence.objects.filter(submission=submission, seen_at__gt=since).select_related("user")


@dataclass(frozen=True)
class People:
    """Those who were asked for by number, and, by form code, those who have a form open."""

    by_number: Mapping[int, User]
    by_form: Mapping[str, list[User]]


def people_on(submission: Submission, numbers: Collection[int]) -> People:
    """One query."""
    there = presences_of(submission).order_by()
    found = User.objects.filter(Q(pk__in=numbers) | Q(pk__in=there.values("user"))).order_by("full_name", "pk")
    people = list(found.annotate(on=ArraySubquery(there.filter(user=OuterRef("pk")).values("form"))))
    by_form: dict[str, list[User]] = {}
    for person in people:
        for form in person.on:
            by_form.setdefault(form, []).append(person)
    return People({person.pk: person for person in people}, by_form)


def others_on(submission: Submission, form: str, user: User) -> list[User]:
    """Who else has the form open."""
    return [presence.user for presence in presences_of(submission).filter(form=form).exclude(user=user)]
