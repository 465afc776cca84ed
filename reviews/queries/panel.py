"""The panel and its cities as plain values, as ``scoring.assign_by_domain`` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reviews.models import Assignment, Expert, Recusal
from reviews.queries.assignments import cities_to_score
from rounds.models import Domain, Indicator, Round
from scoring.assign_by_domain import Pair, Shortfall, shortfalls


@dataclass(frozen=True)
class Pairing:
    """Who marks what in a round, as it stands. Cities are known by their submission, domains by their code."""

    round: Round
    cities: Mapping[int, int]
    """Submission → city, in GB code order, without the withdrawn."""
    experts: Mapping[int, frozenset[str]]
    """Expert of the panel → their domains that have judged indicators in this round."""
    domains: Mapping[str, Domain]
    """The domains that have judged indicators, in order."""
    recused: frozenset[Pair]
    """Expert and submission."""
    assigned: Mapping[Pair, Assignment]
    """Drafts too; not those taken back by a recusal."""

    @cached_property
    def marked(self) -> dict[Pair, frozenset[str]]:
        """The domains of every assigned pair."""
        return {pair: self.domains_of(assignment) for pair, assignment in self.assigned.items()}

    def domains_of(self, assignment: Assignment) -> frozenset[str]:
        own = self.experts.get(assignment.expert_id, frozenset())
        if assignment.domain_id is None:
            return own
        return frozenset(code for code in own if self.domains[code].pk == assignment.domain_id)

    def shortfalls(self) -> list[Shortfall]:
        """Where the pairs, drafts included, give fewer marks than the policy asks for."""
        return shortfalls(
            self.marked,
            cities=self.cities,
            experts=self.experts,
            domains=self.domains,
            recused=self.recused,
            policy=self.round.policy_value,
        )


def pairing_of(round: Round) -> Pairing:
    """The state of assignment in a handful of queries, however large the round."""
    cities = dict(cities_to_score(round).values_list("pk", "city_id"))
    domains = judged_domains(round)
    recused = _recused(round, cities)
    rows = Assignment.objects.filter(round=round, submission__in=cities, case=None).order_by("pk")
    assigned = {(row.expert_id, row.submission_id): row for row in rows}
    return Pairing(
        round=round,
        cities=cities,
        experts=_experts(round, domains),
        domains=domains,
        recused=recused,
        assigned={pair: row for pair, row in assigned.items() if pair not in recused},
    )


def judged_domains(round: Round) -> dict[str, Domain]:
    """The domains with judged indicators in the round's system, by code, in order."""
    judged = Indicator.objects.filter(system=round.indicator_system_id, judged_max__gt=0)
    found = Domain.objects.filter(indicators__in=judged).distinct().order_by("position", "code")
    return {domain.code: domain for domain in found}


def _experts(round: Round, domains: Mapping[str, Domain]) -> dict[int, frozenset[str]]:
    rows = Expert.objects.filter(panels__round=round).values_list("pk", "domains__code").order_by("pk")
    experts: dict[int, frozenset[str]] = {}
    for expert, code in rows:
        experts[expert] = experts.get(expert, frozenset()) | ({code} & domains.keys())
    return experts


def _recused(round: Round, cities: Mapping[int, int]) -> frozenset[Pair]:
    submissions = {city: submission for submission, city in cities.items()}
    rows = Recusal.objects.filter(round=round).values_list("expert_id", "city_id").distinct()
    return frozenset((expert, submissions[city]) for expert, city in rows if city in submissions)
