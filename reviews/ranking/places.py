"""Where keys stand in a column: hundreds of thousands at once."""

from collections.abc import Sequence

import numpy as np
from django.utils.functional import cached_property

from scoring.arrays import Int64s

SPARSE = 16
"""Keys that fill their range at least one in so many are found in a table: rows made together are."""


class Places:
    """Where keys stand in a column."""

    def __init__(self, keys: Sequence[int] | Int64s) -> None:
        self._keys = np.asarray(keys, dtype=np.int64)
        self._low, self._high = (int(self._keys.min()), int(self._keys.max())) if len(self._keys) else (0, -1)
        self._is_dense = self._high - self._low < SPARSE * len(self._keys)

    def of(self, wanted: Int64s) -> Int64s:
        """−1 for what is not there."""
        if not len(self._keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        if self._is_dense:
            distance = (wanted - self._low).view(np.uint64)  # of what lies below: enormous
            return self._table[np.minimum(distance, len(self._table) - 1).view(np.int64)]
        place = np.minimum(np.searchsorted(self._keys[self._order], wanted), len(self._keys) - 1)
        found = self._order[place]
        return np.where(self._keys[found] == wanted, found, -1)

    @cached_property
    def _table(self) -> Int64s:
        """By distance from the lowest key; the last place is of all that lie outside."""
        table = np.full(self._high - self._low + 2, -1, dtype=np.int64)
        table[self._keys - self._low] = np.arange(len(self._keys))
        return table

    @cached_property
    def _order(self) -> Int64s:
        return np.argsort(self._keys, kind="stable")


def positions(keys: Sequence[int] | Int64s, wanted: Int64s) -> Int64s:
    """Where each of ``wanted`` stands among ``keys``; −1 where it is not."""
    return Places(keys).of(wanted)
