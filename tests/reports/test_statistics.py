"""Statistics of a round from its committed rows: the published figures come out, drafts don't count."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import AuditEvent
from cities.models import City, Province, Submission, SubmissionVersion, TargetResponsibility
from reports.errors import ReportError
from reports.figures import Figure, city_figure, every_figure
from reports.figures.drawing import draw
from reports.figures.provinces import SHORT, TILES
from reports.models import StatisticParameters
from reports.services.parameters import set_parameters
from reports.statistics import compute, names_of
from reviews import ranking
from rounds.models import Round, RoundRole
from rounds.services.problems import create_round_problems
from scoring.statistics.documents import KINDS
from tests.make import (
    make_accepted,
    make_assignment,
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_scored_city,
    make_signed_sheet,
    make_submission,
    make_system,
)
from tests.reviews.test_appraisals import close, marked, say

MOST_QUERIES = 24
"""Parameters, material, tags and names: however many cities."""

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
    for name in ("region", "level", "province"):
        groups = [amount for amount in statistic.amounts if amount.key.startswith(f"{name}.")]
        assert sorted(city for amount in groups for city in amount.cities) == sorted(statistic["all"].cities)


def test_every_province_has_its_tile_and_every_tile_its_place(pilots: Round) -> None:
    with translation.override("zh-hans"):
        figure = every_figure(compute(pilots, with_scores=False), names_of(pilots))[-1]

    assert len(TILES) == len(set(TILES.values())) == len(SHORT) == len(set(SHORT.values())) == 34
    assert set(Province.objects.values_list("code", flat=True)) <= TILES.keys() == SHORT.keys()
    assert sum(tile[2] for tile in figure.drawing["tiles"]) == 81
    assert sum(int(row[1]) for row in figure.table.rows) == 81


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


def published_totals() -> list[tuple[str, Decimal]]:
    """81 totals: the 40 of the list in its order from 93.7 down to 80.2, the others to 68.9; mean 79.2."""
    listed = [Decimal(937 - number * 135 // 39) / 10 for number in range(40)]
    others = [name for name in City.objects.values_list("name_zh", flat=True) if name not in GOOD]
    left = int(Decimal("79.2") * 810) - int(sum(listed) * 10) - 689
    rest = [Decimal(left // 40 + (number < left % 40)) / 10 for number in range(40)]
    return [*zip(GOOD, listed, strict=True), *zip(others, [*rest, Decimal("68.9")], strict=True)]


@pytest.fixture
def scored(transactional_db: None) -> Round:
    """The 81 pilots, each with one signed sheet that gives it its total; the ranking is built."""
    round = make_round(system=make_system({"B1": ("0", "100", "d1")}))
    call_command("load_pilots", stdout=io.StringIO())
    expert = make_expert(round)
    cities = {city.name_zh: city for city in City.objects.all()}
    for name, total in published_totals():
        make_signed_sheet(make_accepted(round, cities[name]), {"B1": str(total)}, expert)
    ranking.rebuild(round.pk)
    return round


@pytest.mark.django_db(transaction=True)
def test_scores_and_the_list_of_40_are_those_of_the_published_report(scored: Round) -> None:
    statistic = compute(scored, with_scores=True).statistics["S18"]

    assert [statistic[key].printed for key in ("mean", "highest", "lowest")] == [
        Decimal("79.2"), Decimal("93.7"), Decimal("68.9")
    ]  # fmt: skip
    codes = dict(City.objects.values_list("gb_code", "name_zh"))
    assert [codes[code] for code in statistic["listed"].cities] == GOOD
    assert statistic.with_data == 81
    assert statistic.parameters["ranking"] == "0"


@pytest.mark.django_db(transaction=True)
def test_figures_of_scores_say_no_name_and_the_public_ones_no_grade(scored: Round) -> None:
    with translation.override("en"):
        names = names_of(scored)
        figures = {f.key: f for f in every_figure(compute(scored, with_scores=True), names)}
        public = {f.key: f for f in every_figure(compute(scored, with_scores=True), names, public=True)}

    bins = figures["totals"]
    assert [row[0] for row in bins.table.rows] == ["65–70", "70–75", "75–80", "80–85", "85–90", "90–95"]
    assert sum(int(row[1]) for row in bins.table.rows) == 81
    assert bins.drawing["counts"] == [int(row[1]) for row in bins.table.rows]
    said = json.dumps([bins.drawing, bins.table.rows], ensure_ascii=False)
    assert not [name for name in names.cities.values() if name in said]
    grades = figures["batch-grades"].table
    assert grades.columns == ["Batch", "Excellent", "Good", "Qualified", "Not qualified", "Cities"]
    assert [row[-1] for row in grades.rows] == ["8", "28", "45"]
    assert public["batch-grades"].table.columns[1:3] == [
        "On the list of the excellent and good",
        "Not on the list",
    ]
    assert [row[1:] for row in public["batch-grades"].table.rows] == [
        ["7", "1", "8"], ["13", "15", "28"], ["20", "25", "45"]
    ]  # fmt: skip
    assert not any(figure.is_internal for figure in public.values())


@pytest.mark.django_db(transaction=True)
def test_the_public_reads_who_has_many_inventory_years_and_not_who_has_few() -> None:
    round = make_round()
    for name, first in (("Many", 2010), ("Few", 2020)):
        years = [kept(str(year), year=year) for year in range(first, 2022)]
        handed_in(round, {"F7": {"years": years}}, name=name, name_en=name)

    with translation.override("en"):
        computed, names = compute(round, with_scores=False), names_of(round)
        inside = {f.key: f.table.rows for f in every_figure(computed, names)}
        public = {f.key: f.table.rows for f in every_figure(computed, names, public=True)}

    assert [row[0] for row in inside["inventory-years"]] == ["Many", "Few"]
    assert [row[0] for row in public["inventories"]] == ["Many"]
    assert "inventory-years" not in public


@pytest.mark.django_db(transaction=True)
def test_means_of_small_groups_are_withheld_and_those_of_all_are_the_nations(scored: Round) -> None:
    with translation.override("en"):
        figures = {f.key: f for f in every_figure(compute(scored, with_scores=True), names_of(scored))}

    rows = {row[0]: row[1:] for row in figures["group-rates"].table.rows}
    assert rows["All cities"] == ["81", "79.2 %"]
    assert {name: row[1] for name, row in rows.items() if int(row[0]) < 3} == dict.fromkeys(
        [name for name, row in rows.items() if int(row[0]) < 3], "withheld"
    )
    assert "withheld" not in [row[1] for row in rows.values() if int(row[0]) >= 3]
    assert sum(int(rows[f"batch of {year}"][0]) for year in (2010, 2012, 2017)) == 81
    assert len(figures["group-rates"].drawing["cells"]) == len([r for r in rows.values() if r[1] != "withheld"])
    assert figures["domain-rates"].table.rows[0][1:] == ["68.9 %", *figures["area-rates"].table.rows[0][2:]]


@pytest.mark.django_db(transaction=True)
def test_one_city_is_drawn_against_its_batch_and_the_nation(scored: Round) -> None:
    with translation.override("en"):
        computed, names = compute(scored, with_scores=True), names_of(scored)
        radar = city_figure(computed, names, City.objects.get(short_zh="深圳").gb_code)
        nobody = city_figure(computed, names, "000000")

    assert radar.is_internal
    assert radar.table.rows[0][1] == "93.4 %"
    assert radar.table.rows[0][3] == "79.2 %"
    assert nobody.is_empty


@pytest.mark.django_db(transaction=True)
def test_the_drawing_for_a_document_has_the_same_bytes_alone_and_among_others(scored: Round) -> None:
    with translation.override("zh-hans"):
        figures = [f for f in every_figure(compute(scored, with_scores=True), names_of(scored)) if not f.is_empty]
    together = draw(figures)
    alone = draw([figures[-1]])[0]

    assert alone == together[-1] == draw(figures)[-1]
    drawn = {figure.key: drawing for figure, drawing in zip(figures, together, strict=True)}
    assert "font-family:Noto Sans SC" in drawn["totals"].svg
    assert all(f">{row[1]}<" in drawn["totals"].svg for row in figures[_place(figures, "totals")].table.rows)
    assert ">浙<" in drawn["provinces"].svg
    widths = [ElementTree.fromstring(drawing.svg).get("width") for drawing in together]  # noqa: S314 - our own
    assert widths == [str(drawing.width) for drawing in together]


def _place(figures: list[Figure], key: str) -> int:
    return [figure.key for figure in figures].index(key)


def handed_in(round: Round, forms: dict[str, Any], **city: Any) -> Submission:
    """A city whose accepted version has these forms."""
    submission = make_accepted(round, make_city(**city))
    SubmissionVersion.objects.filter(submission=submission).update(content={"forms": forms, "nothing": []})
    return submission


def kept(row: str, **values: Any) -> dict[str, Any]:
    return {"row": row, "values": values, "source": None}


YES = {"F9": {"responsibility": [kept("", decomposed_to_districts=True, basis="both", in_annual_assessment=True)]}}


def test_what_is_accepted_counts_and_a_draft_does_not() -> None:
    round = make_round()
    submission = handed_in(round, YES, name="甲市")
    draft = make_submission(round, make_city("乙市"))
    for each in (submission, draft):
        TargetResponsibility.objects.create(
            submission=each, decomposed_to_districts=False, in_annual_assessment=False
        )

    statistic = compute(round, with_scores=True).statistics["S15"]

    assert statistic["both"].cities == (submission.city.gb_code,)
    assert statistic["neither"].cities == ()
    assert (statistic.with_data, statistic.of) == (1, 2)
    assert [(o.table, o.version) for o in statistic.origins] == [("F9.responsibility", 1)]


def test_a_withdrawn_city_is_no_part_of_the_round() -> None:
    round = make_round()
    submission = handed_in(round, YES)
    Submission.objects.filter(pk=submission.pk).update(state=Submission.State.WITHDRAWN)

    statistic = compute(round, with_scores=True).statistics["S15"]

    assert (statistic.with_data, statistic.of) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_totals_of_a_city_whose_sheets_are_not_all_in_stay_out() -> None:
    round = make_round()
    marks = {"B1": "40", "C1": "25", "E": "8"}
    make_assignment(make_scored_city(round, "未齐", marks, marks, marks))
    whole = make_scored_city(round, "已齐", marks, marks, marks)
    ranking.rebuild(round.pk)

    statistic = compute(round, with_scores=True).statistics["S18"]

    assert statistic.with_data == 1
    assert [origin.city for origin in statistic.origins] == [whole.city.gb_code]
    assert compute(round, with_scores=False).statistics["S18"].is_empty


def test_problems_that_experts_tagged_are_counted_by_city() -> None:
    round = make_round()
    create_round_problems(round)
    (tagged, (one,)), (_other, (two,)) = marked(round, "甲市"), marked(round, "乙市")
    say(one, problems=("concept", "statistics"))
    say(two)
    close(round)

    statistic = compute(round, with_scores=True).statistics["E4"]
    hidden = compute(round, with_scores=False).statistics["E4"]

    assert {a.about: a.cities for a in statistic.amounts if a.about} == {
        ("concept",): (tagged.city.gb_code,), ("statistics",): (tagged.city.gb_code,)
    }  # fmt: skip
    assert statistic["tag.concept"].printed_share() == Decimal(50)
    assert statistic["tags"].printed == Decimal(2)
    assert hidden.is_empty


def test_parameters_are_the_rounds_and_every_change_is_on_record() -> None:
    round = make_round()
    secretariat = make_leader(round)

    first = set_parameters(round=round, values={"inventory_years": "7"}, version=0, by=secretariat)
    again = set_parameters(round=round, values={"inventory_years": "7"}, version=1, by=secretariat)

    assert first is not None
    assert again is None
    assert compute(round, with_scores=False).statistics["S13"].parameters["inventory_years"] == "7"
    assert compute(make_round(), with_scores=False).statistics["S13"].parameters["inventory_years"] == "5"
    event = AuditEvent.objects.get(verb="set_statistic_parameters", round_id=round.pk)
    assert json.loads(event.data)["changed"] == {"inventory_years": ["5", "7"]}


@pytest.mark.usefixtures("english")
def test_parameters_refuse_strangers_what_cannot_be_and_an_older_version() -> None:
    round = make_round()
    secretariat = make_leader(round)
    for kind in set(RoundRole.Kind) - {RoundRole.Kind.SECRETARIAT}:
        with pytest.raises(ReportError, match="Only the secretariat"):
            set_parameters(round=round, values={}, version=0, by=make_leader(round, kind))
    with pytest.raises(ReportError) as refused:
        set_parameters(round=round, values={"smallest_group": "2"}, version=0, by=secretariat)
    assert refused.value.field == "smallest_group"
    set_parameters(round=round, values={"examples": "2"}, version=0, by=secretariat)
    with pytest.raises(ReportError, match="Somebody else"):
        set_parameters(round=round, values={"examples": "4"}, version=0, by=secretariat)
    assert StatisticParameters.objects.get().values["examples"] == "2"


@pytest.mark.django_db(transaction=True)
def test_statistics_and_figures_take_as_many_queries_for_five_cities_as_for_one() -> None:
    one, five = queries_with(1), queries_with(5)

    assert one == five
    assert five <= MOST_QUERIES


def queries_with(cities: int) -> int:
    """Of all statistics and figures of a round with so many accepted and ranked cities."""
    round = make_round()
    marks = {"B1": "40", "C1": "25", "E": "8"}
    for number in range(cities):
        submission = make_scored_city(round, f"城{number}", marks, marks, marks)
        SubmissionVersion.objects.filter(submission=submission).update(content={"forms": YES})
    ranking.rebuild(round.pk)
    with CaptureQueriesContext(connection) as asked:
        every_figure(compute(round, with_scores=True), names_of(round))
    return len(asked)
