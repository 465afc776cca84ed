"""Whether two standings say the same, and where they do not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reviews.ranking.standings import COLUMNS, Standings

PER_INDICATOR = {"numerators", "denominators", "counts", "spreads", "divergent", "effective"}


@dataclass(frozen=True)
class Difference:
    """A place where two standings part. ``city`` is a primary key, None for what concerns the whole round."""

    city: int | None
    column: str
    indicator: str | None = None


def differences(stored: Standings, fresh: Standings) -> Iterator[Difference]:
    """Every place where ``stored`` is not ``fresh``; none: they are equal in all that they say."""
    if stored.city_ids.tolist() != fresh.city_ids.tolist():
        yield Difference(None, "city_ids")
        return
    own = {key: value for key, value in stored.header.items() if key not in {"format", "columns"}}
    if own != dict(fresh.header):
        yield Difference(None, "header")
    for column in COLUMNS:
        yield from _in_column(stored, fresh, column)


def _in_column(stored: Standings, fresh: Standings, column: str) -> Iterator[Difference]:
    ours, theirs = getattr(stored, column), getattr(fresh, column)
    if ours is None:
        return  # all marks count alike, or it was not kept yet
    if theirs is None or ours.shape != theirs.shape:
        yield Difference(None, column)
        return
    for place in np.argwhere(ours != theirs).tolist():
        indicator = stored.codes[place[0]] if column in PER_INDICATOR else None
        yield Difference(int(stored.city_ids[place[-1]]), column, indicator)
