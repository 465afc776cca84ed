"""The round itself: made, changed, paused, opened."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from rounds.content import sha256_of_system
from rounds.errors import RoundError
from rounds.models import IndicatorSystem, Round, RoundRole
from rounds.policy_words import refusal_words
from rounds.rules import (
    opening_problems,
    policy_problems,
    policy_refusal,
    setup_refusal,
    tie_break_problem,
    timetable_refusal,
)
from rounds.services.locks import locked_round, refuse
from rounds.services.problems import create_round_problems
from rounds.services.stages import create_round_stages
from scoring.errors import PolicyError
from scoring.policy import ReconciliationPolicy

BEFORE_OPENING = ("review_start", "review_end", "previous_start", "previous_end", "epsilon", "indicator_system")
ALWAYS = (
    *("name_zh", "name_en", "reference_targets"),
    *("call_zh", "call_en", "contact_name", "contact_phone", "estimated_hours"),
)


class PolicyRefused(RoundError):
    """Rules of scoring that the round may not use; ``problems`` has a reader's words for each field at fault."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(_("The rules of scoring can't be used like this."))
        self.problems = problems


@transaction.atomic
def create_round(*, by: User, **fields: Any) -> Round:
    """A round with its stages, no windows yet, its list of problems, and ``by`` as its secretariat."""
    round = Round.objects.create(**fields)
    RoundRole.objects.create(round=round, user=by, kind=RoundRole.Kind.SECRETARIAT)
    create_round_stages(round)
    create_round_problems(round)
    record(by, "create_round", round, round_id=round.pk, slug=round.slug)
    return round


@transaction.atomic
def edit_round(*, round: Round, changes: Mapping[str, Any], by: User) -> None:
    """Names and reference targets at any time; periods, ε and system until the round opens."""
    refuse(setup_refusal(round, by))
    stored = locked_round(round)
    changed = {name: value for name, value in changes.items() if getattr(stored, name) != value}
    if stored.is_open and (late := [name for name in changed if name in BEFORE_OPENING]):
        raise RoundError(_("The round is open: its periods, ε and indicator system stay."), field=late[0])
    if (system := changed.get("indicator_system")) and (
        problem := tie_break_problem(stored.policy.get("tie_break_areas", ()), system)
    ):
        raise RoundError(problem, field="indicator_system")
    for name, value in changed.items():
        setattr(stored, name, value)
    if changed:
        stored.save(update_fields=list(changed))
        record(by, "edit_round", stored, round_id=stored.pk, **{name: str(v) for name, v in changed.items()})


@transaction.atomic
def edit_policy(*, round: Round, policy: Mapping[str, Any], by: User) -> None:
    """Replace the rules of scoring whole. Refused with every problem at once; never after the first sheet."""
    refuse(setup_refusal(round, by))
    stored = locked_round(round)
    refuse(policy_refusal(stored))
    try:
        value = ReconciliationPolicy.from_dict(policy)
    except PolicyError as error:
        raise PolicyRefused({name: refusal_words(said) for name, said in error.problems.items()}) from error
    if problems := policy_problems(value, stored.indicator_system):
        raise PolicyRefused(problems)
    stored.policy = value.to_dict()
    stored.save(update_fields=["policy"])
    record(by, "edit_policy", stored, round_id=stored.pk, policy=stored.policy, sha256=value.sha256())


@transaction.atomic
def pause_round(*, round: Round, because_zh: str, because_en: str, by: User) -> None:
    """Stop all writing in the round, for everybody, with a sentence that says why."""
    refuse(timetable_refusal(round, by))
    if not because_zh.strip() or not because_en.strip():
        raise RoundError(_("Say why, in both languages: everybody in the round reads it."), field="because_zh")
    stored = locked_round(round)
    stored.paused_because_zh, stored.paused_because_en = because_zh.strip(), because_en.strip()
    stored.save(update_fields=["paused_because_zh", "paused_because_en"])
    record(by, "pause_round", stored, round_id=stored.pk, because=stored.paused_because_zh)


@transaction.atomic
def resume_round(*, round: Round, by: User) -> None:
    """Windows that are open are open for writing again."""
    refuse(timetable_refusal(round, by))
    stored = locked_round(round)
    if not stored.is_paused:
        return
    stored.paused_because_zh = stored.paused_because_en = ""
    stored.save(update_fields=["paused_because_zh", "paused_because_en"])
    record(by, "resume_round", stored, round_id=stored.pk)


@transaction.atomic
def open_round(*, round: Round, by: User) -> None:
    """Open the round and freeze its indicator system; refused with everything that is still missing."""
    refuse(setup_refusal(round, by))
    stored = locked_round(round)
    system = IndicatorSystem.objects.select_for_update(no_key=True).get(pk=stored.indicator_system_id)
    if problems := opening_problems(stored):
        raise RoundError(" ".join(problems))
    now = timezone.now()
    if not system.is_frozen:
        system.frozen_at, system.sha256 = now, sha256_of_system(system)
        system.save(update_fields=["frozen_at", "sha256"])
    stored.opened_at = now
    stored.save(update_fields=["opened_at"])
    record(by, "open_round", stored, round_id=stored.pk, system=str(system), sha256=system.sha256)
