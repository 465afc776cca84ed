"""The worked example of `docs/method.md` is what the code gives: the page's own table is read and evaluated."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from scoring.evaluate import evaluate
from scoring.evaluation import Evaluation
from scoring.policy import DEFAULT_POLICY
from scoring.rounding import round_half_up, rounded_hundredths
from scoring.totals import CityTotal
from tests.scoring.make import GivenCity, default_system, make_cube

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
SYSTEM = default_system()
NOT_APPLICABLE = "不适用"


def example_rows() -> dict[str, list[str]]:
    """By code: computed and judged maximum, computed points, marks, points of the cell."""
    found = re.findall(r"^\| ([A-E]\d?) \| (\d) \| (\d) \| (\S+) \| (.+) \| (\S+) \|$", PAGE, flags=re.MULTILINE)
    return {code: list(cells) for code, *cells in found}


def hundredths(text: str) -> int:
    return 0 if text in ("–", NOT_APPLICABLE) else int(Decimal(text) * 100)


@pytest.fixture(scope="module")
def example() -> Evaluation:
    marked = {
        code: row[3].split(", ") for code, row in example_rows().items() if row[3] not in ("–", NOT_APPLICABLE)
    }
    city = GivenCity(
        marks={code: [hundredths(mark) for mark in marks] for code, marks in marked.items()},
        computed={code: hundredths(row[2]) for code, row in example_rows().items()},
        not_applicable=frozenset({"C7"}),
        computed_off=frozenset({"E"}),
    )
    return evaluate(make_cube(SYSTEM, [city]), policy=DEFAULT_POLICY)


@pytest.fixture(scope="module")
def total(example: Evaluation) -> CityTotal:
    result = example.city_total(0)
    assert result is not None
    return result


def test_the_page_uses_the_default_table() -> None:
    shown = {code: (int(row[0]) * 100, int(row[1]) * 100) for code, row in example_rows().items()}

    assert shown == {spec.code: (spec.computed_max, spec.judged_max) for spec in SYSTEM.indicators}


def test_every_cell_of_the_page_is_right(total: CityTotal) -> None:
    shown = {code: None if row[4] == NOT_APPLICABLE else Fraction(row[4]) for code, row in example_rows().items()}

    assert shown == dict(zip(SYSTEM.codes, total.points, strict=True))


def test_every_rate_of_the_page_is_right(total: CityTotal) -> None:
    shown = dict(re.findall(r"^\| ([A-E]) \| \S+ \| \d+ \| ([\d.]+) % \|", PAGE, flags=re.MULTILINE))

    assert shown == {area: f"{round_half_up(rate * 10_000) / 100:.2f}" for area, rate in total.area_rates.items()}


def test_the_total_of_the_page_is_right(example: Evaluation, total: CityTotal) -> None:
    areas = [rounded_hundredths(points) for points in total.area_points.values()]

    assert f"exactly {total.total}, rounded once to **76.68**" in PAGE
    assert example.standing(0).total == 7668
    assert (rounded_hundredths(total.earned), total.applicable) == (7381, 96)
    assert areas == [1660, 1275, 2506, 1460, 766]
    assert sum(areas) == 7667
