"""Which cities cannot be excluded from the first n: confidence sets for ranks.

After Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility across
Neighbourhoods and Academic Achievement across Countries" (2024), in this variant: one hypothesis "the other is
not better" for every ordered pair of cities, all tested at once at ``level``; totals are taken as independent
and normal around the true ones; differences are divided by their own standard error; the bound is the quantile
of the largest of them, drawn with a seed. Up to ``STEPPED`` cities the test is repeated on what is left (step-
down after Romano and Wolf), which excludes more at the same level. A city is excluded when at least n others
are shown to be better.
"""

from math import ceil, erfc, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DRAWS = 1000
STEPPED = 150
"""Up to this many cities the pairs are held one by one and tested in steps."""
CLASSES = 100
"""Up to this many different standard errors the bound is drawn; beyond it Šidák's is used, a little wider."""


def not_excluded_from_top(totals: Floats, errors: Floats, top: int, *, seed: int, level: float = 0.95) -> Bools:
    """[C] cities that may belong to the first ``top`` by the true totals."""
    if len(totals) < 2 or not (errors > 0).any():
        return np.asarray((totals[None] > totals[:, None]).sum(axis=1) < top)
    if len(totals) <= STEPPED:
        return np.asarray(better_pairs(totals, errors, seed=seed, level=level).sum(axis=1) < top)
    return np.asarray(_better_counts(totals, errors, _bound(errors, seed=seed, level=level)) < top)


def better_pairs(
    totals: Floats, errors: Floats, *, seed: int, level: float = 0.95, steps: int | None = None
) -> Bools:
    """[C, C] whether the second city is shown to be better than the first; at ``level`` no pair errs.

    ``steps`` None: until nothing more is shown.
    """
    one, other = np.triu_indices(len(totals), 1)
    scale = _scale(errors[one], errors[other])
    lead = (totals[other] - totals[one]) / scale
    drawn = _drawn_leads(errors, one, other, scale, seed)
    certain = scale == _TINY
    ahead, behind = certain & (lead > 0), certain & (lead < 0)
    open_ahead, open_behind = ~certain, ~certain
    while steps != 0:
        bound = _quantile_of_largest(drawn, open_ahead, open_behind, level)
        new_ahead, new_behind = open_ahead & (lead > bound), open_behind & (-lead > bound)
        if not (new_ahead.any() or new_behind.any()):
            break
        ahead, behind = ahead | new_ahead, behind | new_behind
        open_ahead, open_behind = open_ahead & ~new_ahead, open_behind & ~new_behind
        steps = None if steps is None else steps - 1
    shown = np.zeros((len(totals), len(totals)), dtype=bool)
    shown[one, other], shown[other, one] = ahead, behind
    return shown


def _drawn_leads(errors: Floats, one: Ints, other: Ints, scale: Floats, seed: int) -> npt.NDArray[np.float32]:
    """[draws, pairs] studentised differences between totals that are in truth equal."""
    random = np.random.default_rng(seed)
    drawn = np.empty((DRAWS, len(one)), dtype=np.float32)
    for row in drawn:
        noise = errors * random.standard_normal(len(errors))
        row[:] = (noise[other] - noise[one]) / scale
    return drawn


def _quantile_of_largest(drawn: npt.NDArray[np.float32], ahead: Bools, behind: Bools, level: float) -> float:
    """Of the largest difference among the pairs still open, in either direction; infinite if there are none."""
    if not (ahead.any() or behind.any()):
        return float("inf")
    highest = drawn[:, ahead].max(axis=1, initial=-np.inf)
    lowest = drawn[:, behind].min(axis=1, initial=np.inf)
    largest = np.maximum(highest, -lowest)
    return _quantile(largest, level)


def _quantile(drawn: npt.NDArray[np.floating], level: float) -> float:
    """The drawn value that a further draw exceeds with a probability of at most 1 − level."""
    place = min(len(drawn), ceil(level * (len(drawn) + 1))) - 1
    return float(np.partition(drawn, place)[place])


_TINY = 1e-300


def _scale(one: Floats, other: Floats) -> Floats:
    """Standard error of a difference, never 0."""
    return np.asarray(np.maximum(np.sqrt(one**2 + other**2), _TINY))


def _better_counts(totals: Floats, errors: Floats, bound: float) -> Ints:
    """[C] how many others are better by more than the bound, by classes of equal error where they are few."""
    values, place = np.unique(errors, return_inverse=True)
    if len(values) > CLASSES:
        return _better_counts_by_rows(totals, errors, bound)
    ordered = [np.sort(totals[place == number]) for number in range(len(values))]
    counts = np.zeros(len(totals), dtype=np.int64)
    for own, error in enumerate(values.tolist()):
        here = place == own
        for other, others in enumerate(ordered):
            limit = totals[here] + bound * sqrt(error**2 + float(values[other]) ** 2)
            counts[here] += len(others) - np.searchsorted(others, limit, side="right")
    return counts


def _better_counts_by_rows(totals: Floats, errors: Floats, bound: float) -> Ints:
    counts = np.empty(len(totals), dtype=np.int64)
    for start in range(0, len(totals), 500):
        here = slice(start, start + 500)
        margin = bound * np.sqrt(errors[here, None] ** 2 + errors[None] ** 2)
        counts[here] = (totals[None] - totals[here, None] > margin).sum(axis=1)
    return counts


def _bound(errors: Floats, *, seed: int, level: float) -> float:
    """The quantile of the largest studentised difference between any two cities."""
    values, place = np.unique(errors, return_inverse=True)
    count = len(errors)
    if len(values) > CLASSES:
        return normal_quantile((1 + level ** (2 / (count * (count - 1)))) / 2)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(values)))
    scale = _scale(values[:, None], values[None])
    random = np.random.default_rng(seed)
    largest = np.empty(DRAWS)
    for draw in range(DRAWS):
        noise = random.standard_normal(count)
        highest = np.maximum.reduceat(noise, starts) * values
        lowest = np.minimum.reduceat(noise, starts) * values
        largest[draw] = ((highest[:, None] - lowest[None]) / scale).max()
    return _quantile(largest, level)


def normal_quantile(probability: float) -> float:
    """Of the standard normal distribution, for a probability of one half or more."""
    low, high = 0.0, 40.0
    for _step in range(200):
        middle = (low + high) / 2
        if 0.5 * erfc(middle / sqrt(2)) > 1 - probability:
            low = middle
        else:
            high = middle
    return high
