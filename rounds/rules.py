"""Who may do what when: read off the rights of the open stages, with a sentence for a no."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.bilingual import in_readers_language
from rounds.errors import RoundError
from rounds.models import Action, Role, Round, Stage
from rounds.queries import stages_allowing


def refusal(round: Round, role: Role, action: Action, *, at: datetime | None = None) -> str:
    """Why ``role`` may not do ``action`` at the moment; empty if it may.

    Reading is not stopped by a pause; everything else is.
    """
    at = at or timezone.now()
    if round.is_paused and not action.value.startswith("read_"):
        return _("The round is paused: %(why)s") % {
            "why": in_readers_language(round.paused_because_zh, round.paused_because_en)
        }
    stages = list(stages_allowing(round, role, action))
    if any(_is_open(stage, at) for stage in stages):
        return ""
    return _closed_sentence(stages, action, at)


def may(round: Round, role: Role, action: Action, *, at: datetime | None = None) -> bool:
    return not refusal(round, role, action, at=at)


def require(round: Round, role: Role, action: Action) -> None:
    """Raise RoundError, with the sentence, unless ``role`` may do ``action`` now."""
    if why_not := refusal(round, role, action):
        raise RoundError(why_not)


def _is_open(stage: Stage, at: datetime) -> bool:
    return (
        stage.opens_at is not None and stage.opens_at <= at and (stage.closes_at is None or at < stage.closes_at)
    )


def _closed_sentence(stages: list[Stage], action: Action, at: datetime) -> str:
    """Names the next window in which it is possible, or the last one that closed."""
    what = {"action": action.label}
    ahead = [s for s in stages if s.opens_at and s.opens_at > at]
    if ahead:
        stage = min(ahead, key=lambda s: s.opens_at or at)
        return _("Not open yet: to %(action)s, wait for the stage “%(stage)s”, which opens %(when)s.") % {
            **what,
            "stage": stage.public_name,
            "when": _moment(stage.opens_at),
        }
    if past := [s for s in stages if s.closes_at]:
        stage = max(past, key=lambda s: s.closes_at or at)
        return _("Closed: the time to %(action)s ended with the stage “%(stage)s”, %(when)s.") % {
            **what,
            "stage": stage.public_name,
            "when": _moment(stage.closes_at),
        }
    return _("This round has no open stage in which you can %(action)s.") % what


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
