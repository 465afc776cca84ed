"""The indicator system's checks."""

import json
from dataclasses import replace

import pytest

from scoring.errors import SystemSpecError
from scoring.system import IndicatorSpec, SystemSpec
from tests.scoring.make import default_system, small_system


def test_the_default_table_is_a_system_of_100_points_49_of_them_computed() -> None:
    system = default_system()

    assert system.codes[:4] == ("A1", "A2", "A3", "B1")
    assert system.area_max == {"A": 2000, "B": 1500, "C": 3500, "D": 2000, "E": 1000}
    assert (system.computed_max.sum(), system.judged_max.sum()) == (4900, 5100)
    assert system.judged_by_everyone.tolist() == [False] * 17 + [True]


def test_domains_hold_what_is_judged_and_e_is_in_none() -> None:
    system = default_system()

    assert {name: [system.codes[i] for i in places] for name, places in system.by_domain.items()} == {
        "体制机制": ["B1", "B2", "B3", "C1", "C6", "D3"],
        "能源": ["C2", "C3"],
        "建筑": ["C4"],
        "交通": ["C5"],
        "碳汇": ["C7"],
        "基础能力": ["D2"],
        "投融资": ["D4"],
    }


def test_a_system_survives_json() -> None:
    system = default_system()

    again = SystemSpec.from_dict(json.loads(json.dumps(system.to_dict())))

    assert again == system
    assert again.sha256() == system.sha256()
    assert again.sha256() != small_system().sha256()


def test_the_maxima_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        small_system().judged_max[0] = 1


def test_points_sum_to_exactly_100() -> None:
    first, *rest = small_system().indicators

    with pytest.raises(SystemSpecError) as refused:
        SystemSpec((replace(first, computed_max=first.computed_max + 1), *rest))

    assert refused.value.problems == {"": "the points sum to 100.01, not to 100.00"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (IndicatorSpec("B1", "A", 1000, 0, "d"), "the code is empty or used twice"),
        (IndicatorSpec("A9", "", 1000, 0, "d"), "the indicator is in no area"),
        (IndicatorSpec("A9", "A", 1100, -100, "d"), "the points must be more than 0, and neither part less"),
        (IndicatorSpec("A9", "A", 1000, 0, None), "an indicator for all experts has a judged part"),
        (IndicatorSpec("A9", "A", 1000, 0, ""), "the domain is empty"),
    ],
)
def test_an_indicator_no_system_may_have_is_named(wrong: IndicatorSpec, sentence: str) -> None:
    _, *rest = small_system().indicators

    with pytest.raises(SystemSpecError) as refused:
        SystemSpec((*rest, wrong))

    assert refused.value.problems == {wrong.code: sentence}
