"""What waits for the secretariat in judging, as counts."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cities.models import Submission
from reviews.models import Assignment, Doubt, PanelMember, Verification
from reviews.queries.assignments import deployable
from rounds.models import Indicator, Round


@dataclass(frozen=True)
class ToDo:
    """Counts of one round."""

    panel: int
    unsigned: int
    drafts: int
    deployed: int
    unverified: int
    """Accepted cities with computed points that nobody has verified."""
    doubts: int
    """Of experts about computed values, not answered yet."""


def to_do(round: Round) -> ToDo:
    """In six queries."""
    panel = PanelMember.objects.filter(round=round, left_at=None).aggregate(
        all=Count("pk"), signed=Count("pledged_at")
    )
    deployed = Assignment.objects.filter(round=round, case=None, state=Assignment.State.DEPLOYED)
    return ToDo(
        panel=panel["all"],
        unsigned=panel["all"] - panel["signed"],
        drafts=deployable(round).count(),
        deployed=deployed.count(),
        unverified=_unverified(round),
        doubts=Doubt.objects.filter(submission__round=round, answered_at=None).count(),
    )


def _unverified(round: Round) -> int:
    asked = Indicator.objects.filter(system=round.indicator_system_id, computed_max__gt=0).count()
    counting = Verification.objects.filter(submission=OuterRef("pk"), to_version=None).order_by()
    verified = Subquery(counting.values("submission").annotate(n=Count("pk")).values("n"))
    accepted = Submission.objects.filter(round=round, state=Submission.State.ACCEPTED)
    return accepted.annotate(verified=Coalesce(verified, 0)).filter(verified__lt=asked).count()
