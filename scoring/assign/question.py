"""What is asked: cities, experts with their domains, who must not, what stands, and the rules."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scoring.arrays import Int8s, Int64s

Pair = tuple[int, int]
"""An expert and a city."""
Place = tuple[int, int, str]
"""An expert, a city, a domain: one mark to give."""

NO_MATCH = -1
MOST_MATCH = 100


@dataclass(frozen=True)
class Candidate:
    """An expert as the assignment sees them."""

    domains: frozenset[str]
    most: int
    """Highest load: marks to give, one for each city and domain."""
    least: int = 0
    """Lowest load; asked for as far as it can be had."""
    province: str | None = None
    """Where the employer is, for ``one_of_a_province``."""
    most_is_own: bool = False
    """The highest load is this expert's own: raising everybody's does not raise it."""


@dataclass(frozen=True)
class Rules:
    """How many experts each city and domain gets, and what else must hold."""

    least: int
    """Below this a city cannot be ranked."""
    wanted: int
    most: int
    """Filled up to this as far as loads allow; the same as ``wanted`` where more are of no use."""
    one_domain_a_city: bool = False
    """An expert marks at most one domain of a city (design by city)."""
    one_of_a_province: bool = False
    """At most one expert of a province for each city and domain."""
    even: bool = False
    """Loads as even as possible come before match."""
    seed: int = 0
    """Public, drawn after recusals are closed: parts equal values."""

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.wanted <= self.most:
            raise ValueError(f"least ≤ wanted ≤ most, and least is 1 or more: {self}")


@dataclass(frozen=True, eq=False)
class Question:
    """Everything the answer follows from. The order of mappings and collections means nothing."""

    cities: Collection[int]
    domains: Sequence[str]
    experts: Mapping[int, Candidate]
    rules: Rules
    recused: Collection[Pair] = ()
    """Must not, ever (回避): such a pair has no arc."""
    kept_out: Collection[Pair] = ()
    """Pinned against: like recused, but by choice."""
    standing: Mapping[Pair, frozenset[str]] = field(default_factory=dict)
    """Pinned, deployed or begun: stays and counts, towards loads too."""
    anchors: Collection[int] = ()
    """Cities that every able expert marks once (锚点城市), however many that are: they tie panels together."""
    match: npt.NDArray[np.int8] | None = None
    """[E, C, D] in the order of ``expert_ids``, ``city_ids`` and ``domains``, 0…100; None: all alike."""

    def __post_init__(self) -> None:
        if self.match is not None and self.match.shape != (len(self.experts), len(self.cities), len(self.domains)):
            raise ValueError("match must be experts × cities × domains")
        if self.match is not None and self.match.size and not 0 <= int(self.match.min()) <= MOST_MATCH:
            raise ValueError(f"match is from 0 to {MOST_MATCH}")
        if bad := sorted(set(self.recused) & self.standing.keys()):
            raise ValueError(f"recused pairs cannot stand: {bad}")

    @cached_property
    def expert_ids(self) -> tuple[int, ...]:
        return tuple(sorted(self.experts))

    @cached_property
    def city_ids(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.cities)))

    @cached_property
    def expert_place(self) -> Mapping[int, int]:
        return {expert: place for place, expert in enumerate(self.expert_ids)}

    @cached_property
    def city_place(self) -> Mapping[int, int]:
        return {city: place for place, city in enumerate(self.city_ids)}

    @cached_property
    def able(self) -> Int8s:
        """[E, C, D] the match where the expert may mark, else ``NO_MATCH``. What stands is in it too."""
        shape = (len(self.expert_ids), len(self.city_ids), len(self.domains))
        known = np.array(
            [[domain in self.experts[e].domains for domain in self.domains] for e in self.expert_ids], dtype=bool
        ).reshape(shape[0], shape[2])
        values = np.zeros(shape, dtype=np.int8) if self.match is None else self.match.astype(np.int8)
        values[~np.broadcast_to(known[:, None, :], shape)] = NO_MATCH
        for expert, city in [*self.recused, *self.kept_out]:
            if expert in self.expert_place and city in self.city_place:
                values[self.expert_place[expert], self.city_place[city]] = NO_MATCH
        return values

    @cached_property
    def provinces(self) -> Int64s:
        """[E] number of the province; −1 for none."""
        names = sorted({c.province for c in self.experts.values() if c.province is not None})
        number = {name: place for place, name in enumerate(names)}
        found = [self.experts[e].province for e in self.expert_ids]
        return np.array([-1 if name is None else number[name] for name in found], dtype=np.int64)


def lots(seed: int, experts: Int64s, cities: Int64s, domains: Int64s) -> Int64s:
    """The lot of each place, 0 ≤ lot < 2**32, from seed and names alone: whoever knows the seed can draw it again.

    SplitMix64, once for each part of the name; arrays of one shape.
    """
    drawn = _mixed(np.full(experts.shape, seed & (2**64 - 1), dtype=np.uint64))
    for part in (experts, cities, domains):
        drawn = _mixed(drawn ^ part.astype(np.uint64))
    return (drawn >> np.uint64(32)).astype(np.int64)


def domain_numbers(domains: Sequence[str]) -> Int64s:
    """A number for each code that no other domain's coming or going changes."""
    digests = (hashlib.sha256(code.encode()).digest() for code in domains)
    return np.array([int.from_bytes(digest[:7], "big") for digest in digests], dtype=np.int64)


def _mixed(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
