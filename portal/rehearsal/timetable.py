"""Time in a rehearsal: nobody waits for a window, the secretariat moves the windows."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from rounds.models import Round, Stage
from rounds.services.stages import edit_stage

WINDOW = timedelta(days=7)


def lay_out(round: Round, by: User) -> None:
    """Every stage a week, one after the other, the first from now on."""
    opens = timezone.now()
    for stage in round.stages.order_by("position"):
        _move(stage, opens, opens + WINDOW, by)
        opens += WINDOW


def enter(round: Round, kind: Stage.Kind, by: User) -> None:
    """What is open closes now, and ``kind`` opens."""
    now = timezone.now()
    for stage in round.stages.order_by("position"):
        if stage.kind == kind:
            _move(stage, now, now + WINDOW, by)
        elif stage.when(now) == "open":
            assert stage.opens_at is not None  # else it would not be open
            _move(stage, stage.opens_at, now, by)


def _move(stage: Stage, opens: datetime, closes: datetime, by: User) -> None:
    edit_stage(stage=stage, opens_at=opens, closes_at=closes, may_overlap=stage.may_overlap, names={}, by=by)
