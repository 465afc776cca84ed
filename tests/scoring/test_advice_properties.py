"""Advice against slow and plain ways to the same numbers."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.advice.intervals import chance_of_at_least, rank_intervals, total_standard_errors
from scoring.advice.reliability import intraclass, kendall_w, krippendorff, krippendorff_interval
from scoring.advice.severity import components_of, ridge, severity
from scoring.advice.top import better_pairs, not_excluded_from_top

STAR = float("nan")
SEEDS = st.integers(0, 10_000)


@st.composite
def marked_cells(draw):
    """Cells, experts, scores: every expert at most once in a cell."""
    experts = draw(st.integers(2, 5))
    panels = draw(st.lists(st.sets(st.integers(0, experts - 1), min_size=1), min_size=2, max_size=8))
    cells = np.array([cell for cell, panel in enumerate(panels) for _ in panel])
    who = np.array([expert for panel in panels for expert in sorted(panel)])
    scores = draw(st.lists(st.integers(0, 20), min_size=len(cells), max_size=len(cells)))
    return cells, who, np.array(scores, dtype=float) / 20, experts


@given(marked_cells(), st.sampled_from([0.1, 1.0, 7.0]))
def test_eliminating_the_cells_gives_what_the_whole_equations_give(data, ratio) -> None:
    cells, experts, scores, count = data
    width = cells.max() + 1
    design = np.zeros((len(cells), width + count))
    design[np.arange(len(cells)), cells] = 1
    design[np.arange(len(cells)), width + experts] = 1
    penalty = np.diag([0.0] * int(width) + [ratio] * count)
    whole = np.linalg.solve(design.T @ design + penalty, design.T @ scores)

    quality, leniency = ridge(cells, experts, scores, expert_count=count, ratio=ratio)

    assert quality == pytest.approx(whole[:width], abs=1e-9)
    assert leniency == pytest.approx(whole[width:], abs=1e-9)


def restricted_deviance(cells, experts, scores, count, gamma, error):
    """−2 × the restricted log-likelihood from the full covariance, up to a constant."""
    fixed = np.eye(cells.max() + 1)[cells]
    of_experts = np.eye(count)[experts]
    covariance = error * (np.eye(len(scores)) + gamma * of_experts @ of_experts.T)
    inverse = np.linalg.inv(covariance)
    information = fixed.T @ inverse @ fixed
    projected = inverse - inverse @ fixed @ np.linalg.solve(information, fixed.T @ inverse)
    return (
        np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(information)[1] + float(scores @ projected @ scores)
    )


@given(marked_cells())
def test_no_other_variances_are_more_likely(data) -> None:
    cells, experts, scores, count = data
    found = severity(cells, experts, scores, expert_count=count)
    assume(found.error_variance > 1e-6)
    gamma = 0.0 if np.isinf(found.ratio) else 1 / found.ratio
    best = restricted_deviance(cells, experts, scores, count, gamma, found.error_variance)
    for other in (0.0, gamma / 2 + 0.01, gamma * 2, gamma + 0.5):
        for error in (found.error_variance, found.error_variance * 1.2, found.error_variance / 1.2):
            assert restricted_deviance(cells, experts, scores, count, other, error) >= best - 1e-4


@given(marked_cells())
def test_standard_errors_are_those_of_the_mixed_model(data) -> None:
    """Var(b̂ − b) = σ_e² (L + λ)⁻¹."""
    cells, experts, scores, count = data
    found = severity(cells, experts, scores, expert_count=count)
    assume(found.ratio < float("inf"))
    within = np.eye(count)[experts]
    means = np.array([within[cells == cell].mean(axis=0) for cell in range(cells.max() + 1)])
    laplacian = within.T @ within - within.T @ means[cells]
    variance = found.error_variance * np.linalg.inv(laplacian + found.ratio * np.eye(count))
    assert found.standard_errors == pytest.approx(np.sqrt(np.diag(variance)), rel=1e-6)


@given(marked_cells())
def test_components_are_those_of_a_plain_walk(data) -> None:
    cells, experts, scores, count = data
    known = {frozenset([expert]) for expert in range(count)}
    for cell in set(cells.tolist()):
        panel = set(experts[cells == cell].tolist())
        touched = {group for group in known if group & panel}
        known = (known - touched) | {frozenset().union(*touched)}
    found = severity(cells, experts, scores, expert_count=count).components
    assert {frozenset(np.flatnonzero(found == number).tolist()) for number in set(found.tolist())} == known


tables = st.integers(2, 5).flatmap(
    lambda raters: st.lists(
        st.lists(st.one_of(st.just(STAR), st.integers(0, 4).map(float)), min_size=raters, max_size=raters),
        min_size=2,
        max_size=9,
    )
)


@given(tables)
def test_interval_alpha_from_columns_is_that_of_the_table(rows) -> None:
    table = np.array(rows).T
    assume(((~np.isnan(table)).sum(axis=0) >= 2).any())
    units, values = np.nonzero(~np.isnan(table).T)[0], table.T[~np.isnan(table).T]
    assert krippendorff_interval(units, values) == pytest.approx(krippendorff(table, "interval"))


@given(tables, st.randoms(use_true_random=False))
def test_alpha_is_at_most_one_and_does_not_ask_who_gave_which_value(rows, chance) -> None:
    mixed = [chance.sample(row, len(row)) for row in rows]
    assume(any(sum(value == value for value in row) >= 2 for row in rows))
    for level in ("nominal", "ordinal", "interval", "ratio"):
        found = krippendorff(np.array(rows).T, level)
        assert found <= 1 + 1e-12
        assert krippendorff(np.array(mixed).T, level) == pytest.approx(found)


complete = st.integers(2, 4).flatmap(
    lambda raters: st.lists(
        st.lists(st.integers(0, 9).map(float), min_size=raters, max_size=raters), min_size=3, max_size=8
    )
)


@given(complete)
def test_w_follows_from_the_mean_rank_correlation(rows) -> None:
    """Kendall and Babington Smith: r̄ = (mW − 1) ÷ (m − 1), for rankings without ties."""
    table = np.array([np.argsort(np.argsort(column, kind="stable")) for column in np.array(rows).T]).T.astype(
        float
    )
    judges = table.shape[1]
    plain, corrected = kendall_w(table)
    assert plain == pytest.approx(corrected)
    pairs = [np.corrcoef(table[:, a], table[:, b])[0, 1] for a, b in combinations(range(judges), 2)]
    assert np.mean(pairs) == pytest.approx((judges * plain - 1) / (judges - 1))


@given(complete)
def test_means_of_raters_agree_at_least_as_well_as_one(rows) -> None:
    found = intraclass(np.array(rows))
    for one, mean in (
        (found.one_one, found.one_k),
        (found.two_one, found.two_k),
        (found.three_one, found.three_k),
    ):
        if one == one and mean == mean and one >= 0:
            assert mean >= one - 1e-12


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=5), min_size=1, max_size=6))
def test_standard_errors_are_pooled_over_cities(subtotals) -> None:
    places = np.array([city for city, row in enumerate(subtotals) for _ in row])
    points = np.array([value for row in subtotals for value in row], dtype=float)
    freedom = sum(len(row) - 1 for row in subtotals)
    pooled = sum(((np.array(row) - np.mean(row)) ** 2).sum() for row in subtotals) / max(freedom, 1)
    expected = [np.sqrt(pooled / len(row)) for row in subtotals]
    assert total_standard_errors([(places, points)], cities=len(subtotals)) == pytest.approx(expected)


totals_and_errors = st.lists(
    st.tuples(st.integers(0, 1000), st.sampled_from([0.0, 0.5, 1.0, 2.5])), min_size=2, max_size=12
)


@given(totals_and_errors, SEEDS)
def test_what_one_step_shows_more_steps_show_too(rows, seed) -> None:
    totals, errors = np.array([row[0] / 10 for row in rows]), np.array([row[1] for row in rows])
    one = better_pairs(totals, errors, seed=seed, steps=1)
    all_steps = better_pairs(totals, errors, seed=seed)
    assert not (one & ~all_steps).any()
    assert not (all_steps & (totals[None] <= totals[:, None])).any()  # only a higher total is shown to be better


@given(totals_and_errors, st.integers(1, 5), SEEDS)
def test_nobody_in_the_top_is_excluded_and_who_is_has_many_above(rows, top, seed) -> None:
    totals, errors = np.array([row[0] / 10 for row in rows]), np.array([row[1] for row in rows])
    kept = not_excluded_from_top(totals, errors, top, seed=seed)
    above = (totals[None] > totals[:, None]).sum(axis=1)
    assert kept[above < top].all()
    assert (above[~kept] >= top).all()


@given(totals_and_errors, st.floats(0, 100), st.floats(0, 50))
def test_a_higher_cut_is_never_likelier(rows, cut, more) -> None:
    totals, errors = np.array([row[0] / 10 for row in rows]), np.array([row[1] for row in rows])
    low, high = chance_of_at_least(totals, errors, cut), chance_of_at_least(totals, errors, cut + more)
    assert ((high >= 0) & (high <= low + 1e-6) & (low <= 1)).all()


@given(totals_and_errors, SEEDS)
def test_the_same_seed_gives_the_same_intervals(rows, seed) -> None:
    totals, errors = np.array([row[0] / 10 for row in rows]), np.array([row[1] for row in rows])
    one, other = (rank_intervals(totals, errors, seed=seed, draws=30) for _ in range(2))
    assert one.lowest.tolist() == other.lowest.tolist()
    assert one.highest.tolist() == other.highest.tolist()


def test_components_of_nobody() -> None:
    assert components_of(np.zeros((0, 0))).tolist() == []
