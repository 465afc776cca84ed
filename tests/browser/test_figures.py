"""A figure can be walked through with the keyboard, and follows the theme."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import log_in
from tests.make import make_leader, make_round
from tests.reports.test_statistics import handed_in, kept


@pytest.mark.django_db(transaction=True)
def test_a_figure_is_walked_through_with_the_arrow_keys(page: Page, base_url: str) -> None:
    round = make_round()
    answers = {"decomposed_to_districts": True, "basis": "intensity", "in_annual_assessment": False}
    handed_in(round, {"F9": {"responsibility": [kept("", **answers)]}}, name="甲市")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    log_in(page, base_url, make_leader(round))

    page.goto(f"/reports/{round.slug}/figures/")
    chart = page.locator("#responsibility .chart")
    readout = page.locator("#responsibility .chart-readout")
    expect(chart.locator("canvas")).to_be_visible()
    chart.focus()
    page.keyboard.press("ArrowRight")
    expect(readout).to_have_text("纳入年度考核: 0 % · 0 个城市")
    page.keyboard.press("ArrowRight")
    expect(readout).to_have_text("建立目标分解机制: 100 % · 1 个城市")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(readout).to_have_text("均未建立: 0 % · 0 个城市")

    page.locator("#responsibility summary").click()
    expect(page.locator("#responsibility table tbody tr").nth(1)).to_contain_text("100 %")
    assert problems == []
