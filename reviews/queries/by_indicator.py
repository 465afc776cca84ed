"""The queue indicator by indicator: what the expert has given each of their cities for one, and what is next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from cities.models import NotApplicableRequest
from reviews.models import PanelMember, Score
from reviews.queries.queue import QueueRow
from rounds.models import Indicator


@dataclass(frozen=True)
class IndicatorLine:
    """One city for the chosen indicator."""

    row: QueueRow
    score: Score | None
    """None: nothing entered yet."""

    @property
    def is_scored(self) -> bool:
        return self.score is not None and (self.score.points is not None or self.score.unable)


def own_indicators(member: PanelMember) -> list[Indicator]:
    """What this expert may be asked: the judged indicators of their domains and those for all."""
    judged = Indicator.objects.filter(
        Q(domain__experts=member.expert_id) | Q(domain=None),
        system=member.round.indicator_system_id,
        judged_max__gt=0,
    )
    return list(judged.distinct().order_by("position", "code"))


def lines_of(rows: Sequence[QueueRow], indicator: Indicator) -> list[IndicatorLine]:
    """The cities of the queue in its order, without those to which the indicator does not apply. Two queries."""
    pks = [row.assignment.pk for row in rows]
    scores = Score.objects.filter(sheet__assignment__in=pks, indicator=indicator).select_related("sheet")
    by_assignment = {score.sheet.assignment_id: score for score in scores}
    left_out = set(
        NotApplicableRequest.objects.filter(
            indicator=indicator, state=NotApplicableRequest.State.APPROVED
        ).values_list("submission", flat=True)
    )
    return [
        IndicatorLine(row, by_assignment.get(row.assignment.pk))
        for row in rows
        if row.assignment.submission_id not in left_out and _asks(row, indicator)
    ]


def _asks(row: QueueRow, indicator: Indicator) -> bool:
    if row.sheet is not None:
        return indicator.pk in row.sheet.layout.indicator_ids
    domain = row.assignment.domain_id
    return domain is None or indicator.domain_id in (None, domain)


def next_line(lines: Sequence[IndicatorLine]) -> IndicatorLine | None:
    """The first city still without a mark whose sheet can be written."""
    return next((line for line in lines if not line.is_scored and not line.row.is_done), None)
