"""An expert's own ruler: what they gave other cities for the same indicator. Never anybody else's marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reviews.models import Assignment, Score, ScoreSheetVersion
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
    """Of the same expert in the same round, other cities only, highest first. Two queries."""
    others = {"round": assignment.round_id, "expert": assignment.expert_id, "case": None}
    signed = _signed(assignment, others, indicator)
    seen = {mark.assignment for mark in signed}
    drafted = [mark for mark in _drafted(assignment, others, indicator) if mark.assignment not in seen]
    return sorted([*signed, *drafted], key=lambda mark: (-mark.points, mark.city))


def _signed(assignment: Assignment, others: Mapping[str, object], indicator: Indicator) -> list[OwnMark]:
    own = {f"sheet__assignment__{name}": value for name, value in others.items()}
    versions = (
        ScoreSheetVersion.objects.filter(**own, to_version=None, layout__indicator_ids__contains=[indicator.pk])
        .exclude(sheet__assignment__submission=assignment.submission_id)
        .select_related("layout", "sheet__assignment__submission__city")
    )
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


def _drafted(assignment: Assignment, others: Mapping[str, object], indicator: Indicator) -> Sequence[OwnMark]:
    own = {f"sheet__assignment__{name}": value for name, value in others.items()}
    scores = (
        Score.objects.filter(**own, indicator=indicator, points__isnull=False)
        .exclude(sheet__assignment__submission=assignment.submission_id)
        .select_related("sheet__assignment__submission__city")
    )
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
