"""The plausibility checks over what is typed into the forms, up to the version that they travel with."""

import pytest
from django.urls import reverse

from cities.content import build_content
from cities.finding import findings_in, findings_of_form
from cities.plausibility.findings import Level, Rule
from cities.queries.forms import form_rows
from cities.questionnaire import FORMS
from cities.rules import deadline_of
from tests.cities.build import explain, make_city_at_work, say_everything, submit
from tests.cities.forms import enter, fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

YEAR = {
    "population": 500,
    "gdp_current": 3000,
    "gdp_constant": 2900,
    "price_base": 2015,
    "primary": 300,
    "secondary": 1200,
    "tertiary": 1500,
    "energy_total": 2400,
    "coal": 1200,
    "energy_basis": "equivalent",
    "co2_total": 5000,
    "co2_method": "direct",
}


@pytest.fixture
def work():
    return make_city_at_work()


def put(work, table, rows):
    submission, member = work
    fill(submission, member, table, rows)


def put_in(work, table, *rows):
    submission, member = work
    enter(submission, member, table, *rows)


def years(**changed):
    """Every year of the review period alike; ``y2019={...}`` changes one."""
    return {year: YEAR | changed.get(f"y{year}", {}) for year in range(2017, 2023)}


def found(submission):
    """Everything; the page of a form finds what of it is the form's own."""
    everything = findings_in(submission, build_content(submission), deadline_of(submission))
    rows = form_rows(submission)
    for form in FORMS:
        own = [answered for answered in everything if answered.finding.form.partition(".")[0] == form.code]
        assert findings_of_form(submission, form, rows, deadline_of(submission)) == own
    return everything


def said(submission):
    return [(answered.place, answered.finding.rule, answered.finding.level) for answered in found(submission)]


def test_a_sheet_that_fits_together_gives_no_finding(work):
    put(work, "F1.years", years())

    assert said(work[0]) == []


def test_a_form_that_is_not_begun_is_incomplete_and_not_implausible(work):
    assert said(work[0]) == []


GDP = "2022 · GDP at current prices (100 million yuan)"
COAL = "2022 · Coal (10,000 tce)"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"tertiary": 1400}, [(GDP, Rule.PARTS_NOT_WHOLE, Level.WARNING)]),
        ({"tertiary": 1200}, [(GDP, Rule.PARTS_NOT_WHOLE, Level.ERROR)]),
        ({"coal": 2600}, [(COAL, Rule.PART_ABOVE_WHOLE, Level.ERROR), (COAL, Rule.JUMP, Level.WARNING)]),
        (
            {"population": "560"},
            [("2022 · Permanent population (10,000 persons)", Rule.JUMP, Level.WARNING)],
        ),
        ({"co2_total": ""}, [("CO₂ emissions, total (10,000 t CO₂)", Rule.MISSING_YEAR, Level.WARNING)]),
    ],
)
def test_sums_jumps_and_missing_years_name_row_and_rule(work, changed, expected):
    put(work, "F1.years", years(y2022=changed))

    assert said(work[0]) == [(f"F1 Yearly data · {place}", rule, level) for place, rule, level in expected]


def test_a_unit_that_slipped_blocks(work):
    """10,000 tons typed as tons."""
    put(work, "F1.years", years(y2022={"co2_total": 50_000_000}))

    rules = {answered.finding.rule: answered.finding.level for answered in found(work[0])}
    assert rules == {
        Rule.OUT_OF_SCALE: Level.ERROR,
        Rule.RATIO_OUT_OF_SCALE: Level.ERROR,
        Rule.UNIT_SLIP: Level.ERROR,
    }


@pytest.mark.parametrize(
    ("actual", "level"),
    [("3.3", None), ("3.83", None), ("3.84", Level.WARNING), ("8.33", Level.WARNING), ("8.34", Level.ERROR)],
)
def test_a_stated_fall_of_intensity_is_that_of_its_parts(work, actual, level):
    """CO2 per unit of GDP falls by 3.3333… % in 2018: to the half of a point no word is needed."""
    put(work, "F1.years", years(y2018={"gdp_constant": 3000}))
    put(work, "F2.targets", {"co2_intensity_reduction-2018": {"actual": actual}})

    findings = [a.finding for a in found(work[0]) if a.finding.form == "F2.targets"]
    assert [finding.level for finding in findings] == ([level] if level else [])


def test_a_share_of_form_6_is_what_form_1_gives_and_below_100(work):
    put(work, "F1.years", years())
    put(
        work,
        "F6.figures",
        {
            "tertiary_share": {"at_start": 50, "at_end": 52},
            "green_building_share": {"at_end": 101},
            "industry_energy_intensity_fall": {"at_end": 120},
        },
    )

    assert said(work[0]) == [
        (
            "F6 Progress in figures · C4 Share of green buildings in new buildings · "
            "At the end of the review period (%)",
            Rule.NOT_A_SHARE,
            Level.ERROR,
        ),
        (
            "F6 Progress in figures · C1 Share of the tertiary sector in GDP · "
            "At the end of the review period (%)",
            Rule.NOT_AS_COMPUTED,
            Level.WARNING,
        ),
    ]


def test_fuels_in_tonnes_make_up_the_coal_in_coal_equivalent(work):
    put(work, "F1.years", years())
    coal = {"year": 2018, "fuel": "raw_coal", "unit": "10kt", "coefficient": "0.7143"}
    put_in(work, "F1.fuels", coal | {"quantity": 1680})  # 1200.024
    assert said(work[0]) == []

    put_in(work, "F1.fuels", coal | {"year": 2019, "quantity": 1500})  # 1071.45

    [answered] = found(work[0])
    assert (answered.place, answered.sentence) == (
        "F1 Yearly data · 2019 · Coal (10,000 tce)",
        "1200 is stated; the fuels entered below give 1071.45: 12 % apart.",
    )


def test_dates_of_documents_lie_in_the_window(work):
    issued = {"kind": "plan", "status": "issued", "issuer_classes": "government"}
    put_in(
        work,
        "F4.documents",
        issued | {"title": "规划甲", "issued_on": "2016-12-31"},
        issued | {"title": "规划乙", "issued_on": "2019-01-01", "first_year": 2021, "last_year": 2020},
    )
    put_in(work, "F3.bodies", {"name": "领导小组", "founded_on": "2010-01-01"})

    assert said(work[0]) == [
        ("F4 Planning documents · 规划乙 · Last year that it covers", Rule.END_BEFORE_START, Level.ERROR),
        ("F4 Planning documents · 规划甲 · Date of issue", Rule.BEFORE_WINDOW, Level.WARNING),
    ]


def test_the_form_shows_what_was_found_beside_the_field_and_leads_to_it(client, work):
    submission, member = work
    put(work, "F1.years", years(y2022={"population": 560}))
    client.force_login(member)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("cities:form", args=[submission.round.slug, "yearly-data"]))

    [(answered, url)] = page.context["found"]
    [cell] = [cell for sheet in page.context["sheets"] for cell in sheet.cells if cell.finding]
    assert (cell.id, cell.finding) == ("years-2022-population", answered.sentence)
    assert url.endswith("/forms/yearly-data/#years-2022-population")
    assert f'id="{cell.id}"' in page.text


def test_an_explained_warning_travels_with_the_version(work):
    submission, member = work
    put(work, "F1.years", years(y2022={"population": 560}))
    say_everything(submission, member)
    [answered] = found(submission)
    explain(submission, answered.finding, member, "行政区划调整")
    submission.refresh_from_db()

    version = submit(submission, member)

    [kept] = version.content["findings"]
    assert (kept["form"], kept["row"], kept["field"], kept["explanation"]) == (
        "F1.years",
        "2022",
        "population",
        "行政区划调整",
    )
