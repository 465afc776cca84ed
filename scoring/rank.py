"""Competition ranks (名次): 1, 2, 2, 4."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from scoring.arrays import Bools, Int32s, Int64s

City = TypeVar("City", bound=Hashable)

COUNTED = 65_536
"""Keys in a range less wide than this are counted."""


def competition_ranks(keys: Mapping[City, Any]) -> dict[City, int]:
    """One more than the number of cities with a higher key; equal keys share a rank."""
    first: dict[Any, int] = {}
    for place, key in enumerate(sorted(keys.values(), reverse=True), start=1):
        first.setdefault(key, place)
    return {city: first[key] for city, key in keys.items()}


def competition_rank_array(keys: Sequence[Int64s]) -> Int32s:
    """The same on arrays: the first array decides, each further one parts what is equal so far (a tie-break)."""
    if len(keys) == 1:
        return (_above(keys[0]) + 1).astype(np.int32)
    order = np.lexsort([-key for key in reversed(keys)])
    stacked = np.stack([key[order] for key in keys])
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (stacked[:, 1:] != stacked[:, :-1]).any(axis=0)
    place = np.maximum.accumulate(np.where(starts, np.arange(1, len(order) + 1), 0))
    ranks = np.empty(len(order), dtype=np.int32)
    ranks[order] = place
    return ranks


def _above(keys: Int64s) -> Int64s:
    """How many have a higher key. Totals fill their range: they are counted, not sorted."""
    from_lowest = keys - keys.min(initial=0)
    if from_lowest.max(initial=0) >= COUNTED:
        ordered = np.sort(keys)
        return np.asarray(len(keys) - np.searchsorted(ordered, keys, side="right"))
    up_to = np.cumsum(np.bincount(from_lowest))
    return np.asarray(len(keys) - up_to[from_lowest])


def ranks_among(ranks: Int64s, chosen: Bools) -> Int64s:
    """Ranks among those of ``chosen`` that have one, ties as they were; 0 for everybody else."""
    there = chosen & (ranks > 0)
    found = np.zeros(len(ranks), dtype=np.int64)
    if there.any():
        found[there] = competition_rank_array([-ranks[there]])
    return found
