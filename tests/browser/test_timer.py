"""The projector and a tablet follow the clock within two seconds, whatever their own clock says."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import log_in
from tests.make import make_expert, make_leader, make_round
from tests.reviews.onsite import make_marked_city, make_session

WRONG_CLOCK = "{ const now = Date.now; Date.now = () => now() + 3600000; }"


@pytest.mark.django_db(transaction=True)
def test_a_press_shows_on_a_second_page_within_two_seconds(page: Page, browser: Browser, base_url: str) -> None:
    round = make_round()
    expert = make_expert(round)
    session = make_session(round, make_marked_city(round, "甲市", expert)[0])
    log_in(page, base_url, make_leader(round))
    page.goto(f"/reviews/{round.slug}/onsite/{session.pk}/")
    other = browser.new_context(base_url=base_url, locale="zh-CN")
    wall = other.new_page()
    wall.add_init_script(WRONG_CLOCK)
    log_in(wall, base_url, make_leader(round))
    wall.goto(f"/reviews/{round.slug}/onsite/{session.pk}/projector/")
    expect(wall.locator(".wall-phase")).to_have_text("未开始")
    wall.evaluate("window.neverReloaded = true")

    page.get_by_role("button", name="请甲市入场").click()
    expect(wall.locator(".wall-city")).to_have_text("甲市", timeout=2000)
    page.get_by_role("button", name="开始汇报").click()
    expect(wall.locator(".wall-phase")).to_have_text("汇报", timeout=2000)

    expect(wall.locator("[data-timer]")).to_have_text("11:58", timeout=5000)
    expect(page.locator("[data-timer]").first).to_have_text("11:57", timeout=5000)
    page.get_by_role("button", name="暂停").click()
    expect(wall.locator(".wall-phase")).to_contain_text("已暂停", timeout=2000)
    stands = wall.locator("[data-timer]").inner_text()
    wall.wait_for_timeout(1500)
    assert wall.locator("[data-timer]").inner_text() == stands
    assert wall.evaluate("window.neverReloaded")
    other.close()
