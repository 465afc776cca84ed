"""Advice: the method's known answers, and what must hold of it."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.advice.experts import diagnostics, pace
from scoring.advice.intervals import (
    borderline,
    chance_of_at_least,
    rank_intervals,
    total_standard_errors,
)
from scoring.advice.reliability import (
    Level,
    intraclass,
    intraclass_one_k,
    kendall_w,
    krippendorff,
    krippendorff_interval,
    reliability_of_totals,
)
from scoring.advice.severity import components_of, points_gained, ridge, severity
from scoring.advice.top import CLASSES, STEPPED, better_pairs, normal_quantile, not_excluded_from_top

ints = lambda *values: np.array(values, dtype=np.int64)  # noqa: E731  # columns read like columns
floats = lambda *values: np.array(values, dtype=np.float64)  # noqa: E731

CELLS, EXPERTS, SCORES = ints(0, 0, 1, 1, 2, 2), ints(0, 2, 0, 1, 1, 2), floats(9, 5, 8, 6, 5, 3)
STAR = float("nan")
FOUR_CODERS = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, STAR, STAR, STAR],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, STAR, 3],
    [STAR, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, STAR],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, STAR],
])  # fmt: skip


def test_severity_by_least_squares_is_exact() -> None:
    quality, leniency = ridge(CELLS, EXPERTS, SCORES, expert_count=3, ratio=0)
    assert quality == pytest.approx([7, 6, 5])
    assert leniency == pytest.approx([2, 0, -2])


def test_severity_at_lambda_one() -> None:
    quality, leniency = ridge(CELLS, EXPERTS, SCORES, expert_count=3, ratio=1)
    assert quality == pytest.approx([7, 6.4, 4.6])
    assert leniency == pytest.approx([1.2, 0, -1.2])


def test_ranks_can_turn_when_severity_is_taken_out() -> None:
    cells, experts = ints(0, 0, 1, 1, 2, 2, 3, 3), ints(0, 1, 0, 1, 1, 2, 1, 2)
    scores = floats(80, 70, 82, 74, 78, 72, 68, 64)
    quality, _ = ridge(cells, experts, scores, expert_count=3, ratio=0)
    assert quality == pytest.approx([431 / 6, 449 / 6, 473 / 6, 419 / 6])
    quality, _ = ridge(cells, experts, scores, expert_count=3, ratio=1)
    assert quality == pytest.approx([73.5, 76.5, 77, 68])


def test_severity_finds_the_strict_expert_and_says_how_sure_it_is() -> None:
    random = np.random.default_rng(7)
    cells, experts = np.repeat(np.arange(200), 3), np.tile(np.arange(6), 100)
    bias = floats(0, 0, 0, 0, 0, -0.1)
    scores = random.uniform(0.5, 0.9, 200)[cells] + bias[experts] + random.normal(0, 0.05, 600)

    found = severity(cells, experts, scores, expert_count=6)

    assert int(found.leniency.argmin()) == 5
    assert found.leniency[5] < -2 * found.standard_errors[5]
    assert found.p_value < 1e-6
    assert not found.is_connected  # experts 0, 1, 2 and 3, 4, 5 never meet


def test_reml_agrees_with_the_balanced_formula() -> None:
    """Crossed and balanced, σ_b² is (MS between experts − MS error) ÷ cells."""
    random = np.random.default_rng(3)
    table = random.normal(0, 1, (40, 5)) + random.normal(0, 1, 5)
    cells, experts = np.repeat(np.arange(40), 5), np.tile(np.arange(5), 40)
    left = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    error = (left**2).sum() / (39 * 4)
    between = 40 * ((table.mean(axis=0) - table.mean()) ** 2).sum() / 4

    found = severity(cells, experts, table.ravel(), expert_count=5)

    assert found.error_variance == pytest.approx(error, rel=1e-3)
    assert found.error_variance / found.ratio == pytest.approx((between - error) / 40, rel=1e-2)


def test_experts_who_do_not_differ_have_no_severity() -> None:
    cells, experts = np.repeat(np.arange(10), 2), np.tile(np.arange(2), 10)
    found = severity(cells, experts, np.tile([0.5, 0.5], 10), expert_count=2)
    assert found.leniency.tolist() == [0, 0]
    assert found.p_value == 1


def test_equal_marks_with_rounding_noise_have_no_severity() -> None:
    cells, experts = np.repeat(np.arange(9), 3), np.tile(np.arange(3), 9)
    found = severity(cells, experts, np.full(27, 0.1) * 3 / 0.7, expert_count=3)
    assert found.leniency.tolist() == [0, 0, 0]


def test_components_are_who_meets_whom() -> None:
    laplacian = np.array([[1.0, -1, 0, 0], [-1, 1, 0, 0], [0, 0, 1, -1], [0, 0, -1, 1]])
    assert components_of(laplacian).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_krippendorff(level: Level, alpha: float) -> None:
    assert krippendorff(FOUR_CODERS, level) == pytest.approx(alpha, abs=1e-6)


def test_kendalls_w() -> None:
    table = np.array([[2, 0, 5, 1], [3, 3, 3, 4], [1, 5, 3, 5], [1, 1, 4, 2], [2, 4, 5, 1], [1, 0, 0, 2.0]])
    assert kendall_w(table) == pytest.approx((0.228571, 0.246154), abs=1e-6)
    assert np.isnan(kendall_w(np.full((4, 3), 7.0))[1])


def test_intraclass_of_medcalc() -> None:
    found = intraclass(np.array([[2, 4], [4, 6], [6, 8.0]]))
    assert (found.three_one, found.two_one, found.one_one) == pytest.approx((1, 2 / 3, 0.6))
    assert found.one_k == pytest.approx(0.75)


def test_intraclass_from_long_columns_is_that_of_the_table() -> None:
    table = np.random.default_rng(5).normal(0, 1, (12, 4)) + np.arange(12)[:, None]
    long = intraclass_one_k(np.repeat(np.arange(12), 4), table.ravel())
    assert long == pytest.approx(intraclass(table).one_k)


def test_standard_errors_come_from_subtotals_and_shrink_with_more_experts() -> None:
    # domain 1: city 0 has 10 and 14, city 1 has 20 and 20: pooled 8 ÷ 2 = 4; domain 2: one expert each
    one = ints(0, 0, 1, 1), floats(10, 14, 20, 20)
    two = ints(0, 1), floats(5, 6)
    assert total_standard_errors([one, two], cities=3) == pytest.approx([np.sqrt(2), np.sqrt(2), 0])


def test_chances_at_a_cut() -> None:
    chances = chance_of_at_least(floats(90, 91, 80, 90), floats(1, 1, 0, 0), 90)
    assert chances == pytest.approx([0.5, 0.841345, 0, 1], abs=1e-5)


def test_the_borderline_is_one_standard_error() -> None:
    assert borderline(floats(89, 88.9, 80), floats(1, 1, 0.5), [90, 80]).tolist() == [True, False, True]


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=30), st.integers(0, 9))
def test_rank_intervals_hold_the_rank_and_without_error_are_it(points: list[int], seed: int) -> None:
    totals = np.array(sorted(set(points), reverse=True), dtype=float) / 10
    still = rank_intervals(totals, np.zeros(len(totals)), seed=seed, draws=20)
    assert still.lowest.tolist() == still.highest.tolist() == list(range(1, len(totals) + 1))

    moving = rank_intervals(totals, np.full(len(totals), 3.0), seed=seed, draws=50)
    again = rank_intervals(totals, np.full(len(totals), 3.0), seed=seed, draws=50)
    assert (moving.lowest <= moving.highest).all()
    assert moving.lowest.tolist() == again.lowest.tolist()


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=20), st.integers(1, 5))
def test_the_top_is_never_excluded_from_the_top(points: list[int], top: int) -> None:
    totals = np.array(points, dtype=float)
    kept = not_excluded_from_top(totals, np.full(len(totals), 20.0), top, seed=1)
    first = np.argsort(-totals, kind="stable")[: min(top, len(totals))]
    assert kept[first].all()
    certain = not_excluded_from_top(totals, np.zeros(len(totals)), top, seed=1)
    assert certain.sum() >= min(top, len(totals))


def test_reliability_is_what_is_not_error() -> None:
    totals = floats(70, 80, 90)
    assert reliability_of_totals(totals, floats(0, 0, 0)) == 1
    assert reliability_of_totals(totals, floats(5, 5, 5)) == pytest.approx(0.75)
    assert isnan(reliability_of_totals(floats(1), floats(0)))


def test_diagnostics_name_the_straight_liner_and_the_lenient() -> None:
    cells = ints(0, 1, 2, 3, 0, 1, 2, 3)
    cities = ints(0, 0, 1, 1, 0, 0, 1, 1)
    experts = ints(0, 0, 0, 0, 1, 1, 1, 1)
    rates = floats(0.5, 0.5, 0.7, 0.7, 0.2, 0.4, 0.3, 0.6)

    found = diagnostics(cells, cities, experts, rates, floats(0, 0, 1, 1, 0, 0, 1, 1), expert_count=2)

    assert found.straight.tolist() == [1, 0]
    assert found.halo[0] == pytest.approx(1)
    assert found.left_out == pytest.approx([0.225, -0.225])
    assert found.marks.tolist() == [4, 4]


def test_intraclass_of_shrout_and_fleiss() -> None:
    """Six targets, four judges: the table of the paper of 1979, whose results are printed with two decimals."""
    table = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]])
    found = intraclass(table)
    ones, means = (found.one_one, found.two_one, found.three_one), (found.one_k, found.two_k, found.three_k)
    assert [round(value, 2) for value in ones] == [0.17, 0.29, 0.71]
    assert [round(value, 2) for value in means] == [0.44, 0.62, 0.91]


def test_pace_leaves_breaks_out() -> None:
    found = pace(ints(1, 0, 0, 0, 0), floats(5, 40, 0, 10, 1000), expert_count=2)
    assert found[0] == 20  # 10 and 30 minutes; then the expert was away
    assert isnan(found[1])


def test_points_gained_are_the_mean_leniency_of_a_cells_experts() -> None:
    # city 0 has two cells of 5 and 3 points, city 1 one of 5
    cities, cells, experts = ints(0, 0, 0, 1), ints(0, 0, 1, 2), ints(0, 1, 1, 0)
    most, leniency = floats(5, 5, 3, 5), floats(0.2, -0.1)
    gained = points_gained(cities, cells, experts, most, leniency[experts], city_count=3)
    assert gained == pytest.approx([5 * 0.05 - 0.3, 1.0, 0])


def test_equal_totals_without_error_share_a_rank() -> None:
    still = rank_intervals(floats(80, 90, 80, 70), np.zeros(4), seed=1, draws=20)
    assert still.lowest.tolist() == still.highest.tolist() == [2, 1, 2, 4]


def test_the_normal_quantile() -> None:
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=1e-6)
    assert normal_quantile(1 - 1e-9) == pytest.approx(5.997807, abs=1e-5)


def slow_bound(totals, errors, top, seed, draws=4000):
    """All pairs at once, one step, drawn pair by pair."""
    noise = errors * np.random.default_rng(seed).standard_normal((draws, len(errors)))
    scale = np.sqrt(errors[:, None] ** 2 + errors[None] ** 2)
    largest = [(np.abs(row[:, None] - row[None]) / scale).max() for row in noise]
    return (totals[None] - totals[:, None] > np.quantile(largest, 0.95) * scale).sum(axis=1) < top


@pytest.mark.parametrize("classes", [3, CLASSES + 20])
def test_many_cities_are_excluded_as_few_are(classes: int) -> None:
    """Past ``STEPPED`` no pair is held: classes of equal error, or Šidák's bound, give nearly the same."""
    count = STEPPED + 50
    totals = np.linspace(60, 95, count)
    errors = 1 + (np.arange(count) % classes) / classes
    fast = not_excluded_from_top(totals, errors, 40, seed=3)
    slow = slow_bound(totals, errors, 40, seed=3)
    assert abs(int(fast.sum()) - int(slow.sum())) <= 3
    assert fast[-40:].all()


def test_pairs_are_shown_wrongly_in_at_most_one_round_of_twenty() -> None:
    """Twelve cities that are truly equal: any pair that is shown is an error."""
    errors, random = np.linspace(0.5, 2, 12), np.random.default_rng(11)
    wrong = [better_pairs(errors * random.standard_normal(12), errors, seed=n).any() for n in range(600)]
    assert np.mean(wrong) <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 600)


def test_alpha_of_nothing_paired_says_nothing() -> None:
    assert isnan(krippendorff_interval(ints(0, 1, 2), floats(1, 2, 3)))
    assert krippendorff_interval(ints(0, 0, 1, 1), floats(2, 2, 2, 2)) == 1
