"""The secretariat's board: what cities hand in, and how far each has been judged."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.prepared import prepared
from cities.models import Evidence, Submission
from cities.queries import BoardFilter, board, submissions_led
from cities.queries.board import SORTS
from reviews.models import Assignment, Case, ScoreSheetVersion
from rounds.models import Round

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
    counting = ScoreSheetVersion.objects.filter(sheet__assignment=OuterRef("pk"), to_version=None)
    scored = Assignment.objects.filter(Exists(counting), submission=OuterRef("pk"))
    cases = Case.objects.filter(submission=OuterRef("pk"), closed_at=None)
    found = board(submissions, chosen).annotate(
        evidence_open=_count(evidence.filter(state=Evidence.State.WAITING), "submission"),
        evidence_refused=_count(evidence.filter(state=Evidence.State.REFUSED), "submission"),
        assigned_count=_count(assigned, "submission"),
        scored_count=_count(scored, "submission"),
        open_case_count=_count(cases, "submission"),
    )
    if chosen.sort not in JUDGING_SORTS:
        return found
    return found.order_by(*JUDGING_SORTS[chosen.sort])  # board() has turned it round already, if it falls


def whole_board(user: User, round: Round, chosen: BoardFilter) -> list[Submission]:
    """The same, of all that the person leads in the round, for a board that stands on one page.

    The SQL is built once for each order; what is chosen is picked from the rows. Words are for PostgreSQL to find:
    there are none in ``chosen``.
    """
    rows = _in_order(chosen.sort if chosen.sort in {**SORTS, **JUDGING_SORTS} else "code", chosen.descending)
    return [row for row in rows(user=user.pk, round=round.pk) if chosen.fits(row)]


@cache
def _in_order(sort: str, descending: bool) -> Callable[..., list[Submission]]:
    @prepared
    def rows(user: int, round: int) -> QuerySet[Submission]:
        led = submissions_on_board(User(pk=user), Round(pk=round))
        return judged_board(led, BoardFilter(sort=sort, descending=descending))

    return rows


def submissions_on_board(user: User, round: Round) -> QuerySet[Submission]:
    """What the person leads in the round, with the cities and nothing else."""
    return submissions_led(user).filter(round=round).select_related(None).select_related("city__province")


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
