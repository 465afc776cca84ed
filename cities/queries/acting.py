"""For whom a person can act in a round: the own city, and the counties that file through it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.prepared import prepared
from cities.models import City, Submission
from cities.queries.people import acts_for
from cities.queries.submissions import submissions_of_member
from cities.queries.supplements import with_marks
from rounds.models import Round
from rounds.queries import asked_once


@dataclass(frozen=True)
class Material:
    """What a person's organisation writes in a round. ``acting_for``: the county in the address, if one is."""

    own: Submission | None
    counties: list[Submission]
    acting_for: City | None

    @property
    def is_at_home(self) -> bool:
        return self.acting_for is None

    @property
    def acted_for(self) -> Submission | None:
        """The one that pages write to now."""
        if self.acting_for is None:
            return self.own
        return next((found for found in self.counties if found.city_id == self.acting_for.pk), None)

    @property
    def city(self) -> City | None:
        """The city or organisation whose people the person is shown as their own."""
        if self.acting_for:
            return self.acting_for
        return self.own.city if self.own else next((found.city.filing_parent for found in self.counties), None)

    @property
    def choices(self) -> list[Submission]:
        """All that the person can choose between, the own first; empty while there is nothing to choose."""
        return [*([self.own] if self.own else []), *self.counties] if self.counties else []


SHOWN_MATERIAL = "_shown_material"
"""Where a person's object, which lives as long as a request, keeps what the page has asked for."""


def material_of(user: User, round: Round) -> Material:
    """One query."""
    return asked_once(round, f"material of {user.pk}", lambda: _material(user, round.slug))


def material_at(user: User, slug: str) -> Material:
    """The same by the round's address. It is kept for the rail."""
    material = _material(user, slug)
    setattr(user, SHOWN_MATERIAL, material)
    return material


def shown_material(user: User, round: Round) -> Material | None:
    """What the page has asked for already, of this round."""
    material: Material | None = getattr(user, SHOWN_MATERIAL, None)
    written = material.acted_for if material else None
    return material if written and written.round_id == round.pk else None


def _material(user: User, slug: str) -> Material:
    acting_for = acts_for(user)
    now = timezone.now()
    found = list(_written(user, slug, now)) if acting_for else _own_written(user=user.pk, slug=slug, now=now)
    own = next((submission for submission in found if _is_own(submission)), None)
    counties = [submission for submission in found if not _is_own(submission)]
    return Material(own, counties, acting_for)


def _written(user: User, slug: str, now: datetime) -> QuerySet[Submission]:
    return with_marks(submissions_of_member(user).filter(round__slug=slug), now)


@prepared
def _own_written(user: int, slug: str, now: datetime) -> QuerySet[Submission]:
    """The same for who acts for no city that the address names."""
    return _written(User(pk=user), slug, now)


def _is_own(submission: Submission) -> bool:
    return bool(getattr(submission, "is_own", False))
