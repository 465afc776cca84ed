"""Who marks what when each expert marks the indicators of their domains for every city (``by_domain``).

Plain numbers and codes in, pairs out: the same pairs whatever the order of the input.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from scoring.policy import ReconciliationPolicy

Pair = tuple[int, int]
"""An expert and a city."""


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


def assign_by_domain(
    *,
    cities: Iterable[int],
    experts: Mapping[int, frozenset[str]],
    domains: Iterable[str],
    recused: Collection[Pair],
    policy: ReconciliationPolicy,
    fixed: Mapping[Pair, frozenset[str]] | None = None,
) -> dict[Pair, frozenset[str]]:
    """The domains that each expert marks for each city: every expert of a domain, at most ``max_marks`` of them.

    Where a domain has more experts than that, those with the fewest marks to give so far come first, then the
    lower number. ``fixed`` pairs stand as they are and count; the answer holds only the pairs to be added.
    """
    standing = dict(fixed or {})
    load: Counter[int] = Counter()
    have: Counter[tuple[int, str]] = Counter()
    for (expert, city), marked in standing.items():
        load[expert] += len(marked)
        have.update((city, domain) for domain in marked)
    ordered = sorted(domains)
    added: dict[Pair, frozenset[str]] = {}
    for city in sorted(cities):
        free = [e for e in sorted(experts) if (e, city) not in recused and (e, city) not in standing]
        for domain in ordered:
            able = sorted((e for e in free if domain in experts[e]), key=lambda e: (load[e], e))
            for expert in able[: max(0, policy.max_marks - have[city, domain])]:
                added[expert, city] = added.get((expert, city), frozenset()) | {domain}
                load[expert] += 1
    return added


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
        marks.update([(city, None), *((city, domain) for domain in marked)])
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
