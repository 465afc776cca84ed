"""What waits for a person in a round, as the sentence of a reminder: the same steps that their home page shows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import ModuleType

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.home import NextStep
from accounts.models import User
from portal.home import HOMES, TO_DO, pressed_steps
from rounds.models import Round


def waiting_for(person: User, round: Round, homes: Sequence[ModuleType] = HOMES) -> list[NextStep]:
    """What the person has to do there now. It is empty once everything is done or closed."""
    return [step for step in pressed_steps(person, round, homes) if step.tone in TO_DO]


def first_due(steps: Iterable[NextStep]) -> datetime | None:
    """When the first of the windows closes."""
    return min((step.due for step in steps if step.due), default=None)


def reminder_text(round: Round, steps: Sequence[NextStep], words: str = "") -> str:
    """One sentence for each step, with its end; then what the secretariat adds."""
    head = ngettext(
        "%(round)s: %(number)d thing waits for you.", "%(round)s: %(number)d things wait for you.", len(steps)
    ) % {"round": round, "number": len(steps)}
    lines = [head, *(f"· {_line(step)}" for step in steps)]
    if words:
        lines.append(_("The secretariat adds: %(words)s") % {"words": words})
    return "\n".join(lines)


def _line(step: NextStep) -> str:
    if step.due is None:
        return step.text
    until = date_format(localtime(step.due), "DATETIME_FORMAT")
    return _("%(text)s (until %(when)s)") % {"text": step.text, "when": until}


def link_of(steps: Sequence[NextStep]) -> str:
    """Where the only step begins; else the list of all."""
    urls = {step.url for step in steps if step.url}
    return urls.pop() if len(urls) == 1 else "/tasks/"
