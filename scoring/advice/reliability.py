"""How far experts agree: intraclass correlations, Krippendorff's α, Kendall's W, reliability of the totals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval", "ratio"]


@dataclass(frozen=True)
class Intraclass:
    """Shrout and Fleiss. Names are ICC(form, raters): 1 raters drawn anew, 2 drawn at random, 3 these raters.

    ``_one`` is of one rater's score, ``_k`` of the mean of all of them.
    """

    one_one: float
    two_one: float
    three_one: float
    one_k: float
    two_k: float
    three_k: float


def intraclass(table: Floats) -> Intraclass:
    """Of a complete table [targets, raters], at least 2 × 2."""
    targets, raters = table.shape
    grand = table.mean()
    between = raters * ((table.mean(axis=1) - grand) ** 2).sum() / (targets - 1)
    columns = targets * ((table.mean(axis=0) - grand) ** 2).sum() / (raters - 1)
    within = ((table - table.mean(axis=1, keepdims=True)) ** 2).sum() / (targets * (raters - 1))
    left = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + grand
    error = (left**2).sum() / ((targets - 1) * (raters - 1))
    return Intraclass(
        one_one=_share(between - within, between + (raters - 1) * within),
        two_one=_share(between - error, between + (raters - 1) * error + raters * (columns - error) / targets),
        three_one=_share(between - error, between + (raters - 1) * error),
        one_k=_share(between - within, between),
        two_k=_share(between - error, between + (columns - error) / targets),
        three_k=_share(between - error, between),
    )


def intraclass_one_k(targets: npt.NDArray[np.int64], scores: Floats) -> float:
    """ICC(1,k) from long columns with unequal numbers of raters; k is the harmonic-like mean n₀."""
    names, place = np.unique(targets, return_inverse=True)
    count = np.bincount(place)
    mean = np.bincount(place, weights=scores) / count
    if len(names) < 2 or len(scores) <= len(names):
        return float("nan")
    usual = (len(scores) - (count**2).sum() / len(scores)) / (len(names) - 1)
    between = float((count * (mean - scores.mean()) ** 2).sum()) / (len(names) - 1)
    within = float(((scores - mean[place]) ** 2).sum()) / (len(scores) - len(names))
    one = _share(between - within, between + (usual - 1) * within)
    return _share(usual * one, 1 + (usual - 1) * one)


def krippendorff(table: Floats, level: Level) -> float:
    """α of a table [raters, units] with nan where a rater has no value. 1: perfect agreement."""
    values = np.unique(table[~np.isnan(table)])
    counts = np.array([(table == value).sum(axis=0) for value in values], dtype=float)  # [values, units]
    paired = counts.sum(axis=0)
    counts, paired = counts[:, paired >= 2], paired[paired >= 2]
    shares = counts / (paired - 1)
    coincidences = shares @ counts.T - np.diag(shares.sum(axis=1))
    margins = coincidences.sum(axis=1)
    distance = _DISTANCES[level](values, margins)
    expected = np.outer(margins, margins) - np.diag(margins)
    disagreement = float((expected * distance).sum()) / (margins.sum() - 1)
    return 1 - float((coincidences * distance).sum()) / disagreement if disagreement else 1.0


def krippendorff_interval(units: npt.NDArray[np.int64], values: Floats) -> float:
    """Interval α from long columns, whatever their length: the same number as of the table.

    Squared differences sum to squares around means, so nothing is paired. Units with one value do not count.
    """
    place = np.unique(units, return_inverse=True)[1]
    paired = np.bincount(place)[place] > 1
    place, values = place[paired], values[paired]
    if len(values) < 2:
        return float("nan")
    count = np.bincount(place)
    mean = np.bincount(place, weights=values) / np.maximum(count, 1)
    share = (count / np.maximum(count - 1, 1))[place]
    observed = float((share * (values - mean[place]) ** 2).sum()) / len(values)
    expected = float(((values - values.mean()) ** 2).sum()) / (len(values) - 1)
    return 1 - observed / expected if expected else 1.0


def _nominal(values: Floats, margins: Floats) -> Floats:
    return np.asarray(1 - np.eye(len(values)))


def _ordinal(values: Floats, margins: Floats) -> Floats:
    below = np.cumsum(margins)
    low = np.minimum.outer(np.arange(len(values)), np.arange(len(values)))
    high = np.maximum.outer(np.arange(len(values)), np.arange(len(values)))
    between = below[high] - below[low] + margins[low]
    return np.asarray((between - (margins[:, None] + margins[None]) / 2) ** 2 * (low != high))


def _interval(values: Floats, margins: Floats) -> Floats:
    return np.asarray((values[:, None] - values[None]) ** 2)


def _ratio(values: Floats, margins: Floats) -> Floats:
    whole = values[:, None] + values[None]
    return np.asarray(((values[:, None] - values[None]) / np.where(whole == 0, 1, whole)) ** 2)


_DISTANCES: dict[Level, Callable[[Floats, Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}


def kendall_w(table: Floats) -> tuple[float, float]:
    """W of a complete table [items, judges]: uncorrected, and corrected for ties.

    nan where nobody tells the items apart.
    """
    items, judges = table.shape
    ranks = np.apply_along_axis(_mid_ranks, 0, table)
    deviation = float(((ranks.sum(axis=1) - judges * (items + 1) / 2) ** 2).sum())
    full = judges**2 * (items**3 - items)
    ties = sum(int((t**3 - t).sum()) for t in (np.unique(column, return_counts=True)[1] for column in table.T))
    return 12 * deviation / full, _share(12 * deviation, full - judges * ties)


def _mid_ranks(column: Floats) -> Floats:
    _values, place, count = np.unique(column, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray(((last - count + 1 + last) / 2)[place])


def reliability_of_totals(totals: Floats, errors: Floats) -> float:
    """(Var(T) − mean SE²) ÷ Var(T): how much of the differences between cities is not the experts' error."""
    if len(totals) < 2:
        return float("nan")
    variance = float(totals.var(ddof=1))
    return _share(variance - float((errors**2).mean()), variance)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")
