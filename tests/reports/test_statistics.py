"""Statistics of a round from its committed rows: the published figures come out, drafts don't count."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from cities.models import City, Submission
from reports.figures import every_figure
from reports.statistics import compute, names_of
from rounds.models import Round
from scoring.statistics.documents import KINDS
from tests.make import make_round

pytestmark = pytest.mark.django_db

GOOD = [
    row["name_zh"]
    for row in csv.DictReader(Path(__file__).with_name("good_list_2023.csv").read_text("utf-8").splitlines())
]
"""The 40 cities of the published list, in its order."""


@pytest.fixture
def pilots() -> Round:
    """The 81 pilots with the register read off the published report."""
    round = make_round()
    call_command("load_pilots", stdout=io.StringIO())
    Submission.objects.bulk_create(
        Submission(round=round, city=city) for city in City.objects.filter(is_pilot=True)
    )
    call_command("load_planning_documents", round.slug, stdout=io.StringIO())
    return round


def counts(round: Round, kind: str) -> dict[str, int]:
    """Class → cities, of figures 1–4."""
    amounts = compute(round, with_scores=False).statistics["S8"].amounts
    return {a.about[1]: len(a.cities) for a in amounts if a.about[0] == kind and len(a.about) == 2 and a.value}


def test_figures_1_to_4_are_those_of_the_published_report(pilots: Round) -> None:
    assert {kind: counts(pilots, kind) for kind in KINDS} == {
        "plan": {"government": 14, "drc_eeb": 10, "leading_group": 1, "compiled_or_started": 15},
        "climate_plan": {
            "government": 7, "drc_eeb": 12, "leading_group": 4, "compiled_or_started": 14, "government+drc_eeb": 1
        },
        "ghg_control_plan": {"government": 23, "leading_group": 2, "compiled_or_started": 8},
        "pilot_work_plan": {"government": 22, "drc_eeb": 8, "leading_group": 4},
    }  # fmt: skip
    statistic = compute(pilots, with_scores=False).statistics["S8"]
    assert [len(statistic[f"{kind}.issued"].cities) for kind in KINDS] == [25, 24, 25, 34]


def test_guiyang_is_in_two_classes_and_beijing_in_one_of_its_own(pilots: Round) -> None:
    statistic = compute(pilots, with_scores=False).statistics["S8"]
    codes = {city.short_zh: city.gb_code for city in City.objects.all()}

    classes = {
        name: [a.about[1] for a in statistic.amounts if a.about[:1] == ("climate_plan",) and len(a.about) == 2
               and codes[name] in a.cities]
        for name in ("贵阳", "北京")
    }  # fmt: skip

    assert classes == {"贵阳": ["government", "compiled_or_started"], "北京": ["government+drc_eeb"]}


def test_the_pilots_are_8_28_and_45(pilots: Round) -> None:
    statistic = compute(pilots, with_scores=False).statistics["S20"]

    assert [int(statistic[f"batch.{year}"].value or 0) for year in (2010, 2012, 2017)] == [8, 28, 45]
    assert statistic["all"].printed == Decimal(81)


def test_a_figure_says_the_same_in_drawing_and_table(pilots: Round) -> None:
    with translation.override("zh-hans"):
        figures = {f.key: f for f in every_figure(compute(pilots, with_scores=False), names_of(pilots))}

    climate = figures["documents-climate-plan"]
    assert [[g["name"], str(g["count"])] for g in climate.drawing["groups"]] == [
        row[:2] for row in climate.table.rows
    ]
    assert [row[1] for row in climate.table.rows] == ["7", "12", "4", "1", "14"]
    assert climate.table.rows[3][2] == "北京"
    assert "24" in climate.note
