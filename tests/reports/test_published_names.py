"""Which cities the public reads behind a number."""

import pytest

from reports.statistics import named_for_public
from scoring.statistics.every import STATISTICS
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Statistic, count_of
from tests.scoring.statistics_material import both_years, material, places

CODES = [place.code for place in places(9)]


def named(code: str, key: str, **parameters: str) -> tuple[str, ...]:
    amount = count_of(key, CODES, 81)
    return named_for_public(Statistic(code, (amount,), 81, 81, parameters=parameters), amount)


@pytest.mark.parametrize(
    ("code", "key"),
    [("E4", "tag.concept"), ("S5", "reached"), ("S5", "fell"), ("S6", "growing"), ("S6", "stable_or_falling"),
     ("S7", "no_group"), ("S11", "nowhere"), ("S12", "not_regular"), ("S13", "few"), ("S15", "neither"),
     ("S15", "not_assessed"), ("S15", "only_passed_on"), ("S17", "state.cancelled"), ("S18", "grade.0"),
     ("S21", "no_balance")],
)  # fmt: skip
def test_nobody_is_named_for_what_is_lacking_or_not_published(code, key):
    assert named(code, key) == ()


@pytest.mark.parametrize(
    ("code", "key"),
    [("S8", "plan.issued"), ("S10", "every_year"), ("S13", "many"), ("S15", "passed_on"), ("S18", "listed")],
)
def test_who_did_something_is_named(code, key):
    assert named(code, key) == tuple(CODES)


def test_of_what_rests_on_unpublished_figures_the_examples_are_named():
    rows = [
        each
        for number, city in enumerate(CODES)
        for each in both_years(city, tertiary=(40, 50 + number), gdp_current=(100, 100))
    ]
    statistic = STATISTICS["S2"](material(9, rows), Parameters())

    assert len(statistic["reached"].cities) == 9
    assert named_for_public(statistic, statistic["reached"]) == statistic["reached"].cities[:3]
