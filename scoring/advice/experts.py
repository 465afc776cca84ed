"""How each expert marks: beside the others, over the range, from city to city."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BREAK = 180.0
"""Minutes between two sheets beyond which an expert has been away."""


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """Per expert [E]; nan where there is too little to say."""

    marks: Ints
    left_out: Floats
    """Mean of own rate less the mean of the cell's other experts: positive is higher than they."""
    precision: Floats
    """Standard deviation of the same; small: close to the others after one's own level."""
    range_used: Floats
    """Difference of the 95 % and 5 % quantiles of the rates given, 0…1."""
    halo: Floats
    """Share of the variance of the rates that lies between cities: near 1, all indicators of a city alike."""
    straight: Floats
    """Share of the cities in which every indicator got the same rate."""
    order: Floats
    """Correlation of the difference to the others with the order of submission."""


def diagnostics(
    cells: Ints, cities: Ints, experts: Ints, rates: Floats, order: Floats, *, expert_count: int
) -> Diagnostics:
    """From long columns [N]. ``order`` is when the sheet was submitted, in any unit."""
    others = _others_mean(cells, rates)
    apart = rates - others
    rows = [np.flatnonzero(experts == expert) for expert in range(expert_count)]
    return Diagnostics(
        marks=np.array([len(row) for row in rows], dtype=np.int64),
        left_out=_each(rows, lambda row: _mean(apart[row])),
        precision=_each(rows, lambda row: _spread(apart[row])),
        range_used=_each(rows, lambda row: _quantile_range(rates[row])),
        halo=_each(rows, lambda row: _between_share(cities[row], rates[row])),
        straight=_each(rows, lambda row: _straight(cities[row], rates[row])),
        order=_each(rows, lambda row: _correlation(order[row], apart[row])),
    )


def pace(experts: Ints, minutes: Floats, *, expert_count: int) -> Floats:
    """[E] median minutes from one sheet's first submission to the next, breaks of more than ``BREAK`` left out.

    One row a sheet, in any order. nan: fewer than two sheets in one sitting.
    """
    order = np.lexsort((minutes, experts))
    gaps, whose = np.diff(minutes[order]), experts[order]
    sitting = (whose[1:] == whose[:-1]) & (gaps <= BREAK)
    rows = [gaps[sitting & (whose[1:] == expert)] for expert in range(expert_count)]
    return np.array([float(np.median(row)) if len(row) else float("nan") for row in rows])


def _others_mean(cells: Ints, rates: Floats) -> Floats:
    """[N] the mean of the cell without the mark itself; nan where it is alone."""
    count = np.bincount(cells)[cells]
    total = np.bincount(cells, weights=rates)[cells]
    return np.where(count > 1, (total - rates) / np.maximum(count - 1, 1), np.nan)


def _each(rows: list[Ints], of: Callable[[Ints], float]) -> Floats:
    return np.array([of(row) for row in rows], dtype=float)


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _spread(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.std(ddof=1)) if len(known) > 1 else float("nan")


def _quantile_range(values: Floats) -> float:
    return float(np.quantile(values, 0.95) - np.quantile(values, 0.05)) if len(values) else float("nan")


def _between_share(cities: Ints, rates: Floats) -> float:
    if len(rates) < 3 or not rates.var():
        return float("nan")
    _names, place = np.unique(cities, return_inverse=True)
    mean = np.bincount(place, weights=rates) / np.bincount(place)
    return float(mean[place].var() / rates.var())


def _straight(cities: Ints, rates: Floats) -> float:
    names, place, count = np.unique(cities, return_inverse=True, return_counts=True)
    if not len(names) or not (count > 1).any():
        return float("nan")
    low, high = np.full(len(names), np.inf), np.full(len(names), -np.inf)
    np.minimum.at(low, place, rates)
    np.maximum.at(high, place, rates)
    several = count > 1
    return float((low[several] == high[several]).mean())


def _correlation(one: Floats, other: Floats) -> float:
    known = ~np.isnan(other)
    if known.sum() < 3 or not one[known].var() or not other[known].var():
        return float("nan")
    return float(np.corrcoef(one[known], other[known])[0, 1])
