"""The rail and the home page, put together from what each app says."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import home as accounts_home
from accounts.home import NavItem, NextStep, StatusPart, Tone
from accounts.models import User
from cities import home as cities_home
from reports import home as reports_home
from reviews import home as reviews_home
from rounds import home as rounds_home
from rounds.models import Round

SECTIONS = {
    "work": _("My work"),
    "round": _("The round"),
    "results": _("Results"),
    "setup": _("Set-up"),
    "administration": _("Administration"),
}


@dataclass(frozen=True)
class NavSection:
    label: str
    items: list[NavItem]


HOMES = (cities_home, reviews_home, reports_home, rounds_home, accounts_home)
"""Who is asked, in the order in which it is shown."""


def nav_sections(user: User, round: Round | None) -> list[NavSection]:
    """The rail below “Home”; sections without a place for this person are left out.

    Nobody without a part gets any, so that an empty rail means: no part yet.
    """
    items = [item for home in HOMES for item in home.nav_items(user, round)] + _own_items(user)
    if all(item.for_everybody for item in items):
        return []
    found = [NavSection(str(label), [i for i in items if i.section == key]) for key, label in SECTIONS.items()]
    return [section for section in found if section.items]


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
    steps = [step for home in HOMES for step in home.next_steps(user, round)]
    return sorted(steps, key=lambda step: PRESSING.index(step.tone))


def status_line(user: User, round: Round | None) -> list[StatusPart]:
    return reviews_home.status_line(user, round)
