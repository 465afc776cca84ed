"""An expert's own ruler: what they gave other cities for the same indicator. Never anybody else's marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from reviews.models import Assignment, Score, ScoreSheetVersion
from reviews.queries.assignments import readable_assignments_for
from rounds.models import Indicator
from scoring.sheets import unpack_points


@dataclass(frozen=True)
class OwnMark:
    """What the expert gave another city: as submitted, or as it stands on the draft."""

    assignment: int
    city: str
    points: Decimal
    judged_max: Decimal
    comment: str
    is_draft: bool

    @property
    def percent(self) -> Decimal:
        return 100 * self.points / self.judged_max

    @property
    def place(self) -> str:
        """On a line from 0 to 100, as a drawing writes it."""
        return f"{self.percent:.2f}"


def own_marks(assignment: Assignment, indicator: Indicator) -> list[OwnMark]:
    """Of the same expert in the same round, other cities that they may still see, highest first. Two queries."""
    others = (
        readable_assignments_for(assignment.expert.user)
        .filter(round=assignment.round_id, case=None)
        .exclude(submission=assignment.submission_id)
    )
    signed = _signed(others, indicator)
    seen = {mark.assignment for mark in signed}
    drafted = [mark for mark in _drafted(others, indicator) if mark.assignment not in seen]
    return sorted([*signed, *drafted], key=lambda mark: (-mark.points, mark.city))


def _signed(others: QuerySet[Assignment], indicator: Indicator) -> list[OwnMark]:
    versions = ScoreSheetVersion.objects.filter(
        sheet__assignment__in=others, to_version=None, layout__indicator_ids__contains=[indicator.pk]
    ).select_related("layout", "sheet__assignment__submission__city")
    marks = []
    for version in versions:
        place = version.layout.indicator_ids.index(indicator.pk)
        points = unpack_points(bytes(version.points), bytes(version.mask))[place]
        if points is not None:
            comment = version.comments.get(indicator.code, "")
            marks.append(
                _mark(version.sheet.assignment, Decimal(points) / 100, indicator, comment, is_draft=False)
            )
    return marks


def _drafted(others: QuerySet[Assignment], indicator: Indicator) -> Sequence[OwnMark]:
    scores = Score.objects.filter(
        sheet__assignment__in=others, indicator=indicator, points__isnull=False
    ).select_related("sheet__assignment__submission__city")
    return [
        _mark(score.sheet.assignment, score.points, indicator, score.comment, is_draft=True)
        for score in scores
        if score.points is not None
    ]


def _mark(
    assignment: Assignment, points: Decimal, indicator: Indicator, comment: str, *, is_draft: bool
) -> OwnMark:
    city = assignment.submission.city
    return OwnMark(assignment.pk, city.short_name, points, indicator.judged_max, comment, is_draft)
