"""The pages of the questionnaire: filling in, autosave, conflicts, registers, taking over, and who may."""

from decimal import Decimal

import pytest
from django.urls import reverse

from cities.content import build_content
from cities.models import (
    City,
    CityProfile,
    FuelUse,
    FundingYear,
    NothingToReport,
    PolicyDocument,
    SignOff,
    Submission,
    SubmissionVersion,
    YearlyData,
)
from cities.questionnaire import FORMS
from cities.questionnaire.metrics import METRICS
from tests.make import make_city, make_city_member, make_round, make_submission, make_user

pytestmark = pytest.mark.django_db

WITH_TABLES = [form for form in FORMS if form.tables]


@pytest.fixture
def submission():
    return make_submission(make_round(), make_city("某市"))


@pytest.fixture
def filler(client, submission):
    user = make_city_member(submission.city)
    client.force_login(user)
    return user


def address(submission, form="funding"):
    return reverse("cities:form", args=[submission.round.slug, form])


def autosave(client, submission, name, text, *, base="", form="funding"):
    url = reverse("cities:save-field", args=[submission.round.slug, form])
    return client.post(url, {"name": name, "base": base, "text": text})


@pytest.mark.parametrize("form", WITH_TABLES, ids=lambda form: form.code)
def test_every_form_has_a_page(client, submission, filler, form, django_assert_max_num_queries):
    for table in form.tables:
        if table.is_register:
            for _time in range(5):
                table.model.begin(submission).save()
    client.get(address(submission, form.slug))

    with django_assert_max_num_queries(15):
        page = client.get(address(submission, form.slug))

    assert page.status_code == 200
    assert str(form.name) in page.content.decode()


@pytest.mark.parametrize("form", WITH_TABLES, ids=lambda form: form.code)
def test_a_stranger_finds_no_form_of_this_city(client, submission, form):
    client.force_login(make_user())

    assert client.get(address(submission, form.slug)).status_code == 404


def test_a_field_is_saved_as_it_is_typed(client, submission, filler):
    answer = autosave(client, submission, "years:2018:amount", "1,200.50")

    assert (answer.status_code, answer.json()["text"], answer.json()["version"]) == (200, "1200.5", 1)
    assert FundingYear.objects.get(submission=submission).updated_by == filler


def test_a_field_that_a_colleague_changed_comes_back_with_both_texts(client, submission, filler):
    autosave(client, submission, "years:2018:amount", "1")
    client.force_login(make_city_member(submission.city))

    answer = autosave(client, submission, "years:2018:amount", "2")

    assert (answer.status_code, answer.json()["theirs"]) == (409, "1")
    assert filler.full_name in answer.json()["who"]
    assert FundingYear.objects.get().amount == 1


def test_a_field_that_makes_no_sense_is_said_beside_it(client, submission, filler):
    answer = autosave(client, submission, "years:2018:amount", "很多")

    assert answer.status_code == 422
    assert answer.json()["message"]


@pytest.mark.parametrize("name", ["", "years", "years:2018", "nothing:2018:amount", "years:2018:amount:x"])
def test_a_field_that_does_not_exist_stores_nothing(client, submission, filler, name):
    assert autosave(client, submission, name, "1").status_code in (404, 422)
    assert not FundingYear.objects.exists()


def test_an_expired_session_is_led_to_the_login(client, submission):
    assert autosave(client, submission, "years:2018:amount", "1").status_code == 302


def test_a_form_is_saved_without_a_script(client, submission, filler):
    page = {"years:2018:version": "0", "years:2018:amount": "5", "years:2018:budget_line": "yes", "next": "1"}

    answer = client.post(address(submission), page)

    row = FundingYear.objects.get()
    assert (row.year, row.amount, row.budget_line) == (2018, 5, True)
    assert answer["Location"] == address(submission, "promises")


def test_two_tables_of_a_page_are_stored_together_or_not_at_all(client, submission, filler):
    page = {
        "targets:gdp_growth-2018:version": "0",
        "targets:gdp_growth-2018:target": "6.5",
        "peaking::version": "0",
        "peaking::peak_year": "soon",
    }

    answer = client.post(address(submission, "targets"), page)

    assert answer.status_code == 409
    assert not submission.target_rows.exists()
    content = answer.content.decode()
    assert 'value="6.5"' in content
    assert 'value="soon"' in content


def test_a_conflict_without_a_script_shows_both_texts_and_the_next_save_stands(client, submission, filler):
    autosave(client, submission, "years:2018:used_for", "甲")
    page = {"years:2018:version": "0", "years:2018:used_for": "乙"}

    answer = client.post(address(submission), page)

    content = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="乙"' in content
    assert "甲" in content
    assert 'name="years:2018:version" value="1"' in content
    client.post(address(submission), page | {"years:2018:version": "1"})
    assert FundingYear.objects.get().used_for == "乙"


def test_boxes_that_were_all_unticked_are_stored_so(client, submission, filler):
    url = address(submission, "responsibility")
    client.post(url, {"responsibility::version": "0", "responsibility::schemes": ["", "ecology", "energy"]})
    row = submission.targetresponsibility_rows.get()
    assert row.schemes == ["ecology", "energy"]

    client.post(url, {"responsibility::version": "1", "responsibility::schemes": [""]})

    row.refresh_from_db()
    assert row.schemes == []


def test_a_register_is_filled_row_by_row(client, submission, filler):
    at = [submission.round.slug, "policies", "policies"]
    added = client.post(reverse("cities:add-row", args=at))
    row = PolicyDocument.objects.get()
    assert added["Location"] == reverse("cities:form-row", args=[*at, row.pk])

    name = f"policies:{row.pk}"
    client.post(added["Location"], {f"{name}:version": "1", f"{name}:title": "碳排放管理条例"})
    listed = client.get(address(submission, "policies")).content.decode()
    gone = client.post(reverse("cities:remove-row", args=[*at, row.pk]), {"version": "2"})

    assert "碳排放管理条例" in listed
    assert gone["Location"] == address(submission, "policies")
    assert not PolicyDocument.objects.exists()


def test_the_city_can_say_that_there_is_nothing_to_enter(client, submission, filler):
    url = reverse("cities:nothing", args=[submission.round.slug, "policies", "policies"])

    client.post(url, {"says": "yes"})
    assert NothingToReport.objects.count() == 1
    client.post(url, {"says": "no"})

    assert not NothingToReport.objects.exists()


def test_another_citys_row_is_not_found(client, submission, filler):
    other = PolicyDocument.objects.create(submission=make_submission(submission.round))
    at = [submission.round.slug, "policies", "policies", other.pk]

    assert client.get(reverse("cities:form-row", args=at)).status_code == 404
    assert client.post(reverse("cities:remove-row", args=at), {"version": "0"}).status_code == 404
    assert autosave(client, submission, f"policies:{other.pk}:title", "x", form="policies").status_code == 422
    assert PolicyDocument.objects.get().title == ""


def test_a_form_rests_with_the_material(client, submission, filler):
    Submission.objects.update(state=Submission.State.SUBMITTED)

    page = client.get(address(submission))

    assert '<fieldset class="filing-main" disabled>' in page.content.decode()
    assert autosave(client, submission, "years:2018:amount", "1").status_code == 422


def accepted_last_round(city: City) -> Submission:
    """In a round before, with a profile and a year accepted."""
    last = make_submission(make_round(slug="last"), city)
    last.round.review_end = 2020
    last.round.save()
    CityProfile.objects.create(submission=last, department="生态环境局", summary="旧概况")
    YearlyData.objects.create(submission=last, year=2018, gdp_current="100", coal="7")
    PolicyDocument.objects.create(submission=last, title="条例", kind="law")
    version = SubmissionVersion.objects.create(
        submission=last, number=1, content=build_content(last), sha256="0" * 64, submitted_by=make_user()
    )
    last.accepted_version, last.state = version, Submission.State.ACCEPTED
    last.save()
    return last


def test_the_last_rounds_values_stand_beside_the_fields(client, submission, filler):
    accepted_last_round(submission.city)

    page = client.get(address(submission, "profile")).content.decode()

    assert '<div class="last-value"' in page
    assert "旧概况" in page
    assert not CityProfile.objects.filter(submission=submission).exists()


def test_taking_over_fills_what_is_empty_and_nothing_else(client, submission, filler):
    accepted_last_round(submission.city)
    autosave(client, submission, "years:2018:gdp_current", "999", form="yearly-data")
    take = reverse("cities:take-over", args=[submission.round.slug, "yearly-data"])
    assert "100" not in client.get(take).content.decode().partition("<tbody>")[2]

    client.post(take)
    client.post(take)

    row = YearlyData.objects.get(submission=submission)
    assert (row.gdp_current, row.coal) == (999, 7)


def test_a_register_is_taken_over_once(client, submission, filler):
    accepted_last_round(submission.city)
    take = reverse("cities:take-over", args=[submission.round.slug, "policies"])

    client.post(take)
    client.post(take)

    assert [row.title for row in PolicyDocument.objects.filter(submission=submission)] == ["条例"]


def test_a_fuel_stands_there_in_coal_equivalent_too(client, submission, filler):
    row = FuelUse.begin(
        submission, year=2020, fuel="natural_gas", quantity="2.5", unit="100Mm3", coefficient="1.33"
    )
    row.save()
    url = reverse("cities:form-row", args=[submission.round.slug, "yearly-data", "fuels", row.pk])

    page = client.get(url).content.decode()
    register = client.get(address(submission, "yearly-data")).content.decode()

    assert FuelUse.objects.get().coal_equivalent == Decimal("33.25")
    assert '<output class="num">33.25</output>' in page
    assert "&quot;100Mm3&quot;: 10" in page
    assert "33.25" in register


def test_each_figure_of_the_tasks_says_what_period_it_covers(client, submission, filler):
    page = client.get(address(submission, "tasks")).content.decode()

    assert "2017年、2022年（全年）" in page
    assert "2017—2022年累计" in page
    assert all(metric.period.of(submission.round) in page for metric in METRICS)


@pytest.mark.parametrize("where", ["", "forms/funding/", "statements/A1/", "evidence/", "workbook/"])
def test_who_would_void_a_signature_is_told_before(client, submission, filler, where):
    url = f"/cities/{submission.round.slug}/{where}"
    said = "已有签字即告失效"
    assert said not in client.get(url).content.decode()
    SignOff.objects.create(submission=submission, step="prepared", sha256="0" * 64, signed_by=filler)

    assert (said in client.get(url).content.decode()) == (where != "")
