"""The first page in a real browser: nothing missing, nothing blocked, nothing fetched from elsewhere."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says on its console and what it could not fetch. A refused inline style is there too."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "response", lambda answer: said.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )
    return said


def test_the_start_page_is_whole_and_stays_at_home(base_url: str, page: Page, complaints: list[str]) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))

    page.goto("/", wait_until="networkidle")

    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    expect(page.locator("h1").first).to_be_visible()
    assert complaints == []
    assert hosts == {urlsplit(base_url).netloc}


def test_the_site_brings_its_own_chinese_face(page: Page) -> None:
    page.goto("/", wait_until="networkidle")

    assert page.evaluate("document.fonts.load('16px \"Noto Sans SC\"', '低碳').then(faces => faces.length)") >= 1
