"""A whole round: who is ranked, what is found, and the order it comes in."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from scoring.cube import MarkCube
from scoring.evaluate import evaluate
from scoring.findings import Finding, FindingKind
from scoring.grade import Grade
from scoring.policy import DEFAULT_POLICY
from scoring.state import CityStates, Reason
from tests.scoring.make import GivenCity, default_system, judged_only, make_cube, make_policy, small_system

SYSTEM = small_system()
USUAL = GivenCity()


def full(share: int) -> GivenCity:
    """A city with the same share of everything, in percent."""
    return GivenCity(
        marks={s.code: (s.judged_max * share // 100,) * 3 for s in SYSTEM.indicators if s.judged_max},
        computed={s.code: s.computed_max * share // 100 for s in SYSTEM.indicators},
    )


def test_cities_are_ranked_graded_and_listed() -> None:
    result = evaluate(make_cube(SYSTEM, [full(80), full(95), full(80), full(50)]), policy=DEFAULT_POLICY)

    lines = [result.standing(city) for city in range(4)]
    assert [line.total for line in lines] == [8000, 9500, 8000, 5000]
    assert [line.rank for line in lines] == [2, 1, 2, 4]
    assert [line.grade for line in lines] == [Grade.GOOD, Grade.EXCELLENT, Grade.GOOD, Grade.UNQUALIFIED]
    assert [line.excellent_good for line in lines] == [True, True, True, False]
    assert result.order().tolist() == [1, 0, 2, 3]


def test_a_city_without_all_its_marks_is_listed_with_its_reason_and_no_zero() -> None:
    short = GivenCity(marks={"B1": ()})

    result = evaluate(make_cube(SYSTEM, [short, full(80)]), policy=DEFAULT_POLICY)

    line = result.standing(0)
    assert (line.reason, line.total, line.rank, line.grade, line.excellent_good) == (
        Reason.TOP_UP_NEEDED,
        None,
        None,
        None,
        False,
    )
    assert result.standing(1).rank == 1
    assert result.nation.cities == 1
    assert result.city_total(0) is None
    assert result.indicator_points(0, SYSTEM.index("B1")) is None
    assert result.indicator_points(0, SYSTEM.index("C2")) == 5


def test_one_mark_is_enough_for_a_domain_and_three_for_e() -> None:
    cities = [GivenCity(marks={"B1": (700,), "E": (900,) * 3}), GivenCity(marks={"E": (900,) * 2})]

    result = evaluate(make_cube(SYSTEM, cities), policy=DEFAULT_POLICY)

    assert [result.reason(city) for city in range(2)] == [None, Reason.TOP_UP_NEEDED]


def test_an_unverified_value_keeps_a_city_out() -> None:
    cities = [GivenCity(unverified=frozenset({"A1"})), GivenCity(unverified=frozenset({"B1"}))]

    result = evaluate(make_cube(SYSTEM, cities), policy=DEFAULT_POLICY)

    assert [result.reason(city) for city in range(2)] == [Reason.UNVERIFIED, None]  # B1 has no computed part


def test_what_the_portal_knows_decides_the_reason() -> None:
    cube = make_cube(SYSTEM, [GivenCity(marks={"B1": ()})] * 4 + [USUAL])
    awaited = np.zeros((5, 7), dtype=np.int16)
    awaited[0, SYSTEM.index("B1")] = 1
    states = CityStates(
        withdrawn=np.array([False, False, False, False, True]),
        submitted=np.array([True, True, False, True, True]),
        assigned=np.array([True, True, False, False, True]),
        awaited=awaited,
    )

    result = evaluate(cube, policy=DEFAULT_POLICY, states=states)

    assert [result.reason(city) for city in range(5)] == [
        Reason.UNDER_REVIEW,
        Reason.TOP_UP_NEEDED,
        Reason.NOT_SUBMITTED,
        Reason.UNASSIGNED,
        Reason.WITHDRAWN,
    ]


def test_a_mark_above_the_maximum_excludes_its_cell_and_is_found() -> None:
    cities = [GivenCity(marks={"B2": (1001, 900, 900)}), GivenCity(marks={"B2": (-1, 900)}), full(80)]

    result = evaluate(make_cube(SYSTEM, cities), policy=DEFAULT_POLICY)

    b2 = SYSTEM.index("B2")
    assert result.findings == (
        Finding(FindingKind.MARK_OUT_OF_RANGE, 0, b2, 1001),
        Finding(FindingKind.MARK_OUT_OF_RANGE, 1, b2, -1),
    )
    assert [result.reason(city) for city in range(3)] == [Reason.UNDER_REVIEW, Reason.UNDER_REVIEW, None]
    assert result.indicator_points(0, b2) is None
    assert result.standing(2).rank == 1


def test_a_computed_value_out_of_range_waits_for_verification() -> None:
    result = evaluate(make_cube(SYSTEM, [GivenCity(computed={"A1": 1001})]), policy=DEFAULT_POLICY)

    assert result.findings == (Finding(FindingKind.COMPUTED_OUT_OF_RANGE, 0, 0, 1001),)
    assert result.reason(0) is Reason.UNVERIFIED


def test_leaving_out_too_much_is_found_and_the_city_waits() -> None:
    cities = [
        GivenCity(not_applicable=frozenset(codes)) for codes in (("B3", "C1"), ("E",), ("C1", "C2"), ("B3",))
    ]

    result = evaluate(make_cube(SYSTEM, cities), policy=DEFAULT_POLICY)

    assert result.findings == tuple(Finding(FindingKind.NOT_APPLICABLE_REFUSED, city, None) for city in range(3))
    assert [result.reason(city) for city in range(4)] == [Reason.UNDER_REVIEW] * 3 + [None]


def test_a_computed_part_that_is_the_only_part_cannot_be_switched_off() -> None:
    result = evaluate(make_cube(SYSTEM, [GivenCity(computed_off=frozenset({"A1"}))]), policy=DEFAULT_POLICY)

    assert result.findings == (Finding(FindingKind.NO_JUDGED_PART, 0, 0),)
    assert result.reason(0) is Reason.UNVERIFIED


def test_e_without_promises_counts_its_judged_part_in_full() -> None:
    city = GivenCity(marks={"E": (900, 1200, 1500)}, computed_off=frozenset({"E"}), unverified=frozenset({"E"}))

    result = evaluate(make_cube(SYSTEM, [city]), policy=DEFAULT_POLICY)

    assert result.indicator_points(0, SYSTEM.index("E")) == 20  # 12 of 18, so 20 of 30
    assert result.indicator_rate(0, SYSTEM.index("E")) == Fraction(2, 3)


def test_what_does_not_apply_needs_neither_marks_nor_verification() -> None:
    city = GivenCity(marks={"B3": ()}, unverified=frozenset({"B3"}), not_applicable=frozenset({"B3"}))

    result = evaluate(make_cube(SYSTEM, [city]), policy=DEFAULT_POLICY)

    assert result.reason(0) is None
    assert result.indicator_points(0, SYSTEM.index("B3")) is None


def test_a_cap_lowers_the_grade_and_nothing_else() -> None:
    cube = make_cube(SYSTEM, [full(95), full(85)])

    result = evaluate(cube, policy=DEFAULT_POLICY, caps={0: Grade.QUALIFIED})

    line = result.standing(0)
    assert (line.total, line.rank, line.grade, line.excellent_good) == (9500, 1, Grade.QUALIFIED, False)


def test_a_declared_tie_break_parts_equal_totals_only() -> None:
    system = judged_only({"A1": 50, "E": 50})
    cities = [
        GivenCity(marks={"A1": (a,), "E": (e,) * 3})
        for a, e in ((4000, 3000), (3000, 4000), (4000, 3000), (5000, 3000))
    ]
    policy = make_policy(tie_break_areas=["E"], tie_break_words="总分相同的，创新举措得分高者在前")

    result = evaluate(make_cube(system, cities), policy=policy)

    assert result.ranks.tolist() == [3, 2, 3, 1]


def test_the_exactly_rounded_total_decides_rank_and_grade() -> None:
    system = judged_only({"A1": 50, "E": 50})
    cities = [GivenCity(marks={"A1": a, "E": (4500,) * 3}) for a in ((4499, 4500), (4500,), (4498, 4499, 4500))]

    result = evaluate(make_cube(system, cities), policy=DEFAULT_POLICY)

    exact = [total.total for city in range(3) if (total := result.city_total(city))]
    assert exact == [Fraction("89.995"), 90, Fraction("89.99")]
    assert result.totals.tolist() == [9000, 9000, 8999]
    assert result.ranks.tolist() == [1, 1, 3]
    assert result.grades.tolist() == [4, 4, 3]


def test_dispersion_is_told_per_cell() -> None:
    city = GivenCity(marks={"B1": (450, 900), "B2": (100, 400, 700, 1000), "B3": (150, 300)})

    result = evaluate(make_cube(SYSTEM, [city]), policy=DEFAULT_POLICY)

    places = [SYSTEM.index(code) for code in ("B1", "B2", "B3")]
    assert result.spreads[0, places].tolist() == [450, 300, 150]
    assert result.mark_counts[0, places].tolist() == [2, 4, 2]
    assert result.divergent[0, places].tolist() == [False, False, False]
    wider = GivenCity(marks={"B1": (449, 900), "B2": (100, 399, 700, 1000), "B3": (149, 300)})
    assert evaluate(make_cube(SYSTEM, [wider]), policy=DEFAULT_POLICY).divergent[0, places].tolist() == [
        True,
        True,
        True,
    ]


def test_counts_that_share_no_small_denominator_stay_exact() -> None:
    counts = (3, 25, 27, 29, 31, 37, 41, 43, 47, 49, 53, 59, 61)
    cities = [GivenCity(marks={"E": tuple(range(1000, 1000 + n))}) for n in counts]

    result = evaluate(make_cube(SYSTEM, cities), policy=make_policy(cell_rule="mean"))

    assert result.round_totals.exact  # not all denominators fit into 64 bits
    e = SYSTEM.index("E")
    expected = [12 + Fraction(sum(range(1000, 1000 + n)), n * 100) for n in counts]
    assert [result.indicator_points(city, e) for city in range(len(counts))] == expected
    totals = [total.total for city in range(len(counts)) if (total := result.city_total(city))]
    assert {total - points for total, points in zip(totals, expected, strict=True)} == {totals[0] - expected[0]}


def test_nobody_ranked_and_nobody_there_are_no_errors() -> None:
    nobody = evaluate(make_cube(SYSTEM, [GivenCity(marks={"E": ()})]), policy=DEFAULT_POLICY)

    assert (nobody.nation.cities, nobody.nation.mean_total, nobody.order().tolist()) == (0, None, [])
    assert set(nobody.nation.area_rates.values()) == {None}
    empty = MarkCube(
        system=SYSTEM,
        marks=np.zeros((0, 0, 7), dtype=np.int16),
        present=np.zeros((0, 0, 7), dtype=bool),
        computed=np.zeros((0, 7), dtype=np.int32),
        verified=np.zeros((0, 7), dtype=bool),
    )
    assert evaluate(empty, policy=DEFAULT_POLICY).nation.cities == 0


def test_a_round_without_any_mark_is_under_no_illusion() -> None:
    cube = make_cube(default_system(), [GivenCity()] * 3)
    blank = replace(cube, marks=cube.marks[:0], present=cube.present[:0])

    for rule in ("mean_then_trim", "median", "mean", "trimmed"):
        result = evaluate(blank, policy=make_policy(cell_rule=rule))
        assert [result.reason(city) for city in range(3)] == [Reason.TOP_UP_NEEDED] * 3


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (make_policy(), "no table of expert weights"),
        (make_policy(expert_weights="table", onsite_mode="two_part", written_share="0.5"), "two-part"),
        (make_policy(expert_weights="table", tie_break_areas=["Z"], tie_break_words="Z"), "has not"),
    ],
)
def test_a_cube_that_does_not_fit_the_policy_is_refused(policy, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        evaluate(make_cube(SYSTEM, [USUAL], weighted=True), policy=policy)


def test_arrays_of_other_shapes_and_weights_out_of_range_are_refused() -> None:
    cube = make_cube(SYSTEM, [USUAL], weighted=True)

    with pytest.raises(ValueError, match="marks, presence and weights"):
        replace(cube, present=cube.present[:1])
    with pytest.raises(ValueError, match="computed points and masks"):
        replace(cube, verified=cube.verified[:, :1])
    with pytest.raises(ValueError, match="weights are integers"):
        replace(cube, weights=np.zeros_like(cube.marks))
