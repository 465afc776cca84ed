"""Who may do what when: read off the rights of the open stages, with a sentence for a no."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.bilingual import in_readers_language
from accounts.models import User
from rounds.content import system_problems
from rounds.errors import RoundError
from rounds.models import Action, Area, IndicatorSystem, Role, Round, Stage
from rounds.queries import leading_role, stages_allowing
from scoring.choices import OnsiteMode
from scoring.policy import ReconciliationPolicy


def refusal(round: Round, role: Role, action: Action, *, at: datetime | None = None) -> str:
    """Why ``role`` may not do ``action`` at the moment; empty if it may.

    Reading is not stopped by a pause; everything else is. Before a round opens no window need be set for its
    secretariat to set it up.
    """
    at = at or timezone.now()
    if not action.value.startswith("read_") and (paused := pause_refusal(round)):
        return paused
    if not round.is_open and (role, action) == (Role.SECRETARIAT, Action.SET_UP):
        return ""
    stages = stages_allowing(round, role, [action])
    if any(_is_open(stage, at) for stage in stages):
        return ""
    return _closed_sentence(stages, action, at)


def any_refusal(round: Round, role: Role, actions: Iterable[Action]) -> str:
    """Why ``role`` may do none of ``actions`` at the moment; empty if it may do one. One query where it may."""
    wanted, now = list(actions), timezone.now()
    awake = [action for action in wanted if action.value.startswith("read_") or not round.is_paused]
    if awake and any(_is_open(stage, now) for stage in stages_allowing(round, role, awake)):
        return ""
    refusals = [refusal(round, role, action) for action in wanted]
    return "" if "" in refusals else refusals[0]


def pause_refusal(round: Round) -> str:
    """Why nothing can be entered at all; empty while the round isn't paused."""
    if not round.is_paused:
        return ""
    why = in_readers_language(round.paused_because_zh, round.paused_because_en)
    return _("The round is paused: %(why)s") % {"why": why}


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


def setup_refusal(round: Round, user: User) -> str:
    """Why this person may not change the round's set-up now; empty if they may.

    Before the round opens the secretariat always may; afterwards the table of stages decides.
    """
    if leading_role(user, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return refusal(round, Role.SECRETARIAT, Action.SET_UP)


def timetable_refusal(round: Round, user: User) -> str:
    """Why this person may not change windows, rights or the pause switch.

    The secretariat may at any time, paused or not: these are what every other right hangs on.
    """
    if leading_role(user, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return ""


def system_refusal(system: IndicatorSystem) -> str:
    """Why the content of an indicator system may not change; empty if it may."""
    if system.frozen_at:
        return _("This version was frozen on %(when)s. Copy it as a new version and change that one.") % {
            "when": _moment(system.frozen_at)
        }
    return ""


def policy_refusal(round: Round) -> str:
    """Why the rules of scoring may not change; empty if they may."""
    if round.policy_frozen_at:
        return _("The rules of scoring were frozen on %(when)s, when the first score sheet was submitted.") % {
            "when": _moment(round.policy_frozen_at)
        }
    return ""


def policy_problems(policy: ReconciliationPolicy, system: IndicatorSystem) -> dict[str, str]:
    """Rules of scoring that the method knows and no round with this system can be run by, in words by field."""
    problems = {}
    if policy.onsite_mode is OnsiteMode.TWO_PART:
        problems["onsite_mode"] = _(
            "Two separate marks are not offered: a sheet holds one mark, which may be revised after the "
            "presentation."
        )
    if problem := tie_break_problem(policy.tie_break_areas, system):
        problems["tie_break_areas"] = problem
    return problems


def tie_break_problem(codes: Iterable[str], system: IndicatorSystem) -> str:
    """Why equal totals can't be parted by these areas; empty if they can: each needs indicators of its own."""
    known = list(Area.objects.filter(system=system, indicators__isnull=False).distinct())
    unknown = [code for code in codes if code not in {area.code for area in known}]
    if not unknown:
        return ""
    return _(
        "The indicator system has no indicators in area %(codes)s to part equal totals by. It has: %(known)s."
    ) % {
        "codes": _(", ").join(unknown),
        "known": _(", ").join(area.code for area in known) or "–",
    }


def opening_problems(round: Round) -> list[str]:
    """What keeps the round from being opened, as sentences; empty if nothing does."""
    problems = [] if round.opened_at is None else [_("The round is open already.")]
    if problem := tie_break_problem(round.policy.get("tie_break_areas", ()), round.indicator_system):
        problems.append(problem)
    return problems + system_problems(round.indicator_system) + stage_problems(list(round.stages.all()))


NEEDED = (Stage.Kind.FILING, Stage.Kind.FORMAL_CHECK, Stage.Kind.REVIEW)
"""Stages without a window of which nothing can be handed in, accepted or scored."""


def stage_problems(stages: list[Stage]) -> list[str]:
    """Windows that are missing, and windows that overlap where the round does not say that they may."""
    dated = {stage.kind for stage in stages if stage.opens_at}
    missing = [kind.label for kind in NEEDED if kind.value not in dated]
    problems = [_("The stage “%(stage)s” has no window yet.") % {"stage": name} for name in missing]
    alone = sorted((s for s in stages if s.opens_at and not s.may_overlap), key=lambda s: s.opens_at or s.pk)
    for earlier, later in pairwise(alone):
        if earlier.closes_at is None or (later.opens_at and later.opens_at < earlier.closes_at):
            names = {"earlier": earlier.staff_name, "later": later.staff_name}
            problems.append(_("“%(earlier)s” has not closed when “%(later)s” opens.") % names)
    return problems
