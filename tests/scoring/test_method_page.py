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
from scoring.rules.facts import Facts, Periods
from scoring.rules.outcome import Flag, Outcome
from scoring.totals import CityTotal
from tests.scoring.facts import answers, documents, figures, inventories, outcome, promises, targets
from tests.scoring.make import GivenCity, default_system, make_cube
from tests.scoring.test_rule_parameters import default_rules

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


RULE_PERIODS = Periods(
    review=(2017, 2022),
    previous=(2012, 2017),
    epsilon=Fraction("0.005"),
    reference={"co2_intensity_reduction_annual": Fraction("3.9")},
)
CO2, ENERGY = "co2_intensity_reduction", "energy_intensity_reduction"


def rule_figures() -> dict[str, dict[int, str]]:
    """The table of yearly figures, without its gaps."""
    years = (2012, *range(2017, 2023))
    rows = re.findall(r"^\| `(\w+)` ((?:\| (?:–|\d+) ){7})\|$", PAGE, flags=re.MULTILINE)
    split = {name: [cell.strip() for cell in cells.strip("| ").split("|")] for name, cells in rows}
    return {
        name: {year: cell for year, cell in zip(years, cells, strict=True) if cell != "–"}
        for name, cells in split.items()
    }


def rule_facts() -> Facts:
    """What the page says in words."""
    yearly: dict[tuple[str, int | None], object] = {(CO2, year): "4" for year in (2018, 2019, 2021, 2022)}
    return Facts(
        figures=figures(**rule_figures()),
        targets=targets({**yearly, ("gdp_growth", None): "6", (CO2, None): "19.5", (ENERGY, None): "14"}),
        answers=answers(
            target_set=True,
            in_five_year_outline_or_plan=False,
            decomposed_to_districts=True,
            in_annual_assessment=True,
            results_used=False,
            budget_line=True,
            amount_every_year=False,
            regular_mechanism=True,
        ),
        documents=documents(
            ("low_carbon_plan", "government"), ("climate_plan", "department"), ("ghg_control_plan", "compiled")
        ),
        inventories=inventories([2012, 2014, 2015, 2016, 2019, 2020, 2021, 2022]),
        promises=promises(3, 1, 1),
    )


def shown_rules() -> list[tuple[str, str, str, str]]:
    """Code, rule, computed maximum and computed points of the second example."""
    rows = r"^\| ([A-E]\d?) \| ([a-z_]+) \| .+ \| (\d) \| (\d\.\d\d) \|$"
    return re.findall(rows, PAGE, flags=re.MULTILINE)


def computed_rules() -> list[Outcome]:
    return [
        outcome(name, parameters, rule_facts(), points=int(shown[2]) * 100, periods=RULE_PERIODS)
        for (name, parameters), shown in zip(default_rules(), shown_rules(), strict=True)
    ]


def test_the_computed_points_of_the_page_use_the_default_rules() -> None:
    assert [rule for _code, rule, _most, _points in shown_rules()] == [
        name for name, _parameters in default_rules()
    ]


def test_the_computed_points_of_the_page_are_right() -> None:
    points = [f"{result.points / 100:.2f}" for result in computed_rules()]

    assert points == [shown for _code, _rule, _most, shown in shown_rules()]


def test_the_flags_of_the_example_are_the_ones_it_speaks_of() -> None:
    flagged = {code: result.flags for (code, *_rest), result in zip(shown_rules(), computed_rules(), strict=True)}

    assert {code: flags for code, flags in flagged.items() if flags} == {
        "A3": (Flag.REFERENCE_TARGET,),
        "C7": (Flag.NO_DATA,),
    }
