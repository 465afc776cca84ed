"""What each app tells the frame: its places in the rail, and what a person should do next.

An app has a module ``home`` beside its views with two functions::

    def nav_items(user: User, round: Round | None) -> list[NavItem]
    def next_steps(user: User, round: Round | None) -> list[NextStep]

``round`` is the one the person has chosen, None while there is none. Both return only what this person may open
or do, and nothing for everybody else. A third one may say what of this is asked of every round on every page::

    def asked(user: User) -> dict[str, BaseExpression]

The query for the rounds carries it along, and ``rounds.queries.known_of`` reads it off a round. ``reviews.home``
may also have ``status_line(user, round) -> list[StatusPart]``: the thin line that the secretariat sees on every
page. The portal puts them together.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User

Section = Literal["work", "round", "cities", "experts", "review", "results", "report", "setup", "administration"]
"""The rail's parts, in their order: my work, the round, cities and their material, experts, review, results, the
report, set-up, administration."""

Tone = Literal["now", "soon", "late", "waiting", "done", "calm"]
"""How a step stands: to do now, due soon, overdue, waiting for others, nothing left to do, always possible."""


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """A place in the rail. ``icon`` is a name of the icon sheet; ``count`` is shown as a badge if not 0.

    ``for_everybody`` marks what anybody in the round may read: it is shown to people with a part in it, and does
    not by itself mean that a person has one. ``is_to_read`` marks where somebody looks for whom nothing waits.
    """

    label: str
    url: str
    icon: str
    section: Section = "work"
    count: int = 0
    for_everybody: bool = False
    is_to_read: bool = False


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """One thing that waits for the person, as a sentence, with the button that begins it.

    ``due`` is the moment the window closes; ``count`` how many things the sentence is about. Without ``url`` there
    is nothing to press: the step only says what the person is waiting for.
    """

    text: str
    url: str = ""
    label: str = ""
    due: datetime | None = None
    tone: Tone = "now"
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class StatusPart:
    """One figure of the status line: “ranking version 41”, “queue 3 s”. ``alarm`` marks what needs a look; what
    follows ``the_ranking`` moves with an open ranking.
    """

    label: str
    value: str
    url: str = ""
    alarm: bool = False
    the_ranking: bool = False


def nav_items(user: User, round: object = None) -> list[NavItem]:
    """The administration, for those who may enter it."""
    if not user.is_staff:
        return []
    label = _("Record of acts") if user.administrator == User.Administrator.AUDIT else _("Administration")
    page = (
        "admin:accounts_auditevent_changelist" if user.administrator == User.Administrator.AUDIT else "admin:index"
    )
    return [NavItem(label=label, url=reverse(page), icon="shield-lock", section="administration")]


def next_steps(user: User, round: object = None) -> list[NextStep]:
    """What each administrator is here for; nothing waits, but nobody should wonder where to begin."""
    if not user.administrator or not user.is_staff:
        return []
    texts = {
        User.Administrator.SYSTEM: _("Set-up data: domains, cities, experts and indicator systems."),
        User.Administrator.SECURITY: _("Accounts and roles: who may sign in, and who leads a round."),
        User.Administrator.AUDIT: _(
            "The record of acts: who did what, and when. It can be read and never changed."
        ),
    }
    item = nav_items(user)[0]
    text = str(texts[User.Administrator(user.administrator)])
    return [NextStep(text=text, url=item.url, label=_("Open"), tone="calm")]
