"""Drawing experts at random (随机抽取), by domain and with spares, from a public seed: anybody can draw again.

The lot of a person is the SHA-256 of seed, domain and name; the lowest lots are drawn. So nobody's coming or going
changes another's lot, and a pencil, the seed and any SHA-256 program are enough to check it.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Drawn:
    """Of one domain, in the order of the lots. ``short``: seats for which nobody was left."""

    chosen: tuple[str, ...]
    spares: tuple[str, ...]
    short: int


def lot(seed: str, domain: str, name: str) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}|{domain}|{name}".encode()).hexdigest()


def draw(
    *, seed: str, seats: Mapping[str, int], spares: int, pool: Mapping[str, Collection[str]]
) -> dict[str, Drawn]:
    """Domain by domain in the order of their codes: who was drawn before is not drawn again.

    ``pool`` is by domain the names of those who can be drawn. Spares (候补) stand ready for one domain each.
    """
    taken: set[str] = set()
    found: dict[str, Drawn] = {}
    order = {domain: _ordered(seed, domain, pool.get(domain, ())) for domain in sorted(seats)}
    for domain in sorted(seats):
        free = [name for name in order[domain] if name not in taken]
        chosen = tuple(free[: seats[domain]])
        taken |= set(chosen)
        found[domain] = Drawn(chosen, (), seats[domain] - len(chosen))
    for domain in sorted(seats):
        free = [name for name in order[domain] if name not in taken]
        ready = tuple(free[:spares])
        taken |= set(ready)
        found[domain] = Drawn(found[domain].chosen, ready, found[domain].short)
    return found


def _ordered(seed: str, domain: str, names: Collection[str]) -> Sequence[str]:
    return sorted(set(names), key=lambda name: (lot(seed, domain, name), name))
