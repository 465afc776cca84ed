"""The key / goes to the search box, and what is found is marked."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.people import Windows, windows  # noqa: F401  # the fixture
from tests.cities.build import make_city_at_work, say

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_slash_searches_unless_somebody_is_writing(windows: Windows) -> None:  # noqa: F811
    submission, member = make_city_at_work()
    say(submission, "A1", member, text="建成近零碳园区三处")
    page = windows.of(member)
    page.goto("/")

    page.keyboard.press("/")
    expect(page.locator("#search-box")).to_be_focused()
    page.keyboard.type("近零碳/园区")
    expect(page.locator("#search-box")).to_have_value("近零碳/园区")
    page.locator("#search-box").fill("近零碳")
    page.keyboard.press("Enter")

    expect(page.locator("mark")).to_have_text("近零碳")
    page.get_by_role("link", name=re.compile("^A1")).click()
    expect(page).to_have_url(re.compile("/statements/A1/$"))


def test_two_windows_act_for_two_cities(windows: Windows) -> None:  # noqa: F811
    """What is typed in one window is stored for its city, whatever the other shows meanwhile."""
    parent, member = make_city_at_work(name="普洱市")
    county = make.make_submission(parent.round, make.make_city("思茅区", filing_parent=parent.city))
    at = f"/cities/{parent.round.slug}/statements/A1/"
    first, second = windows.of(member), windows.of(member)
    first.goto(f"/for/{county.city.gb_code}{at}")
    first.locator("textarea").first.fill("思茅区的说明")
    second.goto(at)
    second.locator("textarea").first.fill("普洱市的说明")

    for page in (first, second):
        page.locator("main form button[type=submit], main form button:not([type])").first.click()
        page.wait_for_load_state("networkidle")

    assert [s.text for s in county.statements.all()] == ["思茅区的说明"]
    assert [s.text for s in parent.statements.all()] == ["普洱市的说明"]
