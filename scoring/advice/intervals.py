"""How far totals and ranks could be off: standard errors, rank intervals, chances of a grade, the borderline."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DRAWS = 1000


def total_standard_errors(subtotals: list[tuple[Ints, Floats]], *, cities: int) -> Floats:
    """[C] standard errors of totals, in the unit of the subtotals.

    ``subtotals`` has, for each domain, the city and the subtotal of each expert. An expert's bias is shared by all
    indicators of a domain, so subtotals are the units: s_d² is their variance within cities, pooled over cities,
    and SE² = Σ s_d² ÷ k.
    """
    squares = np.zeros(cities)
    for place, points in subtotals:
        count = np.bincount(place, minlength=cities)
        mean = np.bincount(place, weights=points, minlength=cities) / np.maximum(count, 1)
        freedom = int(np.maximum(count - 1, 0).sum())
        if freedom:
            pooled = float(((points - mean[place]) ** 2).sum()) / freedom
            squares += np.where(count > 0, pooled / np.maximum(count, 1), 0.0)
    return np.sqrt(squares)


@dataclass(frozen=True, eq=False)
class RankIntervals:
    """[C] bounds that hold nine draws of ten, 1 the best."""

    lowest: Ints
    highest: Ints


def rank_intervals(totals: Floats, errors: Floats, *, seed: int, draws: int = DRAWS) -> RankIntervals:
    """名次波动范围: ranks of totals drawn around the official ones, the middle 90 %. Equals share a rank."""
    random = np.random.default_rng(seed)
    ranks = np.empty((draws, len(totals)), dtype=np.int32)
    for draw in range(draws):
        ranks[draw] = _ranks(totals + errors * random.standard_normal(len(totals)))
    low, high = int(draws * 0.05), draws - 1 - int(draws * 0.05)
    ordered = np.partition(ranks, (low, high), axis=0)
    return RankIntervals(ordered[low].astype(np.int64), ordered[high].astype(np.int64))


def _ranks(totals: Floats) -> Ints:
    """One more than the number of higher totals."""
    order = np.argsort(-totals)
    ordered = totals[order]
    starts = np.ones(len(totals), dtype=bool)
    starts[1:] = ordered[1:] != ordered[:-1]
    ranks = np.empty(len(totals), dtype=np.int64)
    ranks[order] = np.maximum.accumulate(np.where(starts, np.arange(1, len(totals) + 1), 0))
    return ranks


def chance_of_at_least(totals: Floats, errors: Floats, cut: float) -> Floats:
    """[C] the chance that a repeated panel would give ``cut`` or more; 0 or 1 where there is no error."""
    safe = np.where(errors > 0, errors, 1.0)
    chance = 0.5 * (1 + _erf((totals - cut) / (safe * sqrt(2))))
    return np.where(errors > 0, chance, (totals >= cut).astype(float))


def borderline(totals: Floats, errors: Floats, cuts: list[float]) -> Bools:
    """[C] within one standard error of a cut line."""
    near = [np.abs(totals - cut) <= errors for cut in cuts]
    return np.asarray(np.logical_or.reduce(near)) if near else np.zeros(len(totals), dtype=bool)


def _erf(values: Floats) -> Floats:
    """Abramowitz and Stegun 7.1.26: absolute error below 1.5e-7."""
    sign, x = np.sign(values), np.abs(values)
    t = 1 / (1 + 0.3275911 * x)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(sign * (1 - series * np.exp(-(x**2))))
