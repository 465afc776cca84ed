"""The places of results in the rail."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.home import NavItem, NextStep
from accounts.models import User
from rounds.models import Role, Round
from rounds.queries import leading_role


def nav_items(user: User, round: Round | None) -> list[NavItem]:
    """Files with results, for the secretariat."""
    if round is None or leading_role(user, round) != Role.SECRETARIAT:
        return []
    url = reverse("reports:downloads", args=[round.slug])
    return [NavItem(label=_("Downloads"), url=url, icon="file-spreadsheet", section="results")]


def next_steps(user: User, round: Round | None) -> list[NextStep]:
    """A download waits for nobody."""
    return []
