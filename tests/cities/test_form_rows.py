"""Saving the forms: field by field, page by page, and what two people make of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from cities.errors import CityError, StaleForm
from cities.models import (
    Evidence,
    FundingYear,
    InventoryYear,
    NothingToReport,
    PolicyDocument,
    Submission,
    TargetResponsibility,
    YearlyData,
)
from cities.questionnaire import TABLES
from cities.services import (
    NEW_ROW,
    Conflict,
    FormProblems,
    TypedRow,
    add_row,
    remove_row,
    save_page,
    save_rows,
    save_value,
    say_nothing,
)
from tests.make import make_city_member, make_round, make_submission

pytestmark = pytest.mark.django_db

YEARS, POLICIES, FUNDING = TABLES["F1.years"], TABLES["F5.policies"], TABLES["F10.years"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def submission():
    return make_submission(make_round())


@pytest.fixture
def filler(submission):
    return make_city_member(submission.city)


def save(submission, by, field, text, *, base="", table=YEARS, row="2018"):
    return save_value(submission=submission, table=table, row=row, field=field, base=base, text=text, by=by)


def test_a_typed_field_is_stored_in_one_spelling(submission, filler):
    saved = save(submission, filler, "gdp_current", " ３，120.50 ")

    row = YearlyData.objects.get()
    assert (saved.text, saved.version) == ("3120.5", 1)
    assert (row.year, row.gdp_current, row.updated_by) == (2018, Decimal("3120.5"), filler)


def test_saving_raises_the_drafts_edit_version(submission, filler):
    save(submission, filler, "coal", "1")
    assert Submission.objects.get().edit_version == 1

    save(submission, filler, "coal", "1.0", base="1")

    assert Submission.objects.get().edit_version == 1


def test_two_people_on_one_field_see_both_texts_and_nothing_is_lost(submission, filler):
    colleague = make_city_member(submission.city)
    save(submission, filler, "gdp_current", "100")

    with pytest.raises(Conflict) as caught:
        save(submission, colleague, "gdp_current", "200", base="")

    assert (caught.value.theirs, caught.value.who) == ("100", filler)
    assert save(submission, colleague, "gdp_current", "200", base="100").text == "200"


def test_two_people_on_different_fields_of_a_row_do_not_disturb_each_other(submission, filler):
    save(submission, filler, "gdp_current", "100")
    save(submission, make_city_member(submission.city), "coal", "5")

    row = YearlyData.objects.get()
    assert (row.gdp_current, row.coal) == (100, 5)


def test_a_reply_that_was_lost_is_no_conflict(submission, filler):
    save(submission, filler, "gdp_current", "100")

    assert save(submission, filler, "gdp_current", "100", base="").text == "100"


@pytest.mark.parametrize(
    ("table", "row", "field", "text", "word"),
    [
        ("F1.years", "2018", "gdp_current", "many", "number"),
        ("F1.years", "2018", "gdp_current", "-3", "below 0"),
        ("F1.years", "2018", "gdp_current", "1.23456", "decimal places"),
        ("F1.years", "2018", "co2_method", "guess", "available choices"),
        ("F1.years", "2018", "price_base", "1066", "1990"),
        ("F1.years", "1999", "coal", "1", "no such row"),
        ("F1.years", "2018", "submission_id", "1", "no such field"),
        ("F9.responsibility", "", "weight", "101", "0 and 100"),
        ("F9.responsibility", "", "schemes", "ecology,nonsense", "nonsense"),
        ("F9.responsibility", "", "results_used", "perhaps", "perhaps"),
        ("F9.responsibility", "", "use", "字" * 301, "300"),
        ("F2.peaking", "", "adopted_on", "2022-02-30", "valid date"),
        ("F2.peaking", "", "evidence", "999", "removed"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(submission, filler, table, row, field, text, word):
    with pytest.raises(CityError, match=word):
        save(submission, filler, field, text, table=TABLES[table], row=row)

    assert not TABLES[table].model.objects.exists()


@pytest.mark.parametrize(
    ("field", "text", "stored"),
    [
        ("schemes", "quality,ecology", ["ecology", "quality"]),
        ("in_annual_assessment", "no", False),
        ("weight", "12.50", Decimal("12.5")),
        ("use", "奖惩\r\n并举", "奖惩\n并举"),
    ],
)
def test_every_kind_of_field_goes_in_and_comes_out(submission, filler, field, text, stored):
    table = TABLES["F9.responsibility"]
    saved = save(submission, filler, field, text, table=table, row="")

    assert getattr(TargetResponsibility.objects.get(), field) == stored
    assert save(submission, filler, field, saved.text, base=saved.text, table=table, row="").text == saved.text


def test_a_net_export_of_electricity_may_be_below_zero(submission, filler):
    assert save(submission, filler, "other_energy", "-12.5").text == "-12.5"


def test_a_source_is_evidence_of_the_same_city_with_pages_that_exist(submission, filler):
    fields = {"kind": "statistics", "size": 1, "state": "checked", "content_type": "application/pdf"}
    mine, other = (
        Evidence.objects.create(
            submission=of, title="年鉴", sha256=f"{number}" * 64, pages=10, uploaded_by=filler, **fields
        )
        for number, of in enumerate((submission, make_submission(submission.round)))
    )
    save(submission, filler, "evidence", str(mine.pk))

    assert save(submission, filler, "pages", "3—5，9").text == "3-5, 9"
    with pytest.raises(CityError, match="Page 11 does not exist"):
        save(submission, filler, "pages", "11", base="3-5, 9")
    with pytest.raises(CityError, match="removed"):
        save(submission, filler, "evidence", str(other.pk), base=str(mine.pk))


def test_a_stranger_and_another_city_write_nothing(submission):
    stranger = make_city_member(make_submission(submission.round).city)

    with pytest.raises(CityError):
        save(submission, stranger, "coal", "1")

    assert not YearlyData.objects.exists()


def test_nothing_is_written_once_the_material_rests(submission, filler):
    submission.state = Submission.State.SUBMITTED
    submission.save()

    with pytest.raises(CityError):
        save(submission, filler, "coal", "1")


def test_a_page_is_stored_whole_or_not_at_all(submission, filler):
    rows = [
        TypedRow("2018", 0, {"amount": "100", "budget_line": "yes"}),
        TypedRow("2019", 0, {"amount": "a lot", "budget_line": "maybe"}),
    ]

    with pytest.raises(FormProblems) as caught:
        save_rows(submission=submission, table=FUNDING, typed=rows, by=filler)

    assert set(caught.value.problems) == {("2019", "amount"), ("2019", "budget_line")}
    assert not FundingYear.objects.exists()


def test_a_page_that_somebody_else_saved_meanwhile_is_refused(submission, filler):
    save_rows(submission=submission, table=FUNDING, typed=[TypedRow("2018", 0, {"amount": "1"})], by=filler)

    with pytest.raises(StaleForm):
        save_rows(submission=submission, table=FUNDING, typed=[TypedRow("2018", 0, {"amount": "2"})], by=filler)

    assert (
        save_rows(submission=submission, table=FUNDING, typed=[TypedRow("2018", 0, {"amount": "1"})], by=filler)
        == []
    )
    save_rows(submission=submission, table=FUNDING, typed=[TypedRow("2018", 1, {"amount": "2"})], by=filler)
    assert FundingYear.objects.get().amount == 2


def test_rows_of_a_register_come_and_go(submission, filler):
    first = add_row(submission=submission, table=POLICIES, by=filler)
    second = add_row(submission=submission, table=POLICIES, by=filler)
    save(submission, filler, "title", "条例", table=POLICIES, row=str(second.pk))
    assert (first.position, second.position) == (1, 2)

    remove_row(submission=submission, table=POLICIES, row=str(first.pk), version=1, by=filler)

    assert [row.title for row in PolicyDocument.objects.all()] == ["条例"]


def test_a_row_that_changed_is_not_removed_unseen(submission, filler):
    row = add_row(submission=submission, table=POLICIES, by=filler)
    save(submission, filler, "title", "条例", table=POLICIES, row=str(row.pk))

    with pytest.raises(StaleForm):
        remove_row(submission=submission, table=POLICIES, row=str(row.pk), version=1, by=filler)


def test_a_row_that_was_removed_is_said_to_be(submission, filler):
    with pytest.raises(StaleForm, match="removed"):
        save(submission, filler, "title", "条例", table=POLICIES, row="4711")


def test_nothing_to_enter_ends_with_the_first_entry(submission, filler):
    say_nothing(submission=submission, table=POLICIES, by=filler)
    say_nothing(submission=submission, table=POLICIES, by=filler)
    assert [kept.table for kept in NothingToReport.objects.all()] == ["F5.policies"]

    add_row(submission=submission, table=POLICIES, by=filler)

    assert not NothingToReport.objects.exists()
    with pytest.raises(CityError, match="entries already"):
        say_nothing(submission=submission, table=POLICIES, by=filler)


def test_a_year_is_listed_once(submission, filler):
    table = TABLES["F7.years"]
    for _time in range(2):
        row = add_row(submission=submission, table=table, by=filler)
        last = row
    first = InventoryYear.objects.first()
    assert first is not None
    save(submission, filler, "year", "2019", table=table, row=str(first.pk))
    save(submission, filler, "completed_on", "2020-05-01", table=table, row=str(last.pk))

    with pytest.raises(CityError, match="listed already"):
        save(submission, filler, "year", "2019", table=table, row=str(last.pk))

    assert InventoryYear.objects.get(pk=last.pk).completed_on == date(2020, 5, 1)


def inventories(*years: str) -> list[TypedRow]:
    return [TypedRow(NEW_ROW, 0, {"year": year, "standard": "provincial"}) for year in years]


def test_new_rows_come_to_a_register_with_what_stands_in_them(submission, filler):
    table = TABLES["F7.years"]
    save_rows(submission=submission, table=table, typed=inventories("2018", "2019"), by=filler)

    save_rows(submission=submission, table=table, typed=inventories("2020"), by=filler)

    rows = InventoryYear.objects.order_by("position")
    assert [(row.position, row.year, row.version) for row in rows] == [(1, 2018, 1), (2, 2019, 1), (3, 2020, 1)]


def test_two_rows_that_exclude_each_other_are_refused_with_a_sentence_and_nothing_is_stored(submission, filler):
    table = TABLES["F7.years"]
    years = [(YEARS, [TypedRow("2018", 0, {"coal": "1"})]), (table, inventories("2019", "2019"))]

    with pytest.raises(FormProblems) as caught:
        save_page(submission=submission, typed=years, by=filler)

    assert (caught.value.table, list(caught.value.problems)) == (table, [(NEW_ROW, "")])
    assert "listed already" in caught.value.problems[NEW_ROW, ""]
    assert not InventoryYear.objects.exists()
    assert not YearlyData.objects.exists()


def test_a_page_says_where_there_is_nothing_to_enter(submission, filler):
    save_page(submission=submission, typed=[], nothing=[POLICIES, TABLES["F7.years"]], by=filler)
    save_page(submission=submission, typed=[], nothing=[POLICIES], by=filler)
    assert sorted(kept.table for kept in NothingToReport.objects.all()) == ["F5.policies", "F7.years"]

    save_rows(submission=submission, table=TABLES["F7.years"], typed=inventories("2018"), by=filler)

    assert [kept.table for kept in NothingToReport.objects.all()] == ["F5.policies"]
    with pytest.raises(CityError, match="entries already"):
        save_page(submission=submission, typed=[], nothing=[TABLES["F7.years"]], by=filler)


def test_a_page_of_five_rows_takes_no_more_queries_than_one_of_one(submission, filler, django_assert_num_queries):
    rows = [TypedRow(str(year), 0, {"amount": "1", "budget_line": "yes"}) for year in range(2018, 2023)]
    other = make_submission(submission.round)
    colleague = make_city_member(other.city)

    with django_assert_num_queries(15):
        save_rows(submission=submission, table=FUNDING, typed=rows[:1], by=filler)
    with django_assert_num_queries(15):
        save_rows(submission=other, table=FUNDING, typed=rows, by=colleague)

    assert FundingYear.objects.filter(submission=other).count() == 5
