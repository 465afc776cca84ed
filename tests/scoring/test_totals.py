"""A city's total, and what becomes of what does not apply to it (不适用): the method's worked example."""

from fractions import Fraction

import pytest

from scoring.choices import NotApplicableRule
from scoring.evaluate import evaluate
from scoring.not_applicable import NotApplicableProblem, NotApplicableRefusal, refusals
from scoring.policy import DEFAULT_POLICY
from scoring.rounding import round_half_up
from scoring.system import IndicatorSpec
from scoring.totals import CityTotal, city_total, indicator_points
from tests.scoring.make import GivenCity, default_system, judged_only, make_cube, make_policy

POINTS = {
    **{"A1": 5, "A2": 5, "A3": 8},
    **{"B1": 5, "B2": 5, "B3": 5},
    **{"C1": 6, "C2": 6, "C3": 6, "C4": 5, "C5": 5, "C6": 5, "C7": 4},
    **{"D1": 5, "D2": 5, "D3": 5, "D4": 5},
    "E": 10,
}
RATES = (90, 80, 85, 70, 75, 80, 80, 70, 75, 60, 65, 90, 30, 85, 80, 90, 70, 50)
EARNED = {code: Fraction(rate * most, 100) for (code, most), rate in zip(POINTS.items(), RATES, strict=True)}
SYSTEM = judged_only(POINTS)
C7 = SYSTEM.index("C7")


def total_of(rule: str, without: frozenset[str] = frozenset({"C7"})) -> CityTotal:
    points = [None if code in without else earned for code, earned in EARNED.items()]
    peers = {C7: Fraction("0.62") * 4}
    return city_total(points, system=SYSTEM, rule=NotApplicableRule(rule), peers=peers)


def four_decimals(points: Fraction) -> str:
    return f"{round_half_up(points * 10_000) / 10_000:.4f}"


def test_in_full_the_example_has_73_25() -> None:
    assert total_of("area_renormalise", frozenset()).total == Fraction("73.25")


@pytest.mark.parametrize(
    ("rule", "total"), [("global", "75.0521"), ("area_renormalise", "74.9894"), ("peer_mean", "74.5300")]
)
def test_each_rule_gives_the_worked_answer(rule: str, total: str) -> None:
    result = total_of(rule)

    assert four_decimals(result.total) == total
    assert sum(result.area_points.values()) == result.total
    assert (result.earned, result.applicable) == (Fraction("72.05"), 96)  # shown beside the total


def test_the_area_that_lost_an_indicator_keeps_its_rate_on_the_rest() -> None:
    result = total_of("area_renormalise")

    assert result.area_rates["C"] == Fraction("24.25") / 33
    assert result.area_points["C"] == Fraction("24.25") / 33 * 37


def test_without_any_peer_the_areas_own_rate_fills_in() -> None:
    points = [None if code == "C7" else earned for code, earned in EARNED.items()]

    alone = city_total(points, system=SYSTEM, rule=NotApplicableRule.PEER_MEAN)

    assert alone.total == total_of("area_renormalise").total


def test_a_whole_area_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="whole area"):
        total_of("global", frozenset({"E"}))


@pytest.mark.parametrize(("rule", "total"), [("global", 7505), ("area_renormalise", 7499), ("peer_mean", 7453)])
def test_a_round_gives_the_worked_answer_too(rule: str, total: int) -> None:
    cities = [
        city_of(EARNED, frozenset({"C7"})),
        city_of(EARNED | {"C7": Fraction("2.28")}),
        city_of(EARNED | {"C7": Fraction("2.68")}),
    ]

    result = evaluate(make_cube(SYSTEM, cities), policy=make_policy(not_applicable=rule))

    assert result.standing(0).total == total
    assert result.standing(1).total == 7205 + 228


def city_of(points: dict[str, Fraction], without: frozenset[str] = frozenset()) -> GivenCity:
    three = {code: (int(earned * 100),) * 3 for code, earned in points.items()}
    return GivenCity(marks=three, not_applicable=without)


def test_a_computed_part_that_does_not_apply_leaves_the_judged_part_to_count_for_all() -> None:
    e = IndicatorSpec("E", "E", computed_max=300, judged_max=700, domain=None)

    with_promises = indicator_points(e, judged=Fraction("5.6"), computed=150)
    without = indicator_points(e, judged=Fraction("5.6"), computed=150, computed_applies=False)

    assert (with_promises, without) == (Fraction("7.1"), Fraction(8))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], []),
        (["C7"], []),
        (["B1", "C1"], []),  # exactly 10 points
        (["B1", "C2"], [NotApplicableRefusal(NotApplicableProblem.OVER_CAP, "", 1100)]),
        (
            ["E"],
            [
                NotApplicableRefusal(NotApplicableProblem.JUDGED_BY_EVERYONE, "E", 1000),
                NotApplicableRefusal(NotApplicableProblem.WHOLE_AREA, "E", 1000),
            ],
        ),
        (
            ["B1", "B2", "B3"],
            [
                NotApplicableRefusal(NotApplicableProblem.WHOLE_AREA, "B", 1500),
                NotApplicableRefusal(NotApplicableProblem.OVER_CAP, "", 1500),
            ],
        ),
    ],
)
def test_a_request_passing_the_cap_is_refused_with_the_sum(
    codes: list[str], expected: list[NotApplicableRefusal]
) -> None:
    assert refusals(codes, system=default_system(), policy=DEFAULT_POLICY) == expected
