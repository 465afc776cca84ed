"""An expert's queue: their own cities and nothing of anybody else's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.prepared import prepared
from reviews.models import Assignment, Case, Score, ScoreSheet, ScoreSheetVersion
from reviews.queries.assignments import assignments_for
from rounds.models import Action, Role, Round
from rounds.queries import closing_of

State = Literal["new", "begun", "submitted", "revising"]


@dataclass(frozen=True)
class QueueRow:
    """One city of the queue."""

    assignment: Assignment
    filled: int
    """Indicators with points or “unable to judge”."""
    last_number: int

    @property
    def sheet(self) -> ScoreSheet | None:
        return getattr(self.assignment, "sheet", None)

    @property
    def asked(self) -> int:
        """Indicators on the sheet; 0 before its first save."""
        return len(self.sheet.layout.indicator_ids) if self.sheet else 0

    @property
    def state(self) -> State:
        if self.sheet is None:
            return "new"
        if self.sheet.state == ScoreSheet.State.SUBMITTED:
            return "submitted"
        return "revising" if self.last_number else "begun"

    @property
    def is_done(self) -> bool:
        return self.state == "submitted"


def queue_of(user: User | AnonymousUser, round: Round) -> list[QueueRow]:
    """In one query, in an order that begins at another city for each expert.

    So all cities are covered evenly from the first day, and no order tells what others have done.
    """
    if not user.is_authenticated:
        return []
    found = _queued(user=user.pk, round=round.pk, now=timezone.now())
    rows = [QueueRow(row, row.filled, row.last_number) for row in found]  # type: ignore[attr-defined]  # annotated
    start = rows[0].assignment.expert_id * 7 % len(rows) if rows else 0
    return rows[start:] + rows[:start]


@prepared
def _queued(user: int, round: int, now: datetime) -> QuerySet[Assignment]:
    something = Q(points__isnull=False) | Q(unable=True)
    filled = Score.objects.filter(something, sheet__assignment=OuterRef("pk")).order_by()
    versions = ScoreSheetVersion.objects.filter(sheet__assignment=OuterRef("pk")).order_by("-number")
    return (
        assignments_for(User(pk=user), now)
        .filter(round=round)
        .exclude(_left_behind())
        .select_related("submission__city__province", "sheet__layout")
        .annotate(
            filled=Coalesce(Subquery(filled.values("sheet__assignment").annotate(n=Count("pk")).values("n")), 0),
            last_number=Coalesce(Subquery(versions.values("number")[:1]), 0),
        )
        .order_by("submission__city__gb_code")
    )


def _left_behind() -> Q:
    """A further expert's draft of a case that has moved on without it: nothing of it is still to be done."""
    begun = Q(sheet=None) | Q(sheet__state=ScoreSheet.State.DRAFT)
    return Q(case__isnull=False) & ~Q(case__state=Case.State.FURTHER) & begun


def next_row(rows: Sequence[QueueRow], *, besides: int | None = None) -> QueueRow | None:
    """The city to go on with: the one least covered by this expert, in the order of the queue."""
    open_rows = [row for row in rows if not row.is_done and row.assignment.pk != besides]
    return min(open_rows, key=lambda row: row.filled, default=None)


def scoring_closes(round: Round) -> datetime | None:
    """When the last open window closes in which experts score; None if none is open or no end is set."""
    return closing_of(round, Role.EXPERT, Action.SCORE)


def reasons_close(round: Round) -> datetime | None:
    """When the last open window closes in which experts give reasons in cases."""
    return closing_of(round, Role.EXPERT, Action.DISCUSS)
