"""现场汇报 in real Chromium: a city presents, its expert revises after it, the chair reveals the marks."""

import pytest
from playwright.sync_api import Page, expect

from reviews.models import ScoreSheetVersion
from rounds.models import Action, Role, RoundRole, Stage
from tests.browser.people import Windows, windows  # noqa: F401  # the fixture
from tests.make import make_assignment, make_city, make_expert, make_leader, make_round, make_stage
from tests.reviews.build import make_material, submit
from tests.reviews.onsite import close_revision, make_session

PHONE = 390
SIDEWAYS = """() => [document.scrollingElement, ...document.querySelectorAll(".table-responsive")]
  .filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.className || part.tagName)"""


@pytest.mark.django_db(transaction=True)
def test_from_the_presentation_to_the_reveal(windows: Windows) -> None:  # noqa: F811
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.ONSITE, {role: list(Action) for role in Role})
    one, other = make_expert(round), make_expert(round)
    material = make_material(round, make_city("甲市"))
    desk, others = make_assignment(material, one), make_assignment(material, other)
    submit(desk)
    submit(others, {"B1": "30", "C1": "15", "E": "5"})
    session = make_session(round, material)
    there = f"/reviews/{round.slug}/onsite/{session.pk}/"

    secretariat = windows.of(make_leader(round))
    secretariat.goto(there)
    for button in ("请甲市入场", "开始汇报", "开始提问", "结束"):
        pressed = secretariat.get_by_role("button", name=button, exact=True)
        pressed.click()
        expect(pressed).to_have_count(0)
    secretariat.goto(f"{there}attendance/")
    secretariat.get_by_text("人均到场").click()
    secretariat.locator("main form button.btn-primary").click()
    expect(secretariat.locator(".board")).to_contain_text("2 / 2")
    assert _sideways(secretariat) == []

    expert = windows.of(one.user)
    expert.goto(f"/reviews/{round.slug}/sheets/{desk.pk}/")
    expert.locator("form[action$='revise/'] button").click()
    expert.fill("[name=points_B1]", "27.5")
    expert.locator("[data-review]").click()
    expert.wait_for_url("**/sign/")
    expert.locator("main form button.btn-primary").click()
    expert.wait_for_url(f"**/sheets/{desk.pk}/")
    expect(expert.locator("main")).to_contain_text("27.50")
    newest = ScoreSheetVersion.objects.filter(assignment=desk).latest("number")
    assert (newest.number, newest.to_version) == (2, None)

    expert.goto(f"{there}reveal/")
    expect(expert.locator(".reveal-waits")).to_be_visible()
    close_revision(session)
    chair = windows.of(make_leader(round, RoundRole.Kind.CHAIR))
    chair.goto(f"{there}reveal/")
    chair.get_by_role("button", name="现在揭晓").click()
    expect(expert.locator(".marks-table")).to_contain_text("30.00", timeout=2000)
    expect(expert.locator(".marks-table")).to_contain_text("27.50")
    expect(expert.locator(".marks-table")).to_contain_text("2.50")
    assert _sideways(expert) == []


def _sideways(page: Page) -> list[str]:
    """What of the page could be pushed sideways on a phone."""
    size = page.viewport_size
    page.set_viewport_size({"width": PHONE, "height": 844})
    found: list[str] = page.evaluate(SIDEWAYS)
    assert size is not None
    page.set_viewport_size(size)
    return found
