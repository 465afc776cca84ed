"""The rail and the home page, put together from what each app says."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.home import NavItem, NextStep, StatusPart
from accounts.models import User
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


def _homes() -> Iterator[ModuleType]:
    for app in ("cities", "reviews", "reports", "rounds", "accounts"):
        name = f"{app}.home"
        if find_spec(name) and hasattr(module := import_module(name), "nav_items"):
            yield module


def nav_sections(user: User, round: Round | None) -> list[NavSection]:
    """The rail below “Home”; sections without a place for this person are left out.

    Nobody without a part gets any, so that an empty rail means: no part yet.
    """
    items = [item for home in _homes() for item in home.nav_items(user, round)] + _own_items(user)
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


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """What waits for this person, most pressing first."""
    return [step for home in _homes() for step in home.next_steps(user, round)]


def status_line(user: User, round: Round | None) -> list[StatusPart]:
    for home in _homes():
        if hasattr(home, "status_line"):
            parts: list[StatusPart] = home.status_line(user, round)
            return parts
    return []
