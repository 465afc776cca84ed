"""The pages of statistics and figures: who reads them, what they say, where a number comes from."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from cities.models import Submission
from reports.models import StatisticParameters
from reviews import ranking
from reviews.models import PromiseCheck
from rounds.models import Action, Role, Round, RoundRole, Stage
from tests.make import make_leader, make_round, make_scored_city, make_stage, make_user
from tests.reports.test_statistics import handed_in, kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]

MARKS = {"B1": "40", "C1": "25", "E": "8"}


def leader(client: Client, round: Round, kind: RoundRole.Kind = RoundRole.Kind.SECRETARIAT) -> Client:
    client.force_login(make_leader(round, kind))
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, round: Round, address: str) -> str:
    response = client.get(f"/reports/{round.slug}/{address}")
    assert response.status_code == 200
    return response.content.decode()


def inventories(city: str, *years: int) -> dict[str, Any]:
    rows = [kept(str(year), year=year, is_verified=True) for year in years]
    return {"name": city, "forms": {"F7": {"years": rows}}}


def in_round(round: Round, **city: Any) -> Submission:
    return handed_in(round, city.pop("forms"), **city)


def test_a_number_leads_to_the_rows_that_it_was_counted_from(client: Client) -> None:
    round = make_round()
    in_round(round, **inventories("甲市", *range(2015, 2021)))
    in_round(round, **inventories("乙市", 2019))
    leader(client, round)

    statistics = page(client, round, "statistics/")
    rows = page(client, round, "statistics/S13/?amount=many")
    everything = page(client, round, "statistics/S13/")

    assert "2 / 2 cities with data" in statistics
    assert f'href="/reports/{round.slug}/statistics/S13/?amount=many"' in statistics
    assert rows.count("<td>F7 Years with an inventory</td>") == 6
    assert "Year of the inventory: 2017" in rows
    assert "Verified by a third party: yes" in rows
    assert everything.count("<td>F7 Years with an inventory</td>") == 7


def test_a_line_for_every_city_does_not_flood_the_page_of_all_statistics(client: Client) -> None:
    round = make_round()
    documents = [kept("1", theme="transport"), kept("2", theme="transport")]
    in_round(round, name="甲市", name_en="Jia", forms={"F5": {"policies": documents}})
    leader(client, round)

    said = page(client, round, "statistics/")

    assert "S9" in said
    assert "amount=city." not in said
    assert "amount=theme.transport" in said


def test_as_many_examples_are_named_as_the_parameter_says(client: Client) -> None:
    round = make_round()
    for name in ("A", "B", "C", "D"):
        in_round(round, **inventories("市" + name, *range(2015, 2021)), name_en=name)
    leader(client, round)

    assert "<div>For example: A, B, C</div>" in page(client, round, "statistics/")


def test_what_stands_in_rows_needs_the_right_to_read_material(client: Client) -> None:
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.APPROVAL, {Role.AUTHORITY: [Action.READ_RESULT]})
    in_round(round, **inventories("甲市", 2019))
    leader(client, round, RoundRole.Kind.AUTHORITY)

    rows = page(client, round, "statistics/S13/")

    assert "Year of the inventory" not in rows
    assert "version 1" in rows


def test_without_a_stage_that_lets_them_read_leaders_see_why_and_nothing_else(client: Client) -> None:
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.FILING, {role: [Action.READ_PROGRESS] for role in Role})
    in_round(round, **inventories("甲市", *range(2015, 2021)))
    leader(client, round)

    for address in ("statistics/", "figures/"):
        assert "Nothing to read at this time" in page(client, round, address)
    for address in ("statistics/table.csv", "statistics/S13/", "figures/inventories.svg"):
        assert client.get(f"/reports/{round.slug}/{address}").status_code == 404


def test_scores_need_the_right_to_read_results(client: Client) -> None:
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.FORMAL_CHECK, {role: [Action.READ_MATERIAL] for role in Role})
    for name in ("甲市", "乙市", "丙市"):
        make_scored_city(round, name, MARKS, MARKS, MARKS)
    ranking.rebuild(round.pk)
    leader(client, round)
    assert "S18,Scores,Mean total,,points" in page(client, round, "statistics/table.csv")
    assert "Scores are not shown" in page(client, round, "statistics/")
    assert "internal" in page(client, round, "figures/")

    make_stage(round, Stage.Kind.REVIEW, {role: [Action.READ_RESULT] for role in Role})

    assert "S18,Scores,Mean total,88.0,points" in page(client, round, "statistics/table.csv")


def test_the_file_has_every_amount_with_its_denominator(client: Client) -> None:
    round = make_round()
    in_round(round, **inventories("甲市", *range(2015, 2021)), name_en="Jia")
    in_round(round, **inventories("乙市", 2019), name_en="Yi")
    leader(client, round)

    text = client.get(f"/reports/{round.slug}/statistics/table.csv").content.decode("utf-8-sig")

    lines = {(line["Statistic"], line["Amount"]): line for line in csv.DictReader(io.StringIO(text))}
    many = lines["S13", "At least 5 years"]
    assert (many["Value"], many["Out of"], many["Share (%)"], many["Cities"]) == ("1", "2", "50.0", "Jia")
    assert client.get(f"/reports/{round.slug}/statistics/table.xlsx").status_code == 200


def test_a_parameter_that_cannot_be_stands_beside_its_field_and_nothing_is_stored(client: Client) -> None:
    round = make_round()
    leader(client, round)
    address = f"/reports/{round.slug}/statistics/parameters/"
    form = client.get(address).context["form"]
    typed = {name: "" if (value := form[name].value()) is None else value for name in form.fields}

    refused = client.post(address, {**typed, "smallest_group": "2", "tertiary_rise": "4.5"})

    assert refused.status_code == 400
    assert "smallest_group" in refused.context["form"].errors
    assert 'value="4.5"' in refused.content.decode()
    assert not StatisticParameters.objects.exists()

    kept_ = client.post(address, {**typed, "inventory_years": "6"})

    assert kept_.status_code == 302
    assert "at least 6 inventory years" in page(client, round, "figures/")
    assert StatisticParameters.objects.get(round=round).parsed.inventory_years == 6


def test_a_figure_on_the_page_has_its_table_and_its_drawing_for_a_document(client: Client) -> None:
    round = make_round()
    in_round(round, **inventories("甲市", *range(2015, 2021)), name_en="Jia & Co")
    leader(client, round)

    figures = page(client, round, "figures/")
    drawing = client.get(f"/reports/{round.slug}/figures/inventories.svg")

    assert escape("Jia & Co") in figures
    assert 'data-chart="figure-inventories"' in figures
    assert "2015–2020" in figures
    assert drawing["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "attachment" in drawing["Content-Disposition"]
    assert "Jia &amp; Co" in drawing.content.decode()
    assert client.get(f"/reports/{round.slug}/figures/unknown.svg").status_code == 404


@pytest.mark.parametrize("cities", [1, 5])
@pytest.mark.parametrize("address", ["statistics/", "statistics/S13/", "figures/", "promises/"])
def test_the_pages_take_as_many_queries_for_five_cities_as_for_one(
    client: Client, address: str, cities: int, django_assert_max_num_queries: Any
) -> None:
    round = make_round()
    for number in range(cities):
        in_round(round, **inventories(f"城{number}", 2019, 2020))
    leader(client, round)

    with django_assert_max_num_queries(34):
        page(client, round, address)


def test_every_promise_stands_in_the_tracker_with_its_proof_and_the_file_has_what_was_chosen(
    client: Client,
) -> None:
    round = make_round()
    source = {"evidence": 1, "title": "Report on trading", "file_name": "x.pdf", "sha256": "0", "pages": "3-5"}
    promised = [
        {**kept("1", promise="Trade carbon", fulfilment="done", category="trading"), "source": source},
        kept("2", promise="Plant forests", fulfilment="not_started", category="sinks"),
    ]
    in_round(round, forms={"F11": {"promises": promised}}, name="甲市", batch=2017)
    in_round(round, forms={"F11": {"promises": [kept("3", promise="Monitor", fulfilment="partly")]}}, batch=2010)
    leader(client, round)

    everything = page(client, round, "promises/")
    kept_ones = page(client, round, "promises/?state=kept&batch=2017")
    file = client.get(f"/reports/{round.slug}/promises/table.csv?state=kept").content.decode("utf-8-sig")

    assert "Report on trading · 3-5" in everything
    assert ["Trade carbon" in text for text in (everything, kept_ones)] == [True, True]
    assert ["Plant forests" in text for text in (everything, kept_ones)] == [True, False]
    assert [line["Promise"] for line in csv.DictReader(io.StringIO(file))] == ["Trade carbon", "Monitor"]
    assert "67 %" in everything


def test_a_promise_counts_in_the_state_that_the_secretariat_verified(client: Client) -> None:
    round = make_round()
    promised = [
        kept("1", promise="Trade carbon", fulfilment="done"),
        kept("2", promise="Plant", fulfilment="done"),
    ]
    submission = in_round(round, forms={"F11": {"promises": promised}}, name="甲市")
    PromiseCheck.objects.create(
        submission=submission, row="1", said="done", fulfilment="not_started", reason="现场未见。",
        verified_by=make_user(), verified_at=timezone.now(),
    )  # fmt: skip
    leader(client, round)

    file = client.get(f"/reports/{round.slug}/promises/table.csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))

    assert [(line["State"], line["Verified"]) for line in lines] == [("Not started", "yes"), ("Done", "no")]
    assert "50 %" in page(client, round, "promises/")
    assert "Promises whose state is not verified" in page(client, round, "promises/")


def test_promises_need_the_right_to_read_material(client: Client) -> None:
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.APPROVAL, {Role.AUTHORITY: [Action.READ_RESULT]})
    in_round(round, forms={"F11": {"promises": [kept("1", promise="Trade carbon", fulfilment="done")]}})
    leader(client, round, RoundRole.Kind.AUTHORITY)

    assert "Trade carbon" not in page(client, round, "promises/")
    assert client.get(f"/reports/{round.slug}/promises/table.csv").status_code == 404
