"""Files on their way in: a refusal keeps what was chosen, and a lost session cuts nothing off."""

from typing import Any

import pytest
from django.conf import settings as portal_settings
from playwright.sync_api import Route, expect

from cities.models import Evidence, Upload
from tests.browser.people import Windows, log_in, windows  # noqa: F401  # the fixture
from tests.browser.test_filling_together import a_large_picture
from tests.browser.test_whole_slice import a_picture
from tests.make import make_city_member, make_round, make_submission
from tests.worker import RankingWorker, files_worker  # noqa: F401  # the fixture

pytestmark = pytest.mark.django_db(transaction=True)


def png(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def test_a_refused_description_keeps_the_chosen_files_and_what_was_typed(
    windows: Windows,  # noqa: F811
    files_worker: RankingWorker,  # noqa: F811
) -> None:
    submission = make_submission(make_round())
    page = windows.of(make_city_member(submission.city))
    page.goto(f"/cities/{submission.round.slug}/evidence/")
    pictures = [png("图一.png", a_picture()), png("图二.png", a_large_picture())]
    page.set_input_files("#id_files", pictures)
    page.select_option("[name=kind]", Evidence.Kind.PHOTOGRAPH)
    page.fill("[name=issuer]", "市发展改革委")
    page.fill("[name=issued_on]", "2999-01-01")

    page.click("[data-send]")

    expect(page.locator("#id_issued_on_error")).to_contain_text("2999")
    expect(page.locator("[name=issued_on]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-upload-problem]")).not_to_be_empty()
    expect(page.locator("[data-chosen] li")).to_have_count(2)
    expect(page.locator("[data-upload-lines] li")).to_have_count(0)
    expect(page.locator("[name=issuer]")).to_have_value("市发展改革委")
    assert not Upload.objects.exists()

    page.fill("[name=issued_on]", "2022-03-01")
    expect(page.locator("#id_issued_on_error")).to_have_count(0)
    page.click("[data-send]")
    expect(page.locator("th.file-cell")).to_have_count(2)
    assert {piece.issuer for piece in Evidence.objects.all()} == {"市发展改革委"}


def test_an_upload_goes_on_after_signing_in_again(
    windows: Windows,  # noqa: F811
    files_worker: RankingWorker,  # noqa: F811
    settings: Any,
) -> None:
    settings.EVIDENCE_CHUNK_BYTES = 64 * 1024
    submission = make_submission(make_round())
    member = make_city_member(submission.city)
    page = windows.of(member)
    parts: list[str] = []

    def signed_out_after_one(route: Route) -> None:
        if route.request.method == "PATCH":
            parts.append(route.request.headers["upload-offset"])
            if len(parts) == 2:
                page.context.clear_cookies(name=portal_settings.SESSION_COOKIE_NAME)
        route.continue_()

    page.route("**/uploads/*/", signed_out_after_one)
    page.goto(f"/cities/{submission.round.slug}/evidence/")
    page.set_input_files("#id_files", png("统计年鉴.png", picture := a_large_picture()))
    page.select_option("[name=kind]", Evidence.Kind.STATISTICS)
    page.click("[data-send]")
    expect(page.locator("[data-upload-lines]")).to_contain_text("登录已失效")

    log_in(page, windows.base_url, member)

    expect(page.locator("main")).to_contain_text("已通过检查", timeout=60_000)
    assert Evidence.objects.get().size == len(picture)
    assert Upload.objects.count() == 1
    assert parts[1] in parts[2:]  # it went on where it stood
