"""The experts' marks of a city side by side, once those they concern may see them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists

from accounts.models import User
from cities.models import Submission
from reviews.models import Assignment, Expert, ScoreSheetVersion
from reviews.queries.assignments import EXPERTS_LOOK, experts_right_now, readable_assignments_for
from reviews.queries.cases import CaseMark, marks_in
from rounds.models import Indicator, Round


@dataclass(frozen=True)
class Column:
    """An expert of the city. ``number`` stands for the name where names are hidden."""

    expert: Expert
    number: int
    is_own: bool


@dataclass(frozen=True)
class Line:
    """An indicator with each column's mark; None where the expert does not mark it or was unable to."""

    indicator: Indicator
    columns: Sequence[Column]
    marks: Sequence[CaseMark | None]

    @property
    def by_column(self) -> list[tuple[Column, CaseMark | None]]:
        return list(zip(self.columns, self.marks, strict=True))

    @property
    def given(self) -> list[CaseMark]:
        return [mark for mark in self.marks if mark is not None]

    @property
    def lowest(self) -> Decimal | None:
        return min((mark.points for mark in self.given), default=None)

    @property
    def highest(self) -> Decimal | None:
        return max((mark.points for mark in self.given), default=None)

    @property
    def spread(self) -> Decimal | None:
        """None with fewer than two marks: one alone has no dispersion."""
        points = [mark.points for mark in self.given]
        return max(points) - min(points) if len(points) > 1 else None

    @property
    def spread_percent(self) -> Decimal | None:
        """Of the judged points."""
        return None if self.spread is None else self.spread * 100 / self.indicator.judged_max


@dataclass(frozen=True)
class CityMarks:
    """All counting marks of a city, by the experts it was assigned to from the start."""

    submission: Submission
    columns: Sequence[Column]
    lines: Sequence[Line]


def marks_of_cities(round: Round, submissions: Sequence[Submission], reader: User) -> list[CityMarks]:
    """In two queries, however many cities. The caller has established that the reader may see them."""
    indicators = {i.pk: i for i in judged_indicators(round)}
    versions: dict[int, list[ScoreSheetVersion]] = defaultdict(list)
    counting = ScoreSheetVersion.objects.filter(
        sheet__assignment__submission__in=submissions,
        sheet__assignment__case=None,
        sheet__assignment__state=Assignment.State.DEPLOYED,
        to_version=None,
    ).select_related("layout", "sheet__assignment__expert__user")
    for version in counting:
        versions[version.sheet.assignment.submission_id].append(version)
    return [_side_by_side(submission, versions[submission.pk], indicators, reader) for submission in submissions]


def judged_indicators(round: Round) -> list[Indicator]:
    """What experts mark in the round, in order."""
    found = Indicator.objects.filter(system=round.indicator_system_id, judged_max__gt=0)
    return list(found.select_related("area", "domain").order_by("position", "code"))


def _side_by_side(
    submission: Submission,
    versions: Sequence[ScoreSheetVersion],
    indicators: Mapping[int, Indicator],
    reader: User,
) -> CityMarks:
    experts = {v.sheet.assignment.expert_id: v.sheet.assignment.expert for v in versions}
    columns = [
        Column(experts[pk], number, experts[pk].user_id == reader.pk)
        for number, pk in enumerate(sorted(experts), start=1)
    ]
    marks = {(mark.indicator.pk, mark.expert.pk): mark for v in versions for mark in marks_in(v, indicators)}
    lines = [
        Line(indicator, columns, [marks.get((pk, column.expert.pk)) for column in columns])
        for pk, indicator in indicators.items()
    ]
    return CityMarks(submission, columns, [line for line in lines if line.given])


def own_signed_cities(user: User, round: Round, submissions: Collection[int]) -> set[int]:
    """Those of the cities that this expert marks, is not recused from, and has a counting sheet for.

    Only while a stage lets experts look: a sheet that was opened again outside one shows nothing of the others'.
    """
    own = readable_assignments_for(user).filter(
        Exists(experts_right_now(EXPERTS_LOOK)),
        round=round, submission__in=submissions, case=None, sheet__versions__to_version=None,
        sheet__versions__isnull=False,
    )  # fmt: skip
    return set(own.values_list("submission_id", flat=True))
