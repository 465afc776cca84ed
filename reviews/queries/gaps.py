"""Cities that lack marks which somebody of the panel could still give: what a top-up would mend."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.prepared import prepared
from reviews.models import Assignment, Expert, KeptOut
from reviews.queries.assignments import cities_to_score
from reviews.queries.panel import assignments_that_count, judged_domains, rules_of
from reviews.queries.recusals import standing_recusals
from rounds.models import Round


@dataclass(frozen=True)
class MendableGap:
    """A city, and how many of the marks that it lacks a top-up could find."""

    city: str
    missing: int


def mendable_gaps(round: Round) -> list[MendableGap]:
    """The worst first, then in GB code order; lean enough for the first page, however large the round."""
    judged = {domain.pk for domain in judged_domains(round).values()}
    experts, limits = _panel(round, judged)
    given = _given(round, judged)
    free = [e for e, limit in limits.items() if limit is None or given.loads[e] < limit]
    wanted, found = round.policy_value.panel, []
    for city, name in cities_to_score(round).values_list("city_id", "city__short_zh"):
        able = {domain for e in free if (e, city) not in given.taken for domain in experts[e]}
        if missing := sum(max(wanted - given.marks[city, domain], 0) for domain in able):
            found.append(MendableGap(name, missing))
    return sorted(found, key=lambda gap: -gap.missing)


@dataclass(frozen=True)
class _Given:
    """What is assigned, drafts included."""

    marks: Counter[tuple[int, int]]
    """By city and domain."""
    loads: Counter[int]
    taken: set[tuple[int, int]]
    """Expert and city: assigned, recused or kept out."""


def _given(round: Round, judged: set[int]) -> _Given:
    barred, domains = _barred(round), _domains_of_all(round)
    marks: Counter[tuple[int, int]] = Counter()
    loads: Counter[int] = Counter()
    taken = set(barred)
    rows = assignments_that_count(round).values_list("submission__city_id", "expert_id", "domain_id")
    for city, expert, domain in rows.order_by():
        if (expert, city) in barred:
            continue
        own = domains[expert] & (judged if domain is None else {domain})
        taken.add((expert, city))
        loads[expert] += len(own)
        for one in own:
            marks[city, one] += 1
    return _Given(marks, loads, taken)


def _panel(round: Round, judged: set[int]) -> tuple[dict[int, set[int]], dict[int, int | None]]:
    """Expert who is in the panel now → their domains that are judged, and their highest load; None: none."""
    usual = rules_of(round).highest_load
    domains: dict[int, set[int]] = defaultdict(set)
    limits: dict[int, int | None] = {}
    for expert, capacity, domain in _members(round=round.pk):
        if domain in judged:
            domains[expert].add(domain)
            limits[expert] = capacity or usual
    return domains, limits


@prepared
def _members(round: int) -> "QuerySet[Expert, tuple[int, int | None, int]]":
    members = Expert.objects.filter(panels__round=round, panels__left_at=None).order_by()
    return members.values_list("pk", "capacity", "domains")


def _domains_of_all(round: Round) -> Mapping[int, set[int]]:
    """Of those too who have left and whose sheets count on."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Expert.objects.filter(pk__in=Assignment.objects.filter(round=round).order_by().values("expert"))
    for expert, domain in rows.order_by().values_list("pk", "domains"):
        found[expert].add(domain)
    return found


def _barred(round: Round) -> set[tuple[int, int]]:
    """Expert and city: recused, or kept out by hand."""
    recused = standing_recusals().filter(round=round).order_by().values_list("expert_id", "city_id")
    kept = KeptOut.objects.filter(round=round).order_by().values_list("expert_id", "city_id")
    return {*recused, *kept}
