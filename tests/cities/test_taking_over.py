"""What was reported once is not typed again: rows and texts of the last round, taken over by a person."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from cities.content import build_content
from cities.models import (
    InventoryYear,
    NothingToReport,
    PolicyDocument,
    Statement,
    Submission,
    SubmissionVersion,
)
from cities.plausibility.findings import Rule
from cities.questionnaire import TABLES
from cities.services import add_row, say_nothing
from tests.cities.build import say
from tests.cities.forms import enter, fill
from tests.make import make_city, make_city_member, make_round, make_submission, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def submission():
    return make_submission(make_round(), make_city("某市"))


@pytest.fixture
def filler(client, submission):
    user = make_city_member(submission.city)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


@pytest.fixture
def last(submission, filler):
    """The city in the round before, its draft still open."""
    last = make_submission(make_round(slug="last"), submission.city)
    last.round.review_end = 2020
    last.round.save()
    return last


def accept(last: Submission) -> None:
    """As it is now."""
    version = SubmissionVersion.objects.create(
        submission=last, number=1, content=build_content(last), sha256="0" * 64, submitted_by=make_user()
    )
    last.accepted_version, last.state = version, Submission.State.ACCEPTED
    last.save()


def take_over(client, submission, form="inventories"):
    return client.post(reverse("cities:take-over", args=[submission.round.slug, form]))


def test_an_inventory_that_is_listed_already_is_completed_and_not_listed_twice(client, submission, last, filler):
    enter(last, filler, "F7.years", {"year": 2015, "gases": "co2", "total": "120", "is_verified": "yes"})
    accept(last)
    enter(submission, filler, "F7.years", {"year": 2015, "gases": "co2,ch4"})

    page = client.get(reverse("cities:take-over", args=[submission.round.slug, "inventories"]))
    answer = take_over(client, submission)

    row = InventoryYear.objects.get(submission=submission)
    assert (page.status_code, answer.status_code) == (200, 302)
    assert (row.year, row.gases, row.total, row.is_verified) == (2015, ["co2", "ch4"], 120, True)
    assert len(page.context["taken"]) == 1
    take_over(client, submission)
    assert InventoryYear.objects.filter(submission=submission).count() == 1


@pytest.mark.parametrize("page", ["form", "take-over"])
def test_nothing_is_found_wrong_with_figures_that_are_only_offered(client, submission, last, filler, page):
    fill(last, filler, "F1.years", {2018: {"tertiary": 900}})
    enter(last, filler, "F7.years", {"year": 2015, "gases": "co2", "completed_on": "2010-05-01"})
    accept(last)
    fill(submission, filler, "F1.years", {2018: {"gdp_current": 100}})
    enter(submission, filler, "F7.years", {"year": 2015, "gases": "co2"})

    pages = [
        client.get(reverse(f"cities:{page}", args=[submission.round.slug, form]))
        for form in ("yearly-data", "inventories")
    ]

    found = {answered.finding.rule for shown in pages for answered, _address in shown.context["found"]}
    assert found == {Rule.MISSING_YEAR}


def test_where_the_city_has_nothing_to_enter_nothing_is_taken_over(client, submission, last, filler):
    enter(last, filler, "F5.policies", {"title": "条例", "kind": "law"})
    accept(last)
    say_nothing(submission=submission, table=TABLES["F5.policies"], by=filler)

    take_over(client, submission, "policies")
    held_back = PolicyDocument.objects.filter(submission=submission).count()
    say_nothing(submission=submission, table=TABLES["F5.policies"], by=filler, says=False)
    take_over(client, submission, "policies")

    assert (held_back, PolicyDocument.objects.filter(submission=submission).count()) == (0, 1)
    assert not NothingToReport.objects.filter(submission=submission).exists()


def test_more_rows_than_a_register_holds_are_refused_with_limit_and_value(
    client, submission, last, filler, monkeypatch
):
    enter(last, filler, "F5.policies", {"title": "条例"}, {"title": "办法"})
    accept(last)
    add_row(submission=submission, table=TABLES["F5.policies"], by=filler)
    monkeypatch.setattr("cities.services.taking_over.MOST_ROWS", 2)

    take_over(client, submission, "policies")
    page = client.get(reverse("cities:form", args=[submission.round.slug, "policies"])).content.decode()

    assert "“Policies and laws” has at most 2 rows; with those of the last round it would have 3." in page
    assert PolicyDocument.objects.filter(submission=submission).count() == 1


def statement_page(client, submission, code="A1"):
    return client.get(reverse("cities:statement", args=[submission.round.slug, code]))


def take_text(client, submission, code="A1"):
    return client.post(reverse("cities:take-over-statement", args=[submission.round.slug, code]))


def test_what_was_said_for_an_indicator_stands_beside_it_and_is_taken_over_where_a_person_says_so(
    client, submission, last, filler
):
    say(last, "A1", filler, text="上一轮的自述", self_score="3.5")
    accept(last)

    page = statement_page(client, submission)
    assert not Statement.objects.filter(submission=submission).exists()
    take_text(client, submission)

    said = Statement.objects.get(submission=submission)
    assert (page.context["last"].text, page.context["last"].self_score) == ("上一轮的自述", "3.5")
    assert "Begin with this text" in page.content.decode()
    assert (said.indicator.code, said.text, said.self_score) == ("A1", "上一轮的自述", None)
    assert AuditEvent.objects.get(verb="take_over_statement").actor_id == filler.pk
    assert "Begin with this text" not in statement_page(client, submission).content.decode()


def test_a_text_that_stands_already_is_not_replaced(client, submission, last, filler):
    say(last, "A1", filler, text="上一轮的自述")
    accept(last)
    say(submission, "A1", filler, text="本轮的自述")

    take_text(client, submission)

    assert Statement.objects.get(submission=submission).text == "本轮的自述"
    page = statement_page(client, submission).content.decode()
    assert "A text stands here already: nothing was taken over." in page


def test_an_indicator_of_another_name_takes_nothing_over(client, submission, last, filler):
    say(last, "A1", filler, text="上一轮的自述")
    accept(last)
    submission.round.indicator_system.indicators.filter(code="A1").update(name_zh="另一指标")

    page = statement_page(client, submission)
    take_text(client, submission)

    assert page.context["last"] is None
    assert not Statement.objects.filter(submission=submission).exists()
