"""What an expert's offline sheet holds: cities, their indicators, what stands on the drafts. Few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from cities.models import NotApplicableRequest
from reviews.models import Assignment, Score
from reviews.queries.assignments import readable_assignments_for, was_open
from reviews.queries.sheets import Desk, desks_of
from rounds.models import Indicator, Round


@dataclass(frozen=True)
class OfflineCity:
    """One city: its desk, the indicators of its sheet in order, and what stands, by indicator code."""

    desk: Desk
    indicators: Sequence[Indicator]
    scores: Mapping[str, Score]


def offline_cities(user: User, round: Round) -> list[OfflineCity]:
    """The expert's own cities in the order of their codes: five queries, however many there are."""
    desks = desks_of(readable_assignments_for(user).filter(round=round, case=None))
    desks = sorted(desks, key=lambda desk: desk.assignment.submission.city.gb_code)
    assignments = [desk.assignment for desk in desks]
    judged = _judged(round)
    left_out = _left_out(assignments)
    own = _own_domains(assignments)
    scores = _scores(assignments)
    return [
        OfflineCity(desk, _asked(desk, judged, left_out, own), scores.get(desk.assignment.pk, {}))
        for desk in desks
    ]


def known_desks(user: User, round: Round) -> list[Desk]:
    """The expert's own cities, those too that were open to them and are not any more: one query."""
    return desks_of(Assignment.objects.filter(was_open(), expert__user=user, round=round, case=None))


def _judged(round: Round) -> list[Indicator]:
    found = Indicator.objects.filter(system=round.indicator_system_id, judged_max__gt=0)
    return list(found.select_related("area").order_by("position", "code"))


def _asked(
    desk: Desk, judged: Sequence[Indicator], left_out: set[tuple[int, int]], own: set[int]
) -> list[Indicator]:
    if desk.sheet is not None:
        on_sheet = set(desk.sheet.layout.indicator_ids)
        return [indicator for indicator in judged if indicator.pk in on_sheet]
    domains = {desk.assignment.domain_id} if desk.assignment.domain_id else own
    city = desk.assignment.submission_id
    return [
        indicator
        for indicator in judged
        if (indicator.domain_id is None or indicator.domain_id in domains) and (city, indicator.pk) not in left_out
    ]


def _left_out(assignments: Sequence[Assignment]) -> set[tuple[int, int]]:
    approved = NotApplicableRequest.objects.filter(
        submission__in=[assignment.submission_id for assignment in assignments],
        state=NotApplicableRequest.State.APPROVED,
    )
    return set(approved.values_list("submission", "indicator"))


def _own_domains(assignments: Sequence[Assignment]) -> set[int]:
    return {domain.pk for assignment in assignments[:1] for domain in assignment.expert.domains.all()}


def _scores(assignments: Sequence[Assignment]) -> dict[int, dict[str, Score]]:
    found: dict[int, dict[str, Score]] = {}
    rows = Score.objects.filter(sheet__assignment__in=assignments).select_related("indicator", "sheet")
    for score in rows:
        found.setdefault(score.sheet.assignment_id, {})[score.indicator.code] = score
    return found
