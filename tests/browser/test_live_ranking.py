"""An open ranking moves by itself when a sheet is submitted; the real worker rebuilds it."""

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from reviews import ranking
from reviews.services.counter import raise_version
from tests.browser.people import log_in
from tests.make import make_leader, make_round, make_scored_city
from tests.worker import RankingWorker, worker  # noqa: F401  # the fixture

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}
BEST = {"B1": "45", "C1": "30", "E": "10"}


@pytest.mark.django_db(transaction=True)
def test_an_open_ranking_moves_without_a_reload(page: Page, base_url: str, worker: RankingWorker) -> None:  # noqa: F811
    round = make_round()
    make_scored_city(round, "甲市", GOOD, GOOD, GOOD)
    make_scored_city(round, "乙市", FAIR, FAIR, FAIR)
    ranking.rebuild(round.pk)
    log_in(page, base_url, make_leader(round))
    page.goto(f"/reviews/{round.slug}/ranking/")
    cities = page.locator("[data-live-row] [data-live-name]")
    expect(cities).to_have_text(["甲市", "乙市"])
    page.evaluate("window.neverReloaded = true")

    with transaction.atomic():
        make_scored_city(round, "丙市", BEST, BEST, BEST)
        raise_version(round.pk, cause="submit_sheet 1")
    worker.wait_until_built(round)

    expect(cities).to_have_text(["丙市", "甲市", "乙市"], timeout=10_000)
    expect(page.locator("[data-live-says]")).to_contain_text("丙市")
    expect(page.locator("#page-pretitle")).to_contain_text("3 个城市中已完成评审的 3 个")
    expect(page.locator("#status-ranking")).to_contain_text("排名版本 1")
    assert page.evaluate("window.neverReloaded")
