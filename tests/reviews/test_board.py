"""The board of cities: judging beside the material, as a table or as tiles, for those who lead."""

import pytest
from django.test import Client

from cities.services import give_opinion
from rounds.models import Round
from tests import make
from tests.cities.build import (
    hand_in,
    make_city_at_work,
    make_province_member,
    make_submitted,
    send_for_supplement,
)

pytestmark = pytest.mark.django_db


def board(client: Client, round: Round, query: str = ""):
    return client.get(f"/reviews/{round.slug}/board/{query}")


def test_the_board_counts_experts_signed_sheets_and_waiting_files(client: Client) -> None:
    round = make.make_round()
    scored = make.make_accepted(round, make.make_city("深圳"))
    make.make_signed_sheet(scored, {"B1": "9"})
    make.make_assignment(scored)
    writing, member = make_city_at_work(round, name="苏州")
    hand_in(writing, member)
    client.force_login(make.make_leader(round))

    rows = {row.city.name_zh: row for row in board(client, round).context["page"]}

    assert (rows["深圳"].assigned_count, rows["深圳"].scored_count, rows["深圳"].open_case_count) == (2, 1, 0)
    assert (rows["苏州"].assigned_count, rows["苏州"].evidence_count) == (0, 1)


def test_the_board_says_what_the_province_thinks_and_until_when_to_supplement(client: Client) -> None:
    version, _member = make_submitted(name="深圳")
    round = version.submission.round
    client.force_login(make.make_leader(round))
    before = board(client, round).context["page"][0].opinion_word
    official = make_province_member(version.submission)
    give_opinion(submission=version.submission, number=1, verdict="with_remarks", text="补充说明", by=official)
    version.submission.refresh_from_db()
    request = send_for_supplement(version.submission, make.make_leader(round))

    (row,) = board(client, round).context["page"]

    assert (before, row.opinion_word) == ("未出具", "同意，附意见")
    assert row.supplement_due == request.due_at


def test_the_board_sorts_by_what_is_scored(client: Client) -> None:
    round = make.make_round()
    none, one = (make.make_accepted(round, make.make_city(name)) for name in ("甲市", "乙市"))
    make.make_signed_sheet(one, {"B1": "9"})
    client.force_login(make.make_leader(round))

    found = [
        [row.pk for row in board(client, round, query).context["page"]]
        for query in ("?sort=scored", "?sort=-scored")
    ]

    assert found == [[none.pk, one.pk], [one.pk, none.pk]]


def test_tiles_stand_by_province_and_keep_the_filter(client: Client) -> None:
    round = make.make_round()
    make.make_submission(round, make.make_city("深圳", province="广东", batch=2010))
    make.make_submission(round, make.make_city("中山", province="广东", batch=2017))
    make.make_submission(round, make.make_city("苏州", province="江苏", batch=2010))
    client.force_login(make.make_leader(round))

    page = board(client, round, "?view=tiles&batch=2010")

    tiles = [
        (province.name_zh, [row.city.name_zh for row in rows]) for province, rows in page.context["provinces"]
    ]
    assert tiles == [("广东", ["深圳"]), ("江苏", ["苏州"])]


def test_ticked_cities_alone_are_reminded(client: Client) -> None:
    round = make.make_round()
    chosen, member = make_city_at_work(round)
    make_city_at_work(round)
    client.force_login(make.make_leader(round))

    page = client.get(f"/remind/{round.slug}/cities/?city={chosen.city.gb_code}")

    assert [one.person for one in page.context["reminded"]] == [member]
