"""The rail and the home page, put together from what each app says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from types import ModuleType

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import home as accounts_home
from accounts.home import NavItem, NextStep, StatusPart, Tone
from accounts.models import User
from accounts.prepared import prepared
from cities import home as cities_home
from cities.queries import acts_for
from notices.queries import counted_unread
from reports import home as reports_home
from reviews import home as reviews_home
from rounds import home as rounds_home
from rounds.models import Round
from rounds.queries import rounds_seen_by, with_stages_read

SECTIONS = {
    "work": _("My work"),
    "round": _("The round"),
    "cities": _("Cities and material"),
    "experts": _("Experts and assignment"),
    "review": _("Review"),
    "results": _("Results"),
    "report": _("Report and publication"),
    "setup": _("Set-up"),
    "administration": _("Administration"),
}


LAST = datetime.max.replace(tzinfo=UTC)


SHORT_RAIL = 12
"""A rail of up to so many places is shown whole; of a longer one only the part where the person is."""


@dataclass(frozen=True)
class NavSection:
    key: str
    label: str
    items: list[NavItem]
    is_open: bool = True

    @property
    def count(self) -> int:
        """What waits in all of its places."""
        return sum(item.count for item in self.items)


def opened(sections: list[NavSection], current_url: str) -> list[NavSection]:
    """The same with the long ones folded: my work and the part of the current page stay open."""
    if sum(len(section.items) for section in sections) <= SHORT_RAIL:
        return sections
    return [
        replace(section, is_open=section.key == "work" or any(item.url == current_url for item in section.items))
        for section in sections
    ]


HOMES = (cities_home, reviews_home, reports_home, rounds_home, accounts_home)
"""Who is asked, in the order in which it is shown."""


UNREAD = "unread_notices"


def rounds_with_counts(user: User) -> list[Round]:
    """The rounds, each with what the frame of every page asks of it for this person. One query."""
    return list(_rounds(user)) if acts_for(user) else _own_rounds(user=user.pk)


def _rounds(user: User) -> QuerySet[Round]:
    asked = (home.asked(user).items() for home in HOMES if hasattr(home, "asked"))
    return rounds_seen_by(user).annotate(**dict(chain(*asked)), **{UNREAD: counted_unread(user)})


@prepared
def _own_rounds(user: int) -> QuerySet[Round]:
    """The same for who acts for no city that the address names."""
    return _rounds(User(pk=user))


def nav_sections(user: User, round: Round | None) -> list[NavSection]:
    """The rail below “Home”; sections without a place for this person are left out.

    Nobody without a part gets any, so that an empty rail means: no part yet.
    """
    items = [item for home in HOMES for item in home.nav_items(user, round)] + _own_items(user)
    if all(item.for_everybody for item in items):
        return []
    found = [
        NavSection(key, str(label), [i for i in items if i.section == key]) for key, label in SECTIONS.items()
    ]
    return [section for section in found if section.items]


def places_to_read(sections: Iterable[NavSection]) -> list[NavItem]:
    """Where somebody may look for whom nothing waits."""
    return [item for section in sections for item in section.items if item.is_to_read]


def _own_items(user: User) -> list[NavItem]:
    if not user.administrator:
        return []
    return [
        NavItem(
            label=gettext("State of the system"), url=reverse("health"), icon="progress", section="administration"
        )
    ]


PRESSING: list[Tone] = ["late", "soon", "now", "waiting", "calm", "done"]


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """What waits for this person, most pressing first."""
    return sorted(pressed_steps(user, round), key=lambda step: PRESSING.index(step.tone))


def pressed_steps(user: User, round: Round | None, homes: Sequence[ModuleType] = HOMES) -> list[NextStep]:
    """In the apps' order, each pressing as much as its end is near."""
    if round is not None:
        round = with_stages_read(round)  # every app asks whether its stages are open
    return [_pressed(step, now()) for home in homes for step in home.next_steps(user, round)]


SOON = timedelta(days=3)


def _pressed(step: NextStep, at: datetime) -> NextStep:
    """What is to be done now is due soon when its window closes within three days, and late afterwards."""
    if step.tone != "now" or step.due is None or step.due > at + SOON:
        return step
    return replace(step, tone="soon" if step.due > at else "late")


@dataclass(frozen=True)
class Task:
    """Something that waits for the person in one round."""

    round: Round
    step: NextStep


TO_DO: tuple[Tone, ...] = ("late", "soon", "now")


def tasks_of(user: User, rounds: Iterable[Round]) -> list[Task]:
    """What the person has to do in all rounds, most pressing first; what only waits for others is none."""
    found = [Task(round, step) for round in rounds for step in next_steps(user, round) if step.tone in TO_DO]
    return sorted(found, key=lambda task: (PRESSING.index(task.step.tone), task.step.due or LAST))


def status_line(user: User, round: Round | None) -> list[StatusPart]:
    return [*reviews_home.status_line(user, round), *rounds_home.status_line(user, round)]
