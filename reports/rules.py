"""Who may work on the report of a round, with a sentence for a no."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from reports.errors import ReportError
from reports.queries.clock import objection_deadline
from rounds.models import Action, Role, Round
from rounds.queries import leading_role
from rounds.rules import may, pause_refusal, refusal

READERS = (Role.SECRETARIAT, Role.CHAIR, Role.AUTHORITY, Role.OBSERVER)
"""Who reads builds and their files."""


def editing_refusal(round: Round, user: User) -> str:
    """Why this person may not write the report's texts, choose cases or ask for a build; empty if they may."""
    if leading_role(user, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return pause_refusal(round)


def require_editing(round: Round, user: User) -> None:
    if why_not := editing_refusal(round, user):
        raise ReportError(why_not)


def scores_are_shown(round: Round, *, is_locked: bool) -> bool:
    """Whether a build may read scores: of a locked result always, before while the secretariat may see them."""
    return is_locked or may(round, Role.SECRETARIAT, Action.READ_RESULT)


def objection_refusal(round: Round) -> str:
    """Why no city may object now; empty if one may. The day that the cities were told holds where the stage,
    without a set end, goes on.
    """
    if why_not := refusal(round, Role.CITY, Action.OBJECT):
        return why_not
    deadline = objection_deadline(round)
    if deadline is None or timezone.now() <= deadline:
        return ""
    when = date_format(timezone.localtime(deadline), "DATETIME_FORMAT")
    return _("Closed: objections could be handed in until %(when)s.") % {"when": when}
