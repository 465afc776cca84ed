"""What waits for the secretariat in judging, as counts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery

from accounts.prepared import prepared
from cities.models import Submission
from reviews.models import Assignment, Doubt, PanelMember, PaperSheet, Verification
from reviews.queries.assignments import deployable
from reviews.queries.questions import counted_questions
from reviews.queries.ties import undecided_ties
from rounds.models import Indicator, Round


@dataclass(frozen=True)
class ToDo:
    """Counts of one round."""

    experts: int
    """Of the panel now."""
    signed: int
    """Of them, who signed the pledge."""
    drafts: int
    deployed: int
    unverified: int
    """Accepted cities with computed points that nobody has verified."""
    doubts: int
    """Of experts about computed values, not answered yet."""
    papers: int
    """Paper sheets that nobody has compared with their scan."""
    questions: int
    """Of experts to cities, not passed on yet."""
    ties: int
    """Found by rule, and left to the secretariat because they would void signed marks."""

    @property
    def unsigned(self) -> int:
        return self.experts - self.signed


def to_do(round: Round) -> ToDo:
    """In one query, and one for what the last look for ties has left."""
    [counts] = _counts(round=round.pk)
    return ToDo(**counts, ties=undecided_ties(round))


@prepared
def _counts(round: int) -> "QuerySet[Round, Any]":
    own = OuterRef("pk")
    panel = PanelMember.objects.filter(round=own, left_at=None)
    pairs = Assignment.objects.filter(round=own, case=None)
    return Round.objects.filter(pk=round).values(
        experts=_counted(panel),
        signed=_counted(panel.filter(pledged_at__isnull=False)),
        drafts=_counted(deployable(own)),
        deployed=_counted(pairs.filter(state=Assignment.State.DEPLOYED)),
        unverified=_counted(_unverified()),
        doubts=_counted(Doubt.objects.filter(submission__round=own, answered_at=None)),
        papers=_counted(PaperSheet.objects.filter(assignment__round=own, decided_at=None)),
        questions=counted_questions(),
    )


def _unverified() -> QuerySet[Submission]:
    computed = Indicator.objects.filter(system=OuterRef(OuterRef("indicator_system")), computed_max__gt=0)
    counting = Verification.objects.filter(submission=OuterRef("pk"), to_version=None)
    accepted = Submission.objects.filter(round=OuterRef("pk"), state=Submission.State.ACCEPTED)
    return accepted.annotate(asked=_counted(computed), verified=_counted(counting)).filter(verified__lt=F("asked"))


def _counted(rows: QuerySet[Any]) -> Subquery:
    """How many ``rows`` there are, as a subquery."""
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(number=number).values("number"))
