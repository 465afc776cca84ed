"""The questionnaire fits the models, and what is entered reaches the version whole."""

from datetime import date
from decimal import Decimal

import pytest

from cities.completeness import progress_of
from cities.content import build_content
from cities.frozen_forms import kept_rows
from cities.models import (
    CityProfile,
    Evidence,
    FundingYear,
    GoodPractice,
    InventoryYear,
    NothingToReport,
    PlanningDocument,
    PracticeFact,
    YearlyData,
)
from cities.models.cities import City
from cities.queries.forms import form_rows, rows_of_submissions
from cities.questionnaire import BY_CODE, FORMS, TABLES, FormSpec, TableSpec, asks, form_of_table
from tests.make import make_city, make_round, make_submission, make_user

pytestmark = pytest.mark.django_db


def gaps(form: str, submission) -> set[str]:
    found = progress_of(form_rows(submission), submission.round, submission.city)
    return {f"{gap.row} {gap.field}".strip() for p in found if p.form.code == form for gap in p.gaps}


def test_the_forms_are_f0_to_f15_in_order():
    assert [form.code for form in FORMS] == [f"F{number}" for number in range(16)]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_every_field_of_the_questionnaire_is_a_field_of_its_model(table: TableSpec):
    names = {field.name for field in table.model._meta.concrete_fields}
    asked = {*table.by_name, *table.key_fields, *table.title}
    assert asked <= names
    assert form_of_table(table).table(table.short_key) is table


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_county_level_pilots_are_asked_for_the_shorter_set(form: FormSpec):
    county = City(level=City.Level.COUNTY)
    shorter = {"F0", "F2", "F3", "F4", "F6", "F11", "F12", "F13", "F14"}

    assert asks(county, form) == (form.code in shorter)
    assert asks(City(level=City.Level.SUB_PROVINCIAL), form) == (form.code != "F15")


def test_all_rows_of_a_submission_are_one_query(django_assert_num_queries):
    submission = make_submission(make_round())
    YearlyData.objects.create(submission=submission, year=2018, gdp_current="3120.5", co2_method="direct")
    FundingYear.objects.create(submission=submission, year=2019, budget_line=False)
    other = make_submission(submission.round)
    YearlyData.objects.create(submission=other, year=2018)

    with django_assert_num_queries(1):
        rows = form_rows(submission)

    [year] = rows.of(TABLES["F1.years"])
    assert isinstance(year, YearlyData)
    assert year == YearlyData.objects.get(submission=submission)
    assert (year.gdp_current, year.co2_method, year.updated_at.tzinfo is None) == (
        Decimal("3120.5000"),
        "direct",
        False,
    )
    assert [row.budget_line for row in rows.of(TABLES["F10.years"])] == [False]
    assert set(rows_of_submissions([submission.pk, other.pk])) == {submission.pk, other.pk}


def test_a_version_keeps_what_was_entered_with_its_source():
    submission = make_submission(make_round())
    piece = Evidence.objects.create(
        submission=submission, title="年鉴", kind="statistics", original_name="年鉴.pdf", size=1,
        sha256="1" * 64, content_type="application/pdf", state="checked", uploaded_by=make_user(),
    )  # fmt: skip
    YearlyData.objects.create(submission=submission, year=2018, gdp_current="3120.50", evidence=piece, pages="3")
    InventoryYear.objects.create(submission=submission, year=2019, gases=["co2"], completed_on=date(2020, 5, 1))

    content = build_content(submission)

    [year] = kept_rows(content, "F1.years")
    assert (year.row, dict(year.values)) == ("2018", {"year": 2018, "gdp_current": "3120.5"})
    assert year.source == {
        "evidence": piece.pk, "title": "年鉴", "file_name": "年鉴.pdf", "sha256": "1" * 64, "pages": "3",
    }  # fmt: skip
    [inventory] = kept_rows(content, "F7.years")
    assert (inventory.get("gases"), inventory.day("completed_on")) == (["co2"], date(2020, 5, 1))


def test_who_to_ask_is_never_part_of_a_version():
    submission = make_submission(make_round())
    CityProfile.objects.create(submission=submission, department="生态环境局", contact_phone="010-1")

    assert [dict(row.values) for row in kept_rows(build_content(submission), "F0.profile")] == [
        {"department": "生态环境局"}
    ]


def test_a_row_that_says_nothing_is_not_kept():
    submission = make_submission(make_round())
    YearlyData.objects.create(submission=submission, year=2018)

    assert kept_rows(build_content(submission), "F1.years") == []


def test_an_empty_register_is_a_gap_until_the_city_says_that_there_is_nothing():
    submission = make_submission(make_round())
    assert gaps("F5", submission) == {""}

    NothingToReport.objects.create(submission=submission, table="F5.policies", said_by=make_user())

    assert gaps("F5", submission) == set()
    assert build_content(submission)["nothing"] == ["F5.policies"]


def test_a_field_is_only_asked_where_another_makes_it_matter():
    submission = make_submission(make_round())
    document = PlanningDocument.begin(submission)
    document.kind, document.title, document.status = "plan", "低碳发展规划", "compiled"
    document.save()
    assert gaps("F4", submission) == set()

    document.status = "issued"
    document.save()

    assert gaps("F4", submission) == {f"{document.pk} issuer_classes", f"{document.pk} issued_on"}


def test_a_case_is_short_unless_it_is_a_whole_model():
    submission = make_submission(make_round())
    case = GoodPractice.objects.create(submission=submission, category="platform", title="平台", text="字" * 301)
    PracticeFact.objects.create(submission=submission, practice=case, name="企业", value=12, unit="家")
    assert gaps("F12", submission) == {f"{case.pk}"}

    case.category = "model"
    case.save()

    assert gaps("F12", submission) == set()


def test_the_years_that_are_asked_are_those_of_the_review_period():
    round = make_round()
    [table] = [table for table in BY_CODE["F1"].tables if table.key == "F1.years"]

    rows = table.rows_for(round)

    assert [(row.name, row.required) for row in rows][:7] == [
        ("2012", False), ("2013", False), ("2014", False), ("2015", False), ("2016", False), ("2017", True),
        ("2018", True),
    ]  # fmt: skip
    assert rows[-1].name == "2022"


def test_the_citys_documents_are_not_in_the_public_register(client):
    submission = make_submission(make_round(), make_city("某市"))
    document = PlanningDocument.begin(submission)
    document.title = "内部草稿"
    document.save()
    client.force_login(make_user())

    page = client.get(f"/cities/{submission.round.slug}/documents/")

    assert "内部草稿" not in page.content.decode()
