"""Whether experts who all heard all cities of a day put them into the same order: Kendall's W, advice only."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from django.utils import timezone

from cities.models import NotApplicableRequest
from reviews.models import Assignment, Attendance, Presentation, ScoreSheetVersion
from reviews.queries.marks import judged_indicators
from rounds.models import Domain, Indicator, Round
from scoring.advice.reliability import kendall_w
from scoring.sheets import unpack_points

FEWEST_CITIES = 3
"""Two cities have only two orders."""

Subtotals = Mapping[int, Mapping[int, Fraction]]
"""City → expert → share of the judged points of one domain that apply to the city; without cities to which none
applies."""


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
            if crossed := _crossed(day, domain, {pk: subtotals[pk] for pk in own if pk in subtotals}, missed):
                found.append(crossed)
    return found


def _crossed(
    day: date, domain: Domain | None, subtotals: Subtotals, missed: Collection[tuple[int, int]]
) -> CrossedDay | None:
    experts = sorted({expert for marks in subtotals.values() for expert in marks})
    pairs = {(city, expert) for city, marks in subtotals.items() for expert in marks}
    if (
        len(experts) < 2
        or len(subtotals) < FEWEST_CITIES
        or len(pairs) < len(experts) * len(subtotals)
        or pairs & set(missed)
    ):
        return None
    table = np.array([[marks[expert] for expert in experts] for marks in subtotals.values()], dtype=float)
    _plain, corrected = kendall_w(table)
    return CrossedDay(day, domain, len(subtotals), len(experts), corrected if np.isfinite(corrected) else None)


def _subtotals(round: Round, submissions: Collection[int]) -> dict[Domain | None, dict[int, dict[int, Fraction]]]:
    """By domain, as the share of what applies to the city; an expert who could not judge one of its indicators has
    none there.
    """
    domains: dict[Domain | None, list[Indicator]] = defaultdict(list)
    for indicator in judged_indicators(round):
        domains[indicator.domain].append(indicator)
    left_out = _left_out(submissions)
    found: dict[Domain | None, dict[int, dict[int, Fraction]]] = {
        domain: {pk: {} for pk in submissions if any((pk, one.pk) not in left_out for one in judged)}
        for domain, judged in domains.items()
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
        submission = version.assignment.submission_id
        for domain, judged in domains.items():
            asked = [indicator for indicator in judged if (submission, indicator.pk) not in left_out]
            known = [points for one in asked if (points := marks.get(one.pk)) is not None]
            if asked and len(known) == len(asked):
                most = sum(int(one.judged_max * 100) for one in asked)
                found[domain][submission][version.assignment.expert_id] = Fraction(sum(known), most)
    return found


def _left_out(submissions: Collection[int]) -> set[tuple[int, int]]:
    """Submission and indicator that does not apply to it (不适用)."""
    rows = NotApplicableRequest.objects.filter(submission__in=submissions, from_version__isnull=False)
    return set(rows.values_list("submission", "indicator"))


def _missed(round: Round) -> set[tuple[int, int]]:
    """Submission and expert who was noted as absent from its presentation."""
    rows = Attendance.objects.filter(presentation__session__round=round, is_present=False)
    return set(rows.values_list("presentation__submission", "expert"))
