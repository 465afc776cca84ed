"""The ranking's pages: who sees them, what they hide, and how few queries they take."""

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEvent, User
from reviews import ranking
from reviews.models import RankingState
from rounds.models import Role, Round, RoundRole, Stage, StageRight
from tests.make import (
    WIDE,
    make_assignment,
    make_city_member,
    make_expert,
    make_leader,
    make_left_out,
    make_round,
    make_scored_city,
    make_system,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}
POOR = {"B1": "10", "C1": "5", "E": "2"}


def address(round: Round, rest: str = "") -> str:
    return f"/reviews/{round.slug}/ranking/{rest}"


def page(client: Client, user: User, round: Round, rest: str = "") -> Any:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(address(round, rest))


def lines(response: Any) -> list[tuple[str, str]]:
    """Rank and city as the table lists them."""
    return [(row.cells[0].text, row.city.name_zh) for row in response.context["rows"]]


@pytest.mark.parametrize("kind", list(RoundRole.Kind))
def test_those_who_lead_the_round_see_its_ranking(client: Client, kind: RoundRole.Kind) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    leader = make_leader(round, kind)

    assert lines(page(client, leader, round)) == [("1", "深圳")]
    for rest in ("live/", "table.csv", "table.xlsx", f"{round.submissions.get().city.gb_code}/"):
        assert page(client, leader, round, rest).status_code == 200


def test_for_everybody_else_the_ranking_does_not_exist(client: Client) -> None:
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    strangers = [
        make_user(),
        make_expert(round).user,
        make_city_member(city.city),
        make_leader(make_round()),
        make_user(administrator="system"),
    ]
    for stranger in strangers:
        for rest in ("", "live/", "table.csv", "table.xlsx", f"{city.city.gb_code}/"):
            assert page(client, stranger, round, rest).status_code == 404
        assert client.post(address(round, "rebuild/")).status_code == 404
        assert client.post(address(round, "look/"), {"reason": "x"}).status_code == 404


def test_whoever_is_not_logged_in_is_asked_to(client: Client) -> None:
    round = make_round()

    assert client.get(address(round)).status_code == 302


def test_only_the_secretariat_rebuilds_and_looks_early(client: Client) -> None:
    round = make_round()
    client.force_login(make_leader(round, RoundRole.Kind.CHAIR))

    assert client.post(address(round, "rebuild/")).status_code == 404
    assert client.post(address(round, "look/"), {"reason": "x"}).status_code == 404


def test_a_city_whose_sheets_are_not_all_in_shows_progress_and_no_points(client: Client) -> None:
    round = make_round()
    open_city = make_scored_city(round, "未齐", GOOD, GOOD, GOOD)
    make_assignment(open_city)
    make_scored_city(round, "已齐", FAIR, FAIR, FAIR)
    ranking.rebuild(round.pk)
    secretariat = make_leader(round)

    response = page(client, secretariat, round)

    assert lines(response) == [("1", "已齐"), ("–", "未齐")]
    cells = {cell.key: cell.text for cell in response.context["rows"][1].cells}
    assert (cells["total"], cells["grade"], cells["sheets"]) == ("–", "Under review", "3 / 4")
    assert "88.00" not in response.content.decode()
    detail = page(client, secretariat, round, f"{open_city.city.gb_code}/").content.decode()
    assert "88.00" not in detail
    assert "3 / 4" in detail
    files = page(client, secretariat, round, "table.csv").content.decode("utf-8-sig")
    assert "88.00" not in files


def test_nothing_can_be_learned_of_hidden_points_by_sorting(client: Client) -> None:
    round = make_round()
    for name, marks in (("甲", POOR), ("乙", GOOD), ("丙", FAIR)):
        make_assignment(make_scored_city(round, name, marks, marks, marks))
    ranking.rebuild(round.pk)
    leader = make_leader(round)

    for key in ("total", "-total", "rank", "grade", "area-B", "-area-B"):
        assert [name for _, name in lines(page(client, leader, round, f"?sort={key}"))] == ["甲", "乙", "丙"]


def test_an_early_look_needs_a_reason_and_is_on_record(client: Client) -> None:
    round = make_round()
    city = make_scored_city(round, "未齐", GOOD, GOOD, GOOD)
    make_assignment(city)
    ranking.rebuild(round.pk)
    secretariat = make_leader(round)
    page(client, secretariat, round)

    refused = client.post(address(round, "look/"), {"reason": " "})

    assert refused.context["look_error"]
    assert not AuditEvent.objects.filter(verb="look_early").exists()

    looked = client.post(address(round, "look/"), {"reason": "主管部门询问"}, follow=True)

    assert lines(looked) == [("1", "未齐")]
    event = AuditEvent.objects.get(verb="look_early")
    assert (event.actor_id, event.round_id) == (secretariat.pk, round.pk)
    assert city.city.gb_code in event.data
    assert "主管部门询问" in event.data
    assert lines(page(Client(), make_leader(round), round)) == [("–", "未齐")]


def test_a_role_that_may_see_progress_only_sees_no_totals(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    StageRight.objects.filter(role=Role.CHAIR).update(actions=["read_progress"])

    assert lines(page(client, make_leader(round, RoundRole.Kind.CHAIR), round)) == [("–", "深圳")]


def test_when_no_stage_allows_it_the_page_says_why(client: Client) -> None:
    round = make_round(everything_open=False)
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    leader = make_leader(round)

    response = page(client, leader, round)

    assert response.context["refusal"]
    assert "深圳" not in response.content.decode()
    assert page(client, leader, round, "table.csv").status_code == 404


def test_filters_sorting_and_columns_stand_in_the_address(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "甲", GOOD, GOOD, GOOD, batch=2010)
    make_scored_city(round, "乙", FAIR, FAIR, FAIR, batch=2012)
    make_scored_city(round, "丙", POOR, POOR, POOR, batch=2012)
    ranking.rebuild(round.pk)
    leader = make_leader(round)

    assert lines(page(client, leader, round, "?batch=2012")) == [("2", "乙"), ("3", "丙")]
    assert [name for _, name in lines(page(client, leader, round, "?sort=total"))] == ["丙", "乙", "甲"]
    assert [name for _, name in lines(page(client, leader, round, "?sort=-rank"))] == ["丙", "乙", "甲"]
    assert lines(page(client, leader, round, "?sort=nonsense&batch=x&level=y")) == []
    shown = page(client, leader, round, "?columns=total&columns=nonsense").context["headers"]
    assert [head.column.key for head in shown] == ["rank", "city", "total"]


def test_a_file_has_exactly_what_is_shown(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "甲", GOOD, GOOD, GOOD, batch=2010, name_en="=甲")
    make_scored_city(round, "乙", FAIR, FAIR, FAIR, batch=2012)
    ranking.rebuild(round.pk)
    leader = make_leader(round)
    query = "?columns=total&columns=area-B&sort=-total&batch=2010"

    response = page(client, leader, round, f"table.csv{query}")
    book = load_workbook(io.BytesIO(page(client, leader, round, f"table.xlsx{query}").content))

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [["Rank", "City", "Total", "B rate (%)"], ["1", "'=甲", "88.00", "88.9"]]
    assert [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)] == [
        [1, "=甲", 88, 88.9]
    ]
    assert book.worksheets[0]["B2"].data_type == "s"
    assert AuditEvent.objects.filter(verb="download").count() == 2


def test_a_chinese_file_name_survives(client: Client) -> None:
    round = make_round()
    ranking.rebuild(round.pk)
    client.force_login(make_leader(round))

    disposition = client.get(address(round, "table.csv"))["Content-Disposition"]

    assert f"filename*=utf-8''{quote(round.name_zh)}" in disposition


def test_the_live_part_answers_304_until_something_changes(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    etag = page(client, make_leader(round), round).context["etag"]

    same = client.get(address(round, "live/"), headers={"If-None-Match": etag})
    behind_a_proxy = client.get(address(round, "live/"), headers={"If-None-Match": f"W/{etag}"})
    RankingState.objects.filter(round=round).update(requested=1, behind_since=timezone.now())
    waiting = client.get(address(round, "live/"), headers={"If-None-Match": etag})
    ranking.bring_up_to_date(round.pk)
    built = client.get(address(round, "live/"), headers={"If-None-Match": waiting["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert behind_a_proxy.status_code == 304
    assert (waiting.status_code, built.status_code) == (200, 200)
    assert "1 newer change is not in it yet" in waiting.content.decode()
    assert "Everything submitted so far is in it." in built.content.decode()


def test_an_open_page_loses_its_results_when_the_stage_that_shows_them_closes(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    etag = page(client, make_leader(round), round).context["etag"]
    assert client.get(address(round, "live/"), headers={"If-None-Match": etag}).status_code == 304

    Stage.objects.filter(round=round).update(closes_at=timezone.now())
    closed = client.get(address(round, "live/"), headers={"If-None-Match": etag})

    assert closed.status_code == 200
    assert "深圳" not in closed.content.decode()
    assert client.get(address(round, "live/"), headers={"If-None-Match": closed["ETag"]}).status_code == 304


def test_a_stalled_queue_is_said_with_its_age_and_the_secretariat_can_build(client: Client) -> None:
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    since = timezone.now() - timedelta(minutes=7)
    RankingState.objects.filter(round=round).update(requested=1, behind_since=since)
    ranking.rebuild(round.pk)
    RankingState.objects.filter(round=round).update(requested=2, behind_since=since)
    secretariat = make_leader(round)

    text = page(client, secretariat, round).content.decode()
    assert "version-stalled" in text
    assert "The queue has been standing still for 7" in text

    built = client.post(address(round, "rebuild/"), follow=True)

    assert "version-stalled" not in built.content.decode()
    assert AuditEvent.objects.filter(verb="rebuild_ranking").count() == 1
    call_command("rebuild_ranking", check=True, verbosity=0)


def test_a_city_says_how_its_total_came_about(client: Client) -> None:
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD, FAIR, {**POOR, "E": None})
    ranking.rebuild(round.pk)

    response = page(client, make_leader(round), round, f"{city.city.gb_code}/")

    [_a, b, c, e] = response.context["parts"]
    [line] = b.indicators
    assert line.arithmetic == "(30 + 40) ÷ 2 = 35.00"
    assert [mark.is_trimmed for mark in line.marks] == [True, False, False, True]
    assert c.indicators[0].computed == "10"
    assert e.indicators[0].arithmetic == "(7 + 8 + 8) ÷ 3 ≈ 7.67"
    assert len(e.indicators[0].unable) == 1
    assert response.context["total"] == "80.17"


def test_a_city_to_which_something_does_not_apply_shows_both_totals_and_the_arithmetic(client: Client) -> None:
    round = make_round(system=make_system(WIDE))
    marks = {"A2": "2", "B1": "30", "B2": "5", "C1": "20", "E": "8"}
    city = make_scored_city(round, "甲", marks, marks, marks, computed={"A1": "4"})
    make_scored_city(round, "乙", marks, marks, marks, computed={"A1": "4"})
    make_left_out(city, "A2")
    ranking.rebuild(round.pk)
    chair = make_leader(round, RoundRole.Kind.CHAIR)

    response = page(client, chair, round, f"{city.city.gb_code}/")

    explained = response.context["explained"]
    area = explained.areas[0]
    assert response.context["total"] == "70.20"
    assert (explained.earned, explained.applies) == ("67.00", "96")
    assert explained.arithmetic == "7.20 + 35.00 + 20.00 + 8.00 = 70.20"
    assert (area.earned, area.applies, area.arithmetic) == ("4.00", "5", "4.00 ÷ 5 × 9 = 7.20")
    text = response.content.decode()
    assert "Does not apply" in text
    assert "points of 96 that apply" in text
    assert "– / 4" not in text
    assert "无采暖期" in text
    rows = page(client, chair, round, "table.csv?sort=-earned").content.decode("utf-8-sig").splitlines()
    read = [[line[name] for name in ("Total", "Earned", "Applicable points")] for line in csv.DictReader(rows)]
    assert read == [["69.00", "69.00", "100.00"], ["70.20", "67.00", "96.00"]]


def test_experts_are_named_to_secretariat_and_chair_only(client: Client) -> None:
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    ranking.rebuild(round.pk)
    names = [str(assignment.expert) for assignment in city.assignments.all()]

    for kind, named in ((RoundRole.Kind.SECRETARIAT, True), (RoundRole.Kind.CHAIR, True),
                        (RoundRole.Kind.OBSERVER, False), (RoundRole.Kind.AUTHORITY, False)):  # fmt: skip
        text = page(client, make_leader(round, kind), round, f"{city.city.gb_code}/").content.decode()
        assert all((name in text) is named for name in names)


@pytest.mark.parametrize("cities", [1, 5])
def test_the_page_asks_as_little_for_many_cities_as_for_one(
    client: Client, cities: int, django_assert_max_num_queries: Any
) -> None:
    round = make_round()
    for number in range(cities):
        make_scored_city(round, f"城{number}", GOOD, FAIR, GOOD)
    ranking.rebuild(round.pk)
    leader = make_leader(round)
    etag = page(client, leader, round).context["etag"]

    with django_assert_max_num_queries(8):
        client.get(address(round, "live/"))
    with django_assert_max_num_queries(4):
        client.get(address(round, "live/"), headers={"If-None-Match": etag})
