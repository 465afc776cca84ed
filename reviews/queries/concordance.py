"""Whether experts who all heard all cities of a day put them into the same order: Kendall's W, advice only."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils import timezone

from reviews.models import Assignment, Attendance, Presentation, ScoreSheetVersion
from reviews.queries.marks import judged_indicators
from rounds.models import Domain, Round
from scoring.advice.reliability import kendall_w
from scoring.sheets import unpack_points

FEWEST_CITIES = 3
"""Two cities have only two orders."""

Subtotals = Mapping[int, Mapping[int, int]]
"""City → expert → hundredths over the judged indicators of one domain."""


@dataclass(frozen=True)
class CrossedDay:
    """A day and domain in which every expert marked, and none missed, every city that presented."""

    day: date
    domain: Domain | None
    """None: what everybody marks."""
    cities: int
    experts: int
    concordance: float | None
    """W corrected for ties, 0 … 1; None where every expert gave all cities the same."""


def crossed_days(round: Round, cities: Collection[int]) -> list[CrossedDay]:
    """Of the days on which at least three of ``cities`` presented, those that are fully crossed; by domain."""
    places = Presentation.objects.filter(
        session__round=round, submission__city__in=cities, talk_started_at__isnull=False
    ).values_list("submission_id", "talk_started_at")
    days: dict[date, list[int]] = defaultdict(list)
    for submission, began in places:
        days[timezone.localtime(began).date()].append(submission)
    heard = {day: own for day, own in days.items() if len(own) >= FEWEST_CITIES}
    if not heard:
        return []
    by_domain = _subtotals(round, [pk for own in heard.values() for pk in own])
    missed = _missed(round)
    found = []
    for day, own in sorted(heard.items()):
        for domain, subtotals in by_domain.items():
            if crossed := _crossed(day, domain, {pk: subtotals.get(pk, {}) for pk in own}, missed):
                found.append(crossed)
    return found


def _crossed(
    day: date, domain: Domain | None, subtotals: Subtotals, missed: Collection[tuple[int, int]]
) -> CrossedDay | None:
    experts = sorted({expert for marks in subtotals.values() for expert in marks})
    pairs = {(city, expert) for city, marks in subtotals.items() for expert in marks}
    if len(experts) < 2 or len(pairs) < len(experts) * len(subtotals) or pairs & set(missed):
        return None
    table = np.array([[marks[expert] for expert in experts] for marks in subtotals.values()], dtype=float)
    _plain, corrected = kendall_w(table)
    return CrossedDay(day, domain, len(subtotals), len(experts), corrected if np.isfinite(corrected) else None)


def _subtotals(round: Round, submissions: Collection[int]) -> dict[Domain | None, dict[int, dict[int, int]]]:
    """By domain; an expert who could not judge one of its indicators has no subtotal there."""
    domains: dict[Domain | None, list[int]] = defaultdict(list)
    for indicator in judged_indicators(round):
        domains[indicator.domain].append(indicator.pk)
    found: dict[Domain | None, dict[int, dict[int, int]]] = {
        domain: {pk: {} for pk in submissions} for domain in domains
    }
    counting = ScoreSheetVersion.objects.filter(
        assignment__submission__in=submissions,
        assignment__case=None,
        assignment__state=Assignment.State.DEPLOYED,
        to_version=None,
    ).select_related("layout", "assignment")
    for version in counting:
        given = unpack_points(bytes(version.points), bytes(version.mask))
        marks = dict(zip(version.layout.indicator_ids, given, strict=True))
        for domain, asked in domains.items():
            points = [marks.get(pk) for pk in asked]
            known = [value for value in points if value is not None]
            if len(known) == len(asked):
                found[domain][version.assignment.submission_id][version.assignment.expert_id] = sum(known)
    return found


def _missed(round: Round) -> set[tuple[int, int]]:
    """Submission and expert who was noted as absent from its presentation."""
    rows = Attendance.objects.filter(presentation__session__round=round, is_present=False)
    return set(rows.values_list("presentation__submission", "expert"))
