"""What a machine can tell of WCAG 2.1 AA, on pages of every part: names, contrast, keyboard, structure."""

from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page

from reviews.ranking import bring_up_to_date
from reviews.services.counter import raise_version
from tests.browser.people import Windows, windows  # noqa: F401  # the fixture
from tests.portal import permissions as roles
from tests.portal.test_permissions import Scene

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
BROKEN_RULES = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]});
  return found.violations.flatMap((rule) =>
    rule.nodes.slice(0, 4).map(
    (node) => `${rule.id}: ${node.target} ${node.any[0]?.message ?? ""}`.slice(0, 200)));
}"""

PAGES = {
    roles.FILLER: ["home", "tasks", "cities:overview", "cities:form", "cities:evidence", "cities:coverage",
                   "cities:submit", "cities:workbook", "reports:own-result"],
    roles.EXPERT: ["home", "reviews:pledge", "reviews:queue", "reviews:edit-sheet", "reviews:material",
                   "reviews:session-desk"],
    roles.SECRETARIAT: ["reviews:board", "reviews:assignments", "reviews:verify-city", "reviews:onsite",
                        "rounds:overview", "rounds:system", "reports:report"],
    roles.CHAIR: ["reviews:ranking", "reviews:analysis", "reviews:case", "reports:statistics", "reports:figures"],
}  # fmt: skip
WIDTHS = {"light": 1280, "dark": 390}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("theme", WIDTHS)
def test_no_page_breaks_a_rule_of_accessibility(windows: Windows, base_url: str, theme: str) -> None:  # noqa: F811
    scene = Scene()
    with transaction.atomic():
        raise_version(scene.round.pk, cause="verify")
    bring_up_to_date(scene.round.pk)

    broken = {
        f"{role} {name}": found
        for role, names in PAGES.items()
        for page in [_dressed(windows.of(scene.people[role]), theme)]
        for name in names
        if (found := _broken(page, reverse(name, kwargs=dict(scene.parameters(name)))))
    }

    assert broken == {}


def _dressed(page: Page, theme: str) -> Page:
    page.set_viewport_size({"width": WIDTHS[theme], "height": 900})
    page.emulate_media(color_scheme=theme)
    return page


def _broken(page: Page, address: str) -> list[str]:
    page.goto(address, wait_until="load")
    page.evaluate(AXE.read_text())
    return list(page.evaluate(BROKEN_RULES))
