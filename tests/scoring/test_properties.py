"""What must hold for every round."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.choices import NotApplicableRule
from scoring.cube import MarkCube
from scoring.evaluate import evaluate
from scoring.evaluation import Evaluation
from scoring.policy import ReconciliationPolicy
from scoring.sheets import cube_from_sheets, empty_slots
from tests.scoring.make import GivenCity, judged_only, make_cube, make_policy
from tests.scoring.test_oracle import SYSTEM, cities, policies
from tests.scoring.test_sheets import COMPUTED, VERIFIED, Sheet, blocks, sheets

rounds = st.lists(cities(), min_size=1, max_size=3)
full_rounds = st.lists(cities(gaps=False), min_size=1, max_size=3)


def lines(result: Evaluation) -> list[tuple[Any, ...]]:
    """What is published of each city, and its exact parts."""
    everyone = range(result.cube.cities)
    return [(*vars(result.standing(city)).values(), result.city_total(city)) for city in everyone]


def exact_totals(result: Evaluation) -> list[Fraction | None]:
    return [None if (t := result.city_total(city)) is None else t.total for city in range(result.cube.cities)]


@given(rounds, cities(), policies, st.integers(0, 9))
def test_a_change_in_one_city_changes_no_others_score(
    round_: list[GivenCity], other: GivenCity, policy: ReconciliationPolicy, seed: int
) -> None:
    if policy.not_applicable is NotApplicableRule.PEER_MEAN:
        policy = replace(policy, not_applicable=NotApplicableRule.GLOBAL)

    before = evaluate(make_cube(SYSTEM, round_, weighted=True, seed=seed), policy=policy)
    after = evaluate(make_cube(SYSTEM, [other, *round_[1:]], weighted=True, seed=seed + 1), policy=policy)

    assert exact_totals(before)[1:] == exact_totals(after)[1:]


@given(full_rounds, policies, st.data())
def test_raising_a_mark_never_lowers_the_citys_total(
    round_: list[GivenCity], policy: ReconciliationPolicy, data: st.DataObject
) -> None:
    cube = make_cube(SYSTEM, round_, weighted=True)
    there = np.argwhere(cube.present)
    slot, city, place = there[data.draw(st.integers(0, len(there) - 1))].tolist()
    marks = cube.marks.copy()
    marks[slot, city, place] = data.draw(st.integers(int(marks[slot, city, place]), int(SYSTEM.judged_max[place])))

    before, after = (evaluate(c, policy=policy) for c in (cube, replace(cube, marks=marks)))

    low, high = exact_totals(before)[city], exact_totals(after)[city]
    assert (low is None and high is None) or (low is not None and high is not None and low <= high)
    assert before.totals[city] <= after.totals[city]


@given(rounds, policies, st.integers(0, 2**20))
def test_the_order_of_experts_does_not_matter(
    round_: list[GivenCity], policy: ReconciliationPolicy, seed: int
) -> None:
    first, second = (
        evaluate(make_cube(SYSTEM, round_, weighted=True, seed=s), policy=policy) for s in (seed, seed + 1)
    )

    assert lines(first) == lines(second)


@given(rounds, policies, st.randoms(use_true_random=False))
def test_the_order_of_cities_does_not_matter(
    round_: list[GivenCity], policy: ReconciliationPolicy, lot: Any
) -> None:
    order = list(range(len(round_)))
    lot.shuffle(order)

    straight = evaluate(make_cube(SYSTEM, round_, weighted=True), policy=policy)
    shuffled = evaluate(make_cube(SYSTEM, [round_[c] for c in order], weighted=True), policy=policy)

    expected = [lines(straight)[city][1:] for city in order]
    assert [line[1:] for line in lines(shuffled)] == expected
    assert shuffled.nation == straight.nation


@given(rounds, policies)
def test_equal_weights_are_no_weights(round_: list[GivenCity], policy: ReconciliationPolicy) -> None:
    cube = make_cube(SYSTEM, [_unweighted(city) for city in round_])
    equal = replace(cube, weights=np.full(cube.marks.shape, 7))

    assert lines(evaluate(equal, policy=policy)) == lines(evaluate(cube, policy=policy))


@given(st.integers(1, 6), st.integers(1, 4), policies, st.integers(0, 2**20))
def test_how_marks_lie_in_memory_changes_nothing(
    slots: int, cities: int, policy: ReconciliationPolicy, seed: int
) -> None:
    full = _full_cube(slots, cities, seed)
    beside_an_empty_slot = replace(
        full,
        marks=np.concatenate([np.full_like(full.marks[:1], -7), full.marks]),
        present=np.concatenate([np.zeros_like(full.present[:1]), full.present]),
        computed=full.computed.copy(order="C"),
    )

    first, second = (evaluate(cube, policy=policy) for cube in (full, beside_an_empty_slot))

    assert lines(first) == lines(second)
    assert first.nation == second.nation
    assert first.spreads.tolist() == second.spreads.tolist()
    assert first.divergent.tolist() == second.divergent.tolist()


def test_a_national_round_has_the_points_of_its_cities_one_by_one() -> None:
    cube = _full_cube(5, 8_000, seed=1)
    some = [0, 1, 3_999, 4_000, 7_999]

    whole = evaluate(cube, policy=make_policy())
    few = evaluate(
        replace(
            cube,
            marks=cube.marks[:, some],
            present=cube.present[:, some],
            computed=cube.computed[some],
            verified=cube.verified[some],
        ),
        policy=make_policy(),
    )

    assert [whole.exact_total(city) for city in some] == [few.exact_total(city) for city in range(len(some))]
    assert whole.spreads[some].tolist() == few.spreads.tolist()


def _full_cube(slots: int, cities: int, seed: int) -> MarkCube:
    """Every mark is there, of every indicator that is judged; its indicators lie side by side in memory."""
    system, random = judged_only({"A1": 30, "A2": 20, "B1": 35, "E": 15}), np.random.default_rng(seed)
    cells = (cities, len(system.indicators))
    marks, present = empty_slots(slots, cells, np.int16), empty_slots(slots, cells, np.bool_)
    marks[:], present[:] = random.integers(0, system.judged_max + 1, marks.shape), True
    computed = np.zeros(cells, dtype=np.int32, order="F")
    return MarkCube(system, marks, present, computed, verified=np.ones(cells, dtype=bool, order="F"))


@given(rounds, policies)
def test_the_nations_rates_times_points_are_the_mean_total(
    round_: list[GivenCity], policy: ReconciliationPolicy
) -> None:
    policy = replace(policy, not_applicable=NotApplicableRule.AREA_RENORMALISE)

    result = evaluate(make_cube(SYSTEM, round_, weighted=True), policy=policy)

    totals = [total for total in exact_totals(result) if total is not None]
    nation = result.nation
    assert nation.cities == len(totals)
    if totals:
        rates = {area: rate for area, rate in nation.area_rates.items() if rate is not None}
        assert nation.mean_total == sum(totals) / len(totals)
        assert (
            sum(rate * Fraction(SYSTEM.area_max[area], 100) for area, rate in rates.items()) == nation.mean_total
        )


@given(rounds, policies)
def test_the_nations_indicator_rates_are_means_where_they_apply(
    round_: list[GivenCity], policy: ReconciliationPolicy
) -> None:
    result = evaluate(make_cube(SYSTEM, round_, weighted=True), policy=policy)

    ranked = np.flatnonzero(result.ranked).tolist()
    for place, code in enumerate(SYSTEM.codes):
        rates = [rate for city in ranked if (rate := result.indicator_rate(city, place)) is not None]
        assert result.nation.indicator_rates[code] == (sum(rates) / len(rates) if rates else None)


@given(rounds, policies)
def test_rates_lie_between_0_and_1_and_totals_between_0_and_100(
    round_: list[GivenCity], policy: ReconciliationPolicy
) -> None:
    result = evaluate(make_cube(SYSTEM, round_, weighted=True), policy=policy)

    for city in np.flatnonzero(result.ranked).tolist():
        total = result.city_total(city)
        assert total is not None
        assert 0 <= total.earned <= total.applicable <= 100
        assert 0 <= total.total <= 100
        assert all(0 <= rate <= 1 for rate in total.area_rates.values())


@given(rounds, policies, st.integers(0, 2**20))
def test_a_bad_mark_moves_nobody_else(round_: list[GivenCity], policy: ReconciliationPolicy, seed: int) -> None:
    policy = replace(policy, not_applicable=NotApplicableRule.AREA_RENORMALISE)
    cube = make_cube(SYSTEM, [*round_, GivenCity()], weighted=True, seed=seed)
    spoilt = _with_bad_mark(cube)

    before, after = (evaluate(c, policy=policy) for c in (cube, spoilt))

    assert exact_totals(after)[:-1] == exact_totals(before)[:-1]
    assert [finding.city for finding in after.findings] == [len(round_)]
    assert not after.ranked[-1]


def _with_bad_mark(cube: MarkCube) -> MarkCube:
    slot, place = np.argwhere(cube.present[:, -1])[0].tolist()
    marks = cube.marks.copy()
    marks[slot, -1, place] = 32_767
    return replace(cube, marks=marks)


def _unweighted(city: GivenCity) -> GivenCity:
    return replace(
        city, marks={spec.code: [mark for mark, _ in city.marks_of(spec)] for spec in SYSTEM.indicators}
    )


@given(st.lists(sheets(), max_size=30), st.randoms(use_true_random=False))
def test_a_rebuild_from_the_stored_sheets_gives_the_same_in_any_order(given_sheets: list[Sheet], lot: Any) -> None:
    shuffled = list(given_sheets)
    lot.shuffle(shuffled)
    policy = make_policy(expert_weights="table", everyone_min_marks=1)

    first, second = (
        evaluate(cube_from_sheets(SYSTEM, blocks(s), computed=COMPUTED, verified=VERIFIED), policy=policy)
        for s in (given_sheets, shuffled)
    )

    assert lines(first) == lines(second)
