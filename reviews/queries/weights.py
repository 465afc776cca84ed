"""The table of experts' weights and how many equal experts it amounts to in each domain."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reviews.models import PanelMember
from reviews.queries.people import panel_of
from rounds.models import Domain, Round
from scoring.reconcile import effective_number


@dataclass(frozen=True)
class DomainWeights:
    """If every expert of the domain marks a city: ``n_eff`` = (Σw)² ÷ Σw²."""

    domain: Domain
    experts: int
    n_eff: Fraction


def weighted_panel(round: Round) -> list[PanelMember]:
    """By name, with the domains of each."""
    return list(panel_of(round).prefetch_related("expert__domains"))


def domain_weights(members: Sequence[PanelMember]) -> list[DomainWeights]:
    """In the order of the domains; those that somebody knows."""
    weights: dict[Domain, list[int]] = {}
    for member in members:
        for domain in member.expert.domains.all():
            weights.setdefault(domain, []).append(member.weight)
    known = sorted(weights.items(), key=lambda item: (item[0].position, item[0].code))
    return [DomainWeights(domain, len(found), effective_number(found)) for domain, found in known]
