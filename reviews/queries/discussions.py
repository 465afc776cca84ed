"""The discussion of a city among its experts: when it is open, to whom, and what it shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from cities.models import Submission
from reviews.models import AnchorDossier, Remark
from reviews.queries.assignments import cities_to_score
from reviews.queries.marks import CityMarks, marks_of_cities, own_signed_cities
from reviews.queries.onsite import marking, open_to_readers, window_closed
from rounds.models import Role, Round, RoundRole
from rounds.queries import leading_role

MENTION = re.compile(
    r"[@＠]\s?(?:(?:专家|Expert)\s?(?P<number>\d{1,3})"
    r"|(?:专家组|评估)?(?P<who>组长|副组长|秘书处|chair|deputy|secretariat))",
    re.IGNORECASE,
)
LEADERS = {
    "组长": RoundRole.Kind.CHAIR,
    "chair": RoundRole.Kind.CHAIR,
    "副组长": RoundRole.Kind.DEPUTY,
    "deputy": RoundRole.Kind.DEPUTY,
    "秘书处": RoundRole.Kind.SECRETARIAT,
    "secretariat": RoundRole.Kind.SECRETARIAT,
}
READERS_OF_DISCUSSIONS = (Role.SECRETARIAT, Role.CHAIR, Role.AUTHORITY, Role.OBSERVER)


@dataclass(frozen=True)
class Person:
    """Somebody who takes part. ``number``: by which an expert is mentioned here; 0 for a leader."""

    user: User
    number: int
    role: str = ""

    def shown_to(self, reader: User, *, named: bool) -> str:
        if self.user.pk == reader.pk:
            return _("You")
        if not self.number:
            return str(RoundRole.Kind(self.role).label) if self.role else str(self.user)
        called = _("Expert %(number)s") % {"number": self.number}
        return f"{called} · {self.user}" if named else called

    @property
    def handle(self) -> str:
        """As it is typed to mention them."""
        if self.number:
            return "@" + _("Expert %(number)s") % {"number": self.number}
        return "@" + str(RoundRole.Kind(self.role).label)


def may_read(user: User, submission: Submission) -> bool:
    """Whether this person may open the discussion of the city.

    Nobody before its revision window has closed; then those who lead, and its experts whose own sheet counts.
    """
    round = submission.round
    if submission.pk not in window_closed(round, [submission.pk]):
        return False
    own = own_signed_cities(user, round, [submission.pk])
    if leading_role(user, round) in READERS_OF_DISCUSSIONS:
        return bool(own) or not is_marking(user, submission)
    return bool(own)


def is_marking(user: User, submission: Submission) -> bool:
    """The person is among the city's experts: whatever else they are, they stay blind until their sheet counts."""
    return any(marker.expert.user_id == user.pk for marker in marking([submission.pk])[submission.pk])


def open_discussions(user: User, round: Round) -> list[Submission]:
    """The cities that this person may discuss or read about, in GB code order."""
    cities = list(cities_to_score(round).filter(state=Submission.State.ACCEPTED))
    closed = window_closed(round, [city.pk for city in cities])
    own = own_signed_cities(user, round, closed)
    if leading_role(user, round) in READERS_OF_DISCUSSIONS:
        blind = {
            pk for pk, found in marking(closed).items() if any(m.expert.user_id == user.pk for m in found)
        } - own
        return [city for city in cities if city.pk in closed and city.pk not in blind]
    return [city for city in cities if city.pk in own]


def people_of(submission: Submission) -> list[Person]:
    """The city's experts, numbered as beside the marks, then those who lead."""
    experts = sorted((m.expert for m in marking([submission.pk])[submission.pk]), key=lambda e: e.pk)
    people = [Person(expert.user, number) for number, expert in enumerate(experts, start=1)]
    return people + _leaders(submission.round)


def _leaders(round: Round) -> list[Person]:
    kinds = [RoundRole.Kind.CHAIR, RoundRole.Kind.DEPUTY, RoundRole.Kind.SECRETARIAT]
    roles = RoundRole.objects.filter(round=round, kind__in=kinds).select_related("user").order_by("kind", "pk")
    return [Person(role.user, 0, role.kind) for role in roles]


def mentioned_in(text: str, people: Sequence[Person]) -> list[User]:
    """Who is meant by “@专家2”, “@Expert 2”, “@组长”, in either language, each once."""
    found: dict[int, User] = {}
    for hit in MENTION.finditer(text):
        number, who = int(hit["number"] or 0), (hit["who"] or "").lower()
        for person in people:
            if (number and person.number == number) or (who and person.role == LEADERS[who]):
                found[person.user.pk] = person.user
    return list(found.values())


def remarks_of(submission: Submission) -> QuerySet[Remark]:
    return Remark.objects.filter(submission=submission).select_related("author").order_by("said_at", "pk")


def talk_in(submissions: Sequence[Submission]) -> dict[int, tuple[int, datetime]]:
    """By submission: how much was said, and when last."""
    rows = Remark.objects.filter(submission__in=submissions).values("submission_id").order_by()
    counted = rows.annotate(number=Count("pk"), last=Max("said_at"))
    return {row["submission_id"]: (row["number"], row["last"]) for row in counted}


def remarks_on(dossier: AnchorDossier) -> QuerySet[Remark]:
    return Remark.objects.filter(dossier=dossier).select_related("author").order_by("said_at", "pk")


@dataclass(frozen=True)
class Picture:
    """What of the marks a reader of the discussion sees.

    ``marks`` only when all sheets are in and nothing waits for a reveal; ``dispersion`` before that, for the chair
    and the secretariat: ranges without a single mark.
    """

    marks: CityMarks | None
    dispersion: CityMarks | None
    sheets_in: int
    sheets_due: int


def picture_of(submission: Submission, reader: User) -> Picture:
    round = submission.round
    markers = marking([submission.pk])[submission.pk]
    sheets_in = sum(marker.sheet_in for marker in markers)
    shown = open_to_readers(round, [submission.pk])
    role = leading_role(reader, round)
    dispersed = role in {Role.CHAIR, Role.SECRETARIAT} and not shown
    found = marks_of_cities(round, [submission], reader)[0] if shown or dispersed else None
    return Picture(found if shown else None, None if shown else found, sheets_in, len(markers))
