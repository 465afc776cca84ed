"""The engine equals the plain implementation, digit for digit."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.choices import CellRule, ExpertWeights, NotApplicableRule, Rounding
from scoring.evaluate import evaluate
from scoring.policy import ReconciliationPolicy
from scoring.reconcile import reconcile
from scoring.rounding import round_total
from tests.scoring import oracle
from tests.scoring.make import GivenCity, make_cube, small_system
from tests.scoring.make import marks as make_marks

SYSTEM = small_system()
LEAVABLE = ("B3", "C1", "C2")

policies = st.builds(
    ReconciliationPolicy,
    cell_rule=st.sampled_from(CellRule),
    not_applicable=st.sampled_from(NotApplicableRule),
    rounding=st.sampled_from(Rounding),
    decimals=st.integers(0, 2),
    expert_weights=st.just(ExpertWeights.TABLE),
    min_marks=st.integers(1, 2),
    panel=st.just(3),
)


def weighted_marks(most: int, *, low: int, high: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    mark = st.one_of(st.integers(0, most), st.sampled_from((0, most // 2, most)))
    weight = st.sampled_from((1, 1, 1, 2, 3, 7))
    return st.lists(st.tuples(mark, weight), min_size=low, max_size=high)


@st.composite
def cities(draw: Any, *, gaps: bool = True) -> GivenCity:
    """A city that is usually complete; something may not apply, and promises may be missing."""
    low = 0 if gaps and draw(st.integers(0, 5)) == 0 else 3
    return GivenCity(
        marks={
            s.code: draw(weighted_marks(s.judged_max, low=low, high=7)) for s in SYSTEM.indicators if s.judged_max
        },
        computed={s.code: draw(st.integers(0, s.computed_max)) for s in SYSTEM.indicators},
        unverified=frozenset(draw(st.sampled_from(((), (), (), ("B1",), ("B2",), ("E",))))),
        not_applicable=frozenset(draw(st.sampled_from(((), (), *((code,) for code in LEAVABLE))))),
        computed_off=frozenset(draw(st.sampled_from(((), (), ("E",), ("B2", "E"))))),
        settled=draw(st.sampled_from(({}, {}, {"C2": 250}, {"E": 0, "B3": 500}))),
    )


@given(st.lists(cities(), min_size=1, max_size=5), policies, st.integers(0, 2**20))
def test_totals_ranks_and_grades_equal_the_oracle(
    round_: list[GivenCity], policy: ReconciliationPolicy, seed: int
) -> None:
    result = evaluate(make_cube(SYSTEM, round_, weighted=True, seed=seed), policy=policy)

    plain = policy.to_dict()
    exact = oracle.totals(round_, SYSTEM.indicators, plain)
    shown = [oracle.rounded(total, plain) for total in exact if total is not None]
    for city, total in enumerate(exact):
        line, detail = result.standing(city), result.city_total(city)
        if total is None or detail is None:
            assert (line.total, line.rank, line.grade, detail, total, result.exact_total(city)) == (None,) * 6
            continue
        value = oracle.rounded(total, plain)
        assert result.exact_total(city) == detail.total == total
        assert sum(detail.area_points.values()) == total
        assert (line.total, line.rank, line.grade) == (
            value * 100,
            oracle.rank(value, shown),
            oracle.grade(value, plain),
        )


@given(st.lists(cities(), min_size=1, max_size=3), policies, st.integers(0, 2**20))
def test_cells_and_spreads_equal_the_oracle(
    round_: list[GivenCity], policy: ReconciliationPolicy, seed: int
) -> None:
    result = evaluate(make_cube(SYSTEM, round_, weighted=True, seed=seed), policy=policy)

    for c, city in enumerate(round_):
        for i, spec in enumerate(SYSTEM.indicators):
            given_marks = city.marks_of(spec)
            assert result.mark_counts[c, i] == len(given_marks)
            if given_marks:
                cell = Fraction(int(result.cells.numerators[c, i]), int(result.cells.denominators[c, i]))
                assert cell == city.settled.get(spec.code, oracle.cell(given_marks, policy.cell_rule) * 100)
                assert result.spreads[c, i] == oracle.spread(given_marks, policy.cell_rule)


@given(st.lists(cities(), min_size=1, max_size=4), policies)
def test_the_pages_cells_equal_the_oracle(round_: list[GivenCity], policy: ReconciliationPolicy) -> None:
    for city in round_:
        for spec in SYSTEM.indicators:
            if spec.judged_max and city.marks_of(spec):
                cell = reconcile(make_marks(*city.marks_of(spec)), judged_max=spec.judged_max, policy=policy)
                assert cell.points == oracle.cell(city.marks_of(spec), policy.cell_rule)
                assert cell.spread == oracle.spread(city.marks_of(spec), policy.cell_rule)


@given(
    st.fractions(0, 100, max_denominator=5000) | st.integers(0, 20_000).map(lambda n: Fraction(n, 200)),
    policies,
)
def test_the_rounding_equals_decimals_own(total: Fraction, policy: ReconciliationPolicy) -> None:
    assert Decimal(round_total(total, policy)) == oracle.rounded(total, policy.to_dict()) * 100
