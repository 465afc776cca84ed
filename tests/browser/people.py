"""Signing in without the log-in page, which has tests of its own."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts.models import User
from rounds.models import Round

WIDE: ViewportSize = {"width": 1440, "height": 900}
PATIENCE = 60_000
"""Milliseconds that a page may take on a busy machine. Nothing that holds waits for it."""

expect.set_options(timeout=PATIENCE / 2)


def log_in(page: Page, base_url: str, user: User) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
    return page


def all_sign(pages: list[Page], round: Round) -> None:
    """The people of a city sign its material, one after the other in the order of ``pages``."""
    for page in pages:
        page.goto(f"/cities/{round.slug}/submit/")
        page.locator("button[name=sign]").click()
        expect(page.locator("button[name=sign]")).to_have_count(0)


class Windows:
    """Browser windows of several people at once, each signed in."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url

    def of(self, user: User) -> Page:
        context = self.browser.new_context(
            base_url=self.base_url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=WIDE
        )
        context.set_default_timeout(PATIENCE)
        return log_in(context.new_page(), self.base_url, user)


@pytest.fixture
def windows(browser: Browser, base_url: str) -> Iterator[Windows]:
    """All are closed before the test's data goes, so that no page asks for what is being deleted."""
    yield Windows(browser, base_url)
    for context in browser.contexts:
        context.close()
