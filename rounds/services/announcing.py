"""Stages advance by their dates; what has changed since the last look is taken once and told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from accounts.audit import record
from rounds.models import Round, Stage

RECENT = timedelta(days=2)
"""What changed longer ago is taken without a word: it would be no news."""

Change = Literal["open", "past"]


@dataclass(frozen=True)
class StageChange:
    """A stage that has begun or ended. ``is_public``: people who know the public names alone hear of it, too."""

    stage: Stage
    change: Change
    is_public: bool


@transaction.atomic
def take_stage_changes(round: Round, now: datetime) -> list[StageChange]:
    """What has begun or ended in the round since it was last taken, on record. A pause takes nothing.

    Call it in the transaction in which people are told: what is taken is told, and once.
    """
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if round.is_paused or not round.is_open:
        return []
    stages = list(round.stages.all())
    changes = [found for stage in stages if (found := _change(stage, stages, now))]
    for stage in stages:
        stage.announced = _told(stage, now)
    Stage.objects.bulk_update(stages, ["announced"])
    for found in changes:
        record(None, f"stage_{found.change}", found.stage, round_id=round.pk, stage=found.stage.kind)
    return changes


def _told(stage: Stage, now: datetime) -> str:
    when = stage.when(now)
    return when if when in ("open", "past") else ""


def _change(stage: Stage, stages: list[Stage], now: datetime) -> StageChange | None:
    when = stage.when(now)
    if when == stage.announced:
        return None
    if when == "open" and stage.opens_at and stage.opens_at > now - RECENT:
        return StageChange(stage, "open", not _others(stage, stages, now) & {"open", "past"})
    if when == "past" and stage.closes_at and stage.closes_at > now - RECENT:
        return StageChange(stage, "past", not _others(stage, stages, now) & {"open", "ahead"})
    return None


def _others(stage: Stage, stages: list[Stage], now: datetime) -> set[str]:
    """How the others stand that have the same name for everybody: to the public they are one stage."""
    return {one.when(now) for one in stages if one.public_name_zh == stage.public_name_zh and one.pk != stage.pk}


@transaction.atomic
def take_pause_change(round: Round) -> bool | None:
    """True: the round has been paused since people were last told; False: it goes on; None: nothing new."""
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if round.pause_announced == round.is_paused:
        return None
    round.pause_announced = round.is_paused
    round.save(update_fields=["pause_announced"])
    return round.is_paused
