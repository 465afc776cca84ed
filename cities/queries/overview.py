"""Where a submission stands, indicator by indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.functional import cached_property

from accounts.prepared import prepared
from cities.models import Citation, Statement, Submission
from cities.queries.evidence import evidence_of
from rounds.models import Area, Indicator

State = Literal["empty", "draft", "complete"]


def complete() -> Q:
    """A statement has what it needs to be submitted: a text and a self-score. Evidence is counted, not asked."""
    return ~Q(text="") & Q(self_score__isnull=False)


@dataclass(frozen=True)
class StatementLine:
    """One indicator and what the city has said for it so far."""

    indicator: Indicator
    statement: Statement | None
    cited: Sequence[Mapping[str, Any]] = ()
    """What it cites: ``evidence``, the file's number, and ``pages``."""

    @property
    def citations(self) -> int:
        return len(self.cited)

    @cached_property
    def state(self) -> State:
        if self.statement is None:
            return "empty"
        has_text, has_score = bool(self.statement.text), self.statement.self_score is not None
        if has_text and has_score:
            return "complete"
        return "draft" if has_text or has_score or self.citations else "empty"

    @property
    def self_score(self) -> Decimal | None:
        return self.statement.self_score if self.statement else None

    @property
    def lacks_text(self) -> bool:
        return not (self.statement and self.statement.text)

    @property
    def lacks_score(self) -> bool:
        return self.self_score is None


@dataclass(frozen=True)
class AreaLines:
    """An area with its indicators' lines."""

    area: Area
    lines: list[StatementLine]

    @cached_property
    def complete(self) -> int:
        return sum(line.state == "complete" for line in self.lines)

    @cached_property
    def self_score(self) -> Decimal:
        return sum((line.self_score or Decimal(0) for line in self.lines), Decimal(0))

    @cached_property
    def max_points(self) -> Decimal:
        return sum((line.indicator.max_points for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Overview:
    """The whole submission: what stands, what is missing."""

    areas: list[AreaLines]
    evidence_count: int

    @cached_property
    def lines(self) -> list[StatementLine]:
        return [line for area in self.areas for line in area.lines]

    @cached_property
    def missing(self) -> list[StatementLine]:
        return [line for line in self.lines if line.state != "complete"]

    @cached_property
    def complete(self) -> int:
        return len(self.lines) - len(self.missing)

    @property
    def share(self) -> int:
        """Per cent of the indicators that are complete; 100 only when all are."""
        return self.complete * 100 // len(self.lines) if self.lines else 0

    @cached_property
    def self_score(self) -> Decimal:
        return sum((area.self_score for area in self.areas), Decimal(0))

    @cached_property
    def max_points(self) -> Decimal:
        return sum((area.max_points for area in self.areas), Decimal(0))

    @cached_property
    def without_evidence(self) -> list[StatementLine]:
        return [line for line in self.lines if not line.citations]

    @property
    def next(self) -> StatementLine | None:
        """The first indicator that still needs something."""
        return self.missing[0] if self.missing else None


def overview_of(submission: Submission) -> Overview:
    """One query, however many indicators: what is said for each, what it cites, and how many files there are."""
    indicators: list[Any] = _with_statements(submission=submission.pk, system=submission.round.indicator_system_id)
    lines = [StatementLine(one, getattr(one, "said", None), one.cited) for one in indicators]
    return Overview(areas=_by_area(lines), evidence_count=indicators[0].files if indicators else 0)


@prepared
def _with_statements(submission: int, system: int) -> QuerySet[Indicator]:
    handed_in = evidence_of(Submission(pk=submission)).order_by()
    files = handed_in.values("submission").annotate(number=Count("pk")).values("number")
    cited = Citation.objects.filter(statement=OuterRef("said__pk")).order_by()
    return (
        Indicator.objects.filter(system=system)
        .annotate(
            said=FilteredRelation("statements", condition=Q(statements__submission=submission)),
            files=Coalesce(Subquery(files), 0),
            cited=ArraySubquery(cited.values(one=JSONObject(evidence="evidence_id", pages="pages"))),
        )
        .select_related("area", "domain", "said__updated_by")  # type: ignore[misc]  # the FilteredRelation above
    )


def _by_area(lines: list[StatementLine]) -> list[AreaLines]:
    ordered = sorted(lines, key=lambda line: (line.indicator.area.position, line.indicator.area.code))
    groups = groupby(ordered, key=lambda line: line.indicator.area)
    return [AreaLines(area, list(own)) for area, own in groups]
