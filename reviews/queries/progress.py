"""How far the sheets of a round are: who has handed in what, and nothing of what is on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reviews.models import Assignment, PaperSheet, ScoreSheet, ScoreSheetVersion
from reviews.queries.assignments import open_reopenings, recusals_of_pair
from rounds.models import Round

State = Literal["new", "begun", "submitted", "revising", "reopened", "recused"]

STATE_WORDS: dict[State, Promise] = {
    "new": gettext_lazy("Not begun"),
    "begun": gettext_lazy("In progress"),
    "submitted": gettext_lazy("Submitted"),
    "revising": gettext_lazy("Being revised"),
    "reopened": gettext_lazy("Open again"),
    "recused": gettext_lazy("Recused"),
}


@dataclass(frozen=True)
class SheetRow:
    """One sheet. Its state and times are progress; no points, no count of them."""

    assignment: Assignment
    state: State
    last_number: int
    submitted_at: datetime | None
    has_paper: bool
    """A paper sheet waits to be compared with its scan."""


def sheets_of(round: Round) -> list[SheetRow]:
    """Every deployed pair, and each with a paper sheet that waits, by city and expert: one query."""
    versions = ScoreSheetVersion.objects.filter(sheet__assignment=OuterRef("pk")).order_by("-number")
    found = (
        Assignment.objects.filter(round=round)
        .select_related("submission__city__province", "expert__user", "sheet", "domain")
        .annotate(
            last_number=Subquery(versions.values("number")[:1]),
            submitted_at=Subquery(versions.values("submitted_at")[:1]),
            has_paper=Exists(PaperSheet.objects.filter(assignment=OuterRef("pk"), decided_at=None)),
            is_recused=Exists(recusals_of_pair()),
            is_reopened=Exists(open_reopenings()),
        )
        .filter(Q(state=Assignment.State.DEPLOYED) | Q(has_paper=True))
        .order_by("submission__city__gb_code", "expert__user__full_name")
    )
    return [SheetRow(row, _state(row), row.last_number or 0, row.submitted_at, row.has_paper) for row in found]


def _state(row: Assignment) -> State:
    sheet: ScoreSheet | None = getattr(row, "sheet", None)
    if row.is_recused:  # type: ignore[attr-defined]  # annotated
        return "recused"
    if sheet is None:
        return "new"
    if sheet.state == ScoreSheet.State.SUBMITTED:
        return "submitted"
    if row.is_reopened:  # type: ignore[attr-defined]  # annotated
        return "reopened"
    return "revising" if row.last_number else "begun"  # type: ignore[attr-defined]  # annotated


def waiting_papers(round: Round) -> int:
    """Paper sheets that nobody has compared with their scan."""
    return PaperSheet.objects.filter(assignment__round=round, decided_at=None).count()
