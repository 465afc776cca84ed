"""Where given pairs bring a city fewer marks than the policy asks for; nothing is solved here."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from scoring.assign.question import Pair
from scoring.policy import ReconciliationPolicy


@dataclass(frozen=True, order=True)
class Shortfall:
    """A city gets fewer marks than the policy asks for. Without a domain: of the indicator everybody marks (E)."""

    city: int
    domain: str | None
    have: int
    least: int
    """With fewer marks than this the city cannot be ranked."""
    wanted: int
    recused: int
    """Experts who could have marked it but for a recusal."""

    @property
    def blocks_ranking(self) -> bool:
        return self.have < self.least

    @property
    def missing(self) -> int:
        return self.wanted - self.have


def shortfalls(
    pairs: Mapping[Pair, frozenset[str]],
    *,
    cities: Iterable[int],
    experts: Mapping[int, frozenset[str]],
    domains: Iterable[str],
    recused: Collection[Pair],
    policy: ReconciliationPolicy,
) -> list[Shortfall]:
    """Where the pairs give fewer marks than the policy's panel, or too few for E, city by city."""
    marks: Counter[tuple[int, str | None]] = Counter()
    kept_out: Counter[tuple[int, str | None]] = Counter()
    for (_, city), marked in pairs.items():
        for domain in (None, *marked):
            marks[city, domain] += 1
    for expert, city in recused:
        if expert in experts:
            kept_out.update([(city, None), *((city, domain) for domain in experts[expert])])
    wanted = [(domain, policy.min_marks, policy.panel) for domain in sorted(domains)]
    everyone = (None, policy.everyone_min_marks, policy.everyone_min_marks)
    return [
        Shortfall(city, domain, marks[city, domain], least, most, kept_out[city, domain])
        for city in sorted(cities)
        for domain, least, most in (*wanted, everyone)
        if marks[city, domain] < most
    ]
