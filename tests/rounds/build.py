"""Builders for setting up rounds: each names only what a test is about."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from rounds.models import Role, Round, RoundRole, Stage
from rounds.services.stages import create_round_stages
from scoring.marks import ANCHOR_PERCENTS
from tests.make import make_round

NEEDED = (Stage.Kind.FILING, Stage.Kind.FORMAL_CHECK, Stage.Kind.REVIEW)


def make_new_round(**fields: Any) -> Round:
    """A round that is still being set up, with its stages and no windows."""
    round = make_round(everything_open=False, **fields)
    round.opened_at = None
    round.save()
    create_round_stages(round)
    return round


def make_ready_round(**fields: Any) -> Round:
    """One that could be opened: the stages that are needed have windows, one after the other."""
    round = make_new_round(**fields)
    for place, kind in enumerate(NEEDED):
        set_window(round, kind, opens=10 * place, closes=10 * place + 10)
    return round


def set_window(round: Round, kind: Stage.Kind, *, opens: float, closes: float | None) -> Stage:
    """From ``opens`` to ``closes`` days from now."""
    stage = round.stages.get(kind=kind)
    now = timezone.now()
    stage.opens_at = now + timedelta(days=opens)
    stage.closes_at = None if closes is None else now + timedelta(days=closes)
    stage.save()
    return stage


def indicator_data(round: Round, **changed: Any) -> dict[str, Any]:
    """What the form of an indicator sends."""
    data = {
        "code": "C9",
        "area": round.indicator_system.areas.get(code="C").pk,
        "name_zh": "新指标",
        "name_en": "New indicator",
        "computed_max": "0",
        "judged_max": "5",
        "domain": "",
        "rule": "",
        "rule_parameters": "",
    }
    criteria = {f"criterion_{share}_{language}": "" for share in ANCHOR_PERCENTS for language in ("zh", "en")}
    return {**data, **criteria, **changed}


LEADERS = {
    RoundRole.Kind.SECRETARIAT: Role.SECRETARIAT,
    RoundRole.Kind.CHAIR: Role.CHAIR,
    RoundRole.Kind.AUTHORITY: Role.AUTHORITY,
    RoundRole.Kind.OBSERVER: Role.OBSERVER,
}
