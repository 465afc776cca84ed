"""How severe experts are: score = cell + expert, on rates, experts shrunk by REML.

The cells are eliminated, so what is left is as large as the panel: the experts' normal matrix is a graph
Laplacian, decomposed once, and the ratio of variances is a search in one dimension. Severity is relative inside a
connected component of experts and cells; where there are several, differences between them mean nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOISE = 1e-18
"""Below this mean square within cells there is nothing but the rounding of floating point."""
LOWEST, HIGHEST = -16.0, 16.0
"""Of the logarithm of σ_b² ÷ σ_e² that is searched."""


@dataclass(frozen=True, eq=False)
class Severity:
    """Per expert: positive is lenient, negative severe, in the unit of the scores."""

    leniency: Floats
    standard_errors: Floats
    components: Ints
    """Which connected component an expert belongs to, from 0."""
    ratio: float
    """λ = σ_e² ÷ σ_b²; infinite: experts do not differ beyond chance."""
    error_variance: float
    likelihood_ratio: float
    p_value: float
    """Of experts not differing at all: half a χ² with one degree, as a variance cannot be negative."""

    @property
    def is_connected(self) -> bool:
        return len(self.components) == 0 or int(self.components.max()) == 0


def severity(cells: Ints, experts: Ints, scores: Floats, *, expert_count: int) -> Severity:
    """By REML. ``cells`` and ``experts`` [N] are positions from 0, ``scores`` [N] rates or points."""
    laplacian, residual, square = _normal_equations(cells, experts, scores, expert_count)
    components = components_of(laplacian)
    freedom = len(scores) - len(np.unique(cells))
    if freedom < 1 or square <= NOISE * len(scores):
        nothing = np.zeros(expert_count)
        return Severity(nothing, nothing.copy(), components, float("inf"), 0.0, 0.0, 1.0)
    values, vectors = np.linalg.eigh(laplacian)
    values = np.clip(values, 0.0, None)
    turned = vectors.T @ residual
    best = _search(lambda log: _deviance(np.exp(log), values, turned, square, freedom))
    gamma = float(np.exp(best))
    none = freedom * np.log(square / freedom) + freedom
    gain = max(0.0, none - _deviance(gamma, values, turned, square, freedom))
    if gain <= 1e-9:
        nothing = np.zeros(expert_count)
        return Severity(nothing, nothing.copy(), components, float("inf"), square / freedom, 0.0, 1.0)
    ratio = 1.0 / gamma
    error = max(0.0, _quadratic(gamma, values, turned, square)) / freedom
    shrunk = 1.0 / (values + ratio)
    return Severity(
        leniency=vectors @ (shrunk * turned),
        standard_errors=np.sqrt(error * ((vectors**2) @ shrunk)),
        components=components,
        ratio=ratio,
        error_variance=error,
        likelihood_ratio=gain,
        p_value=0.5 * erfc(sqrt(gain / 2)),
    )


def ridge(cells: Ints, experts: Ints, scores: Floats, *, expert_count: int, ratio: float) -> tuple[Floats, Floats]:
    """Cell qualities and expert leniencies at a given λ; λ = 0 is least squares with leniencies summing to 0.

    Quality [C] is in the order of the cells' positions.
    """
    laplacian, residual, _square = _normal_equations(cells, experts, scores, expert_count)
    if ratio:
        leniency = np.linalg.solve(laplacian + ratio * np.eye(expert_count), residual)
    else:
        leniency = np.linalg.pinv(laplacian) @ residual
    count = np.bincount(cells)
    quality = np.bincount(cells, weights=scores - leniency[experts]) / np.maximum(count, 1)
    return np.asarray(quality, dtype=np.float64), np.asarray(leniency, dtype=np.float64)


def points_gained(
    cities: Ints, cells: Ints, experts: Ints, most: Floats, leniency: Floats, *, city_count: int
) -> Floats:
    """[C] points that a city has because its experts were lenient; negative: because they were severe.

    From long columns [N]: ``most`` is the judged points of the mark's indicator, ``leniency`` the expert's rate in
    the indicator's domain. A cell gains the mean leniency of its experts. The official total less this is the
    what-if total: it holds only between cities of one connected component, and is never official.
    """
    share = most * leniency / np.maximum(np.bincount(cells), 1)[cells]
    return np.bincount(cities, weights=share, minlength=city_count).astype(np.float64)


def components_of(laplacian: Floats) -> Ints:
    """Which connected component each expert belongs to: those who share a cell, directly or through others."""
    found = np.full(len(laplacian), -1, dtype=np.int64)
    number = 0
    for start in range(len(laplacian)):
        if found[start] >= 0:
            continue
        reached = np.zeros(len(laplacian), dtype=bool)
        reached[start] = True
        while True:
            wider = reached | (np.abs(laplacian[reached]).sum(axis=0) > 1e-12)
            if (wider == reached).all():
                break
            reached = wider
        found[reached] = number
        number += 1
    return found


def _normal_equations(
    cells: Ints, experts: Ints, scores: Floats, expert_count: int
) -> tuple[Floats, Floats, float]:
    """Laplacian [E, E], residual [E] and the sum of squares, all within cells."""
    count = np.bincount(cells)
    mean = np.bincount(cells, weights=scores) / np.maximum(count, 1)
    within = scores - mean[cells]
    residual = np.bincount(experts, weights=within, minlength=expert_count).astype(np.float64)
    laplacian: Floats = np.diag(np.bincount(experts, minlength=expert_count).astype(np.float64))
    order = np.argsort(cells, kind="stable")
    bounds = np.concatenate([[0], np.cumsum(count)])
    widths = np.diff(bounds)
    for width in np.unique(widths[widths > 0]).tolist():
        starts = bounds[:-1][widths == width]
        members = experts[order][starts[:, None] + np.arange(width)]
        for one in range(width):
            for other in range(width):
                pair = members[:, one] * expert_count + members[:, other]
                pairs = np.bincount(pair, minlength=expert_count**2)
                laplacian -= pairs.reshape(expert_count, expert_count) / width
    return laplacian, residual, float(within @ within)


def _quadratic(gamma: float, values: Floats, turned: Floats, square: float) -> float:
    return float(square - np.sum(gamma * turned**2 / (1 + gamma * values)))


def _deviance(gamma: float, values: Floats, turned: Floats, square: float, freedom: int) -> float:
    """−2 × the profiled restricted log-likelihood, up to a constant."""
    quadratic = max(_quadratic(gamma, values, turned, square), 1e-300)
    return float(freedom * np.log(quadratic / freedom) + freedom + np.sum(np.log1p(gamma * values)))


def _search(deviance: Callable[[float], float]) -> float:
    """The lowest point: a grid, then golden sections around its best."""
    grid = np.linspace(LOWEST, HIGHEST, 65)
    best = int(np.argmin([deviance(point) for point in grid]))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    golden = (sqrt(5) - 1) / 2
    for _step in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if deviance(left) < deviance(right):
            high = right
        else:
            low = left
    return (low + high) / 2
