"""A cell: known answers, edges, and what must hold for any marks."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.choices import CellRule
from scoring.marks import Mark
from scoring.policy import DEFAULT_POLICY, ReconciliationPolicy
from scoring.reconcile import (
    cell_diverges,
    divergent_cells,
    domain_subtotals,
    effective_number,
    reconcile,
    subtotals_diverge,
    tolerance_band,
    widest_within,
)
from tests.scoring.make import make_policy, marks

WEIGHTED = make_policy(expert_weights="table")
policies = st.sampled_from(CellRule).map(lambda rule: replace(WEIGHTED, cell_rule=rule))
some_marks = st.lists(st.builds(Mark, st.integers(0, 1000), st.integers(1, 9)), min_size=1, max_size=8)


def cell(*given_marks: int | tuple[int, int], rule: str = "mean_then_trim", judged_max: int = 1000) -> Fraction:
    return reconcile(marks(*given_marks), judged_max=judged_max, policy=make_policy(cell_rule=rule)).points


@pytest.mark.parametrize(
    ("rule", "given_marks", "points"),
    [
        ("mean_then_trim", (700,), "7"),
        ("mean_then_trim", (700, 800), "7.5"),
        ("mean_then_trim", (500, 800, 900), "22/3"),
        ("mean_then_trim", (100, 700, 800, 1000), "7.5"),  # 去掉一个最高分和一个最低分
        ("mean_then_trim", (500, 500, 500, 1000), "5"),
        ("mean_then_trim", ((800, 3), (500, 1), (500, 1)), "6.8"),
        ("mean", (100, 700, 800, 1000), "6.5"),
        ("trimmed", (500, 800), "6.5"),
        ("trimmed", (100, 800, 900), "8"),
        ("median", (100, 800, 900), "8"),
        ("median", (100, 700, 800, 1000), "7.5"),
        ("median", ((100, 3), (700, 1), (900, 1)), "1"),
        ("median", ((100, 2), (700, 1), (900, 1)), "4"),
    ],
)
def test_each_named_rule_gives_its_known_answer(rule: str, given_marks: tuple[int], points: str) -> None:
    assert cell(*given_marks, rule=rule) == Fraction(points)


def test_trimming_by_weight_mass_does_not_punish_a_raised_mark() -> None:
    before, after = cell(500, 700, (880, 3), 900), cell(500, 700, (910, 3), 900)

    assert (before, after) == (Fraction(17, 2), Fraction(523, 60))  # dropping by value: 8.35, then 8.0
    assert before < after


def test_n_eff_of_3_1_1_is_25_11ths() -> None:
    assert effective_number((3, 1, 1)) == Fraction(25, 11)
    assert reconcile(marks((800, 3), 500, 500), judged_max=1000, policy=WEIGHTED).n_eff == Fraction(25, 11)


def test_trimming_is_per_indicator_and_not_on_sums() -> None:
    sheets = ((900, 900), (900, 500), (300, 900), (900, 300), (500, 700))
    first, second = zip(*sheets, strict=True)
    sums = [sum(sheet) for sheet in sheets]

    assert cell(*first) + cell(*second) == Fraction(44, 3)  # 14.667
    assert cell(*sums, judged_max=2000) == Fraction(38, 3)  # 12.667, not ours


def test_no_integer_column_cuts_the_thirds() -> None:
    assert cell(7100, 7125, 7140, 7160, 9000, judged_max=10_000) == Fraction(21425, 300)  # 7141.67 hundredths


@pytest.mark.parametrize(
    ("judged_max", "given_marks", "divergent"),
    [
        (1000, (500, 800), False),  # exactly 30 % is within
        (1000, (499, 800), True),
        (300, (200, 299), False),  # 33 %, but less than a point
        (300, (200, 300), True),  # exactly one point is enough
        (200, (0, 99), False),
        (1000, (0,), False),  # one mark opens nothing
        (1000, (0, 600, 700, 1000), False),  # what is trimmed does not count
        (1000, (0, 300, 700, 1000), True),
        (1000, (0, 400, 700, 1000), False),  # 30 % after trimming
    ],
)
def test_marks_diverge_beyond_the_tolerance(judged_max: int, given_marks: tuple[int], divergent: bool) -> None:
    assert reconcile(marks(*given_marks), judged_max=judged_max, policy=DEFAULT_POLICY).divergent is divergent


@pytest.mark.parametrize(
    ("subtotals", "maxima", "diverge"),
    [
        ((900, 1200), (500, 500, 500), False),  # exactly 20 % of 15 points
        ((899, 1200), (500, 500, 500), True),
        ((0, 1000), (500, 500), False),  # two indicators are never tested
        ((0,), (500, 500, 500), False),
    ],
)
def test_subtotals_diverge_beyond_the_tolerance(subtotals: tuple[int], maxima: tuple[int], diverge: bool) -> None:
    assert subtotals_diverge(subtotals, judged_maxima=maxima, policy=DEFAULT_POLICY) is diverge


def test_an_expert_who_could_not_judge_an_indicator_has_no_subtotal() -> None:
    sheets = {"韩": {"B1": 400, "B2": 200, "E": 100}, "赵": {"B1": 500}}

    assert domain_subtotals(sheets, ["B1", "B2"]) == {"韩": 600}


def test_what_each_mark_contributes_is_told_in_the_order_given() -> None:
    result = reconcile(marks(900, 100, 500, 600), judged_max=1000, policy=DEFAULT_POLICY)

    assert result.shares == (0, 0, Fraction(1, 2), Fraction(1, 2))


@pytest.mark.parametrize("given_marks", [(), (1001,), (-1,)])
def test_no_marks_or_marks_out_of_range_are_refused(given_marks: tuple[int]) -> None:
    with pytest.raises(ValueError, match="marks"):
        cell(*given_marks)


@given(some_marks, policies)
def test_a_cell_lies_between_its_marks(given_marks: list[Mark], policy: ReconciliationPolicy) -> None:
    result = reconcile(given_marks, judged_max=1000, policy=policy)
    points = [mark.points for mark in given_marks]

    assert min(points) <= result.points * 100 <= max(points)
    assert sum(result.shares) == 1
    assert min(result.shares) >= 0
    assert 1 <= result.n_eff <= len(given_marks)


@given(some_marks, policies, st.randoms(use_true_random=False))
def test_the_order_of_the_marks_does_not_matter(
    given_marks: list[Mark], policy: ReconciliationPolicy, lot
) -> None:
    shuffled = list(given_marks)
    lot.shuffle(shuffled)

    first, second = (reconcile(m, judged_max=1000, policy=policy) for m in (given_marks, shuffled))

    assert (first.points, first.spread, first.n_eff) == (second.points, second.spread, second.n_eff)


@given(some_marks, policies, st.data())
def test_raising_a_mark_never_lowers_the_cell(given_marks: list[Mark], policy: ReconciliationPolicy, data) -> None:
    place = data.draw(st.integers(0, len(given_marks) - 1))
    raised = list(given_marks)
    raised[place] = replace(raised[place], points=data.draw(st.integers(raised[place].points, 1000)))

    before, after = (reconcile(m, judged_max=1000, policy=policy).points for m in (given_marks, raised))

    assert before <= after


@given(st.integers(0, 1000), st.lists(st.integers(1, 9), min_size=1, max_size=8), policies)
def test_all_equal_marks_give_that_mark(points: int, weights: list[int], policy: ReconciliationPolicy) -> None:
    result = reconcile([Mark(points, w) for w in weights], judged_max=1000, policy=policy)

    assert (result.points, result.spread) == (Fraction(points, 100), 0)


@given(some_marks, policies, st.integers(2, 5))
def test_only_ratios_of_weights_matter(given_marks: list[Mark], policy: ReconciliationPolicy, factor: int) -> None:
    heavier = [replace(mark, weight=mark.weight * factor) for mark in given_marks]

    first, second = (reconcile(m, judged_max=1000, policy=policy) for m in (given_marks, heavier))

    assert (first.points, first.shares, first.n_eff) == (second.points, second.shares, second.n_eff)


def test_arrays_diverge_exactly_where_single_cells_do() -> None:
    maxima = np.array([200, 300, 500, 1000], dtype=np.int64)
    spreads = np.arange(1001, dtype=np.int64)[:, None] + np.zeros(4, dtype=np.int64)

    found = divergent_cells(spreads, judged_max=maxima, policy=DEFAULT_POLICY)

    assert found.tolist() == [
        [cell_diverges(spread, judged_max=most, policy=DEFAULT_POLICY) for most in maxima.tolist()]
        for spread in range(1001)
    ]


@pytest.mark.parametrize(
    ("judged_max", "share", "least", "widest"),
    [(4500, "0.3", "1", 1350), (300, "0.3", "1", 99), (333, "0.3", "0", 99), (1000, "0.3", "3.01", 300)],
)
def test_the_widest_range_within_the_tolerance(judged_max, share, least, widest) -> None:
    policy = make_policy(divergence_range_share=share, divergence_min_points=least)

    assert widest_within(judged_max=judged_max, policy=policy) == widest
    assert not cell_diverges(widest, judged_max=judged_max, policy=policy)
    assert cell_diverges(widest + 1, judged_max=judged_max, policy=policy)


@given(st.lists(st.builds(Mark, st.integers(0, 1000), st.integers(1, 9)), min_size=2, max_size=8), policies)
def test_the_band_holds_the_marks_that_count_exactly_if_they_do_not_diverge(some, policy) -> None:
    band, cell = (
        tolerance_band(some, judged_max=1000, policy=policy),
        reconcile(some, judged_max=1000, policy=policy),
    )

    assert (band.is_within, band.spread) == (not cell.divergent, cell.spread)
    assert band.is_within == (band.begins <= band.lowest and band.highest <= band.begins + band.widest)
