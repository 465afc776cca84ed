"""For whom a person can act in a round: the own city, and the counties that file through it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from cities.models import City, Submission
from cities.queries.people import ACTING_FOR
from cities.queries.submissions import submissions_of_member
from cities.queries.supplements import with_marks
from rounds.models import Round


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
    return _material(user, submissions_of_member(user).filter(round=round))


def material_at(user: User, slug: str) -> Material:
    """The same by the round's address. It is kept for the rail."""
    material = _material(user, submissions_of_member(user).filter(round__slug=slug))
    setattr(user, SHOWN_MATERIAL, material)
    return material


def shown_material(user: User, round: Round) -> Material | None:
    """What the page has asked for already, of this round."""
    material: Material | None = getattr(user, SHOWN_MATERIAL, None)
    written = material.acted_for if material else None
    return material if written and written.round_id == round.pk else None


def _material(user: User, submissions: QuerySet[Submission]) -> Material:
    found = list(with_marks(submissions))
    own = next((submission for submission in found if _is_own(submission)), None)
    counties = [submission for submission in found if not _is_own(submission)]
    return Material(own, counties, getattr(user, ACTING_FOR, None))


def _is_own(submission: Submission) -> bool:
    return bool(getattr(submission, "is_own", False))
