"""An evaluation as tables of printed numbers: every one rounded half up from its exact value."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from scoring.arrays import Int64s, Integers
from scoring.evaluation import Evaluation
from scoring.rounding import round_half_up
from scoring.totals import CityTotal


def area_points_table(evaluation: Evaluation) -> Int64s:
    """[C, A] what each area adds to the total, hundredths. Look only at ranked cities."""
    at = evaluation.round_totals
    areas = evaluation.cube.system.areas
    return _table(
        evaluation, at.area_numerators, at.scale, lambda city: [city.area_points[a] * 100 for a in areas]
    )


def area_rates_table(evaluation: Evaluation) -> Int64s:
    """[C, A] rates (得分率) in hundredths of a percent: 7161 is 71.61 %. Look only at ranked cities."""
    at, system = evaluation.round_totals, evaluation.cube.system
    most = np.array(list(system.area_max.values()), dtype=np.int64)
    return _table(
        evaluation,
        at.area_numerators,
        at.scale * most,
        lambda city: [city.area_rates[area] * 10_000 for area in system.areas],
        times=10_000,
    )


def indicator_points_table(evaluation: Evaluation) -> Int64s:
    """[C, I] points, hundredths. Look only at ranked cities and where the indicator applies."""
    at = evaluation.round_totals
    return _table(
        evaluation, at.numerators, at.scale, lambda city: [(p or Fraction(0)) * 100 for p in city.points]
    )


def _table(
    evaluation: Evaluation,
    numerators: Integers,
    scale: int | Int64s,
    exact: Callable[[CityTotal], list[Fraction]],
    times: int = 1,
) -> Int64s:
    """numerators × times ÷ scale for cities summed in integers, ``exact`` for the others."""
    whole, rest = np.divmod(numerators.astype(np.int64), scale)
    rounded = whole * times + (2 * rest * times + scale) // (2 * np.asarray(scale))
    for city, total in evaluation.round_totals.exact.items():
        rounded[city] = [round_half_up(value) for value in exact(total)]
    return np.asarray(rounded, dtype=np.int64)
