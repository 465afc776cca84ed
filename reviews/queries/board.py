"""The secretariat's board: what cities hand in, and how far each has been judged."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cities.models import Evidence, Submission
from cities.queries import BoardFilter, board
from reviews.models import Assignment, Case, ScoreSheetVersion

JUDGING_SORTS: dict[str, tuple[Any, ...]] = {
    "checks": ("evidence_open", "city__gb_code"),
    "assigned": ("assigned_count", "city__gb_code"),
    "scored": ("scored_count", "city__gb_code"),
    "cases": ("open_case_count", "city__gb_code"),
}


def judged_board(submissions: QuerySet[Submission], chosen: BoardFilter) -> QuerySet[Submission]:
    """The board of ``cities`` with the judging beside it: still one query. Counts of work, never of points."""
    evidence = Evidence.objects.filter(submission=OuterRef("pk"), removed_at=None)
    assigned = Assignment.objects.filter(submission=OuterRef("pk"), case=None, state=Assignment.State.DEPLOYED)
    counting = ScoreSheetVersion.objects.filter(sheet__assignment__submission=OuterRef("pk"), to_version=None)
    cases = Case.objects.filter(submission=OuterRef("pk"), closed_at=None)
    found = board(submissions, chosen).annotate(
        evidence_open=_count(evidence.filter(state=Evidence.State.WAITING), "submission"),
        evidence_refused=_count(evidence.filter(state=Evidence.State.REFUSED), "submission"),
        assigned_count=_count(assigned, "submission"),
        scored_count=_count(counting, "sheet__assignment__submission"),
        open_case_count=_count(cases, "submission"),
    )
    if chosen.sort not in JUDGING_SORTS:
        return found
    return found.order_by(*JUDGING_SORTS[chosen.sort])  # board() has turned it round already, if it falls


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
