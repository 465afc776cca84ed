"""The stages of a round: made from the table of the house, then the round's own."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from rounds.errors import RoundError
from rounds.models import Action, Role, Round, Stage, StageRight
from rounds.rules import timetable_refusal
from rounds.services.locks import refuse

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def create_round_stages(round: Round) -> None:
    """Every stage with the rights of every role, as the table says. A stage that exists already stays as it is."""
    have = set(round.stages.values_list("kind", flat=True))
    made = Stage.objects.bulk_create(stage for stage in _stages(round) if stage.kind not in have)
    rights = {(row["stage"], row["role"]): row for row in _rows("stage_rights.csv")}
    StageRight.objects.bulk_create(
        _right(stage, role, rights.get((stage.kind, role.value))) for stage in made for role in Role
    )


def _stages(round: Round) -> Iterator[Stage]:
    for position, row in enumerate(_rows("stages.csv"), start=1):
        may_overlap = row.pop("may_overlap") == "yes"
        yield Stage(round=round, position=position, may_overlap=may_overlap, **row)


def _right(stage: Stage, role: Role, row: dict[str, str] | None) -> StageRight:
    if row is None:
        return StageRight(stage=stage, role=role)
    return StageRight(
        stage=stage,
        role=role,
        access=row["access"],
        own_only=row["own"] == "yes",
        actions=[Action(code).value for code in row["actions"].split()],
        note_zh=row["note_zh"],
        note_en=row["note_en"],
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def edit_stage(
    *,
    stage: Stage,
    opens_at: datetime | None,
    closes_at: datetime | None,
    may_overlap: bool,
    names: dict[str, str],
    by: User,
) -> None:
    """Move a window or rename a stage. Open from ``opens_at`` until just before ``closes_at``."""
    refuse(timetable_refusal(stage.round, by))
    if closes_at and not opens_at:
        raise RoundError(_("A window that closes must say when it opens."), field="opens_at")
    if opens_at and closes_at and closes_at <= opens_at:
        raise RoundError(_("A window must close after it opens."), field="closes_at")
    stored = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
    stored.opens_at, stored.closes_at, stored.may_overlap = opens_at, closes_at, may_overlap
    for name, value in names.items():
        setattr(stored, name, value)
    stored.save(update_fields=["opens_at", "closes_at", "may_overlap", *names])
    record(by, "edit_stage", stored, round_id=stored.round_id, opens_at=opens_at, closes_at=closes_at, **names)


@transaction.atomic
def edit_right(
    *,
    right: StageRight,
    access: str,
    own_only: bool,
    actions: Iterable[str],
    note_zh: str,
    note_en: str,
    by: User,
) -> None:
    """Change one cell of the table of rights: what one role may do in one stage."""
    refuse(timetable_refusal(right.stage.round, by))
    chosen = [Action(code).value for code in actions]
    if access == StageRight.Access.NONE and chosen:
        raise RoundError(_("Who has no access can't be given actions."), field="actions")
    stored = StageRight.objects.select_for_update(no_key=True).get(pk=right.pk)
    before = {"access": stored.access, "actions": stored.actions}
    stored.access, stored.own_only, stored.actions = access, own_only, chosen
    stored.note_zh, stored.note_en = note_zh, note_en
    stored.save(update_fields=["access", "own_only", "actions", "note_zh", "note_en"])
    what = {"stage": right.stage.kind, "role": stored.role, "before": before}
    record(by, "edit_right", stored, round_id=right.stage.round_id, access=access, actions=chosen, **what)
