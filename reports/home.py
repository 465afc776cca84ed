"""The places of results in the rail."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.home import NavItem, NextStep
from accounts.models import User
from rounds.models import Role, Round
from rounds.queries import leading_role


def nav_items(user: User, round: Round | None) -> list[NavItem]:
    """Statistics and figures for those who lead the round; files with results for the secretariat."""
    role = leading_role(user, round) if round else None
    if round is None or role is None:
        return []
    items = [
        NavItem(label=_("Statistics"), url=_url("statistics", round), icon="report-analytics", section="results"),
        NavItem(label=_("Figures"), url=_url("figures", round), icon="chart-bar", section="results"),
    ]
    if role == Role.SECRETARIAT:
        items.append(
            NavItem(label=_("Downloads"), url=_url("downloads", round), icon="file-spreadsheet", section="results")
        )
    return items


def _url(name: str, round: Round) -> str:
    return reverse(f"reports:{name}", args=[round.slug])


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """A download waits for nobody."""
    return []
