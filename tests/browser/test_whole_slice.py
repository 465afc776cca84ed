"""The main job, played by five people in five windows, with the real workers behind."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from cities.models import CityMembership, Evidence, Submission
from reviews import ranking
from reviews.models import PanelMember, ScoreSheetVersion
from rounds.models import Round
from tests.browser.people import Windows, all_sign, windows  # noqa: F401  # the fixture
from tests.cities.build import answer_forms
from tests.make import (
    make_city,
    make_city_member,
    make_expert,
    make_leader,
    make_round,
    make_scored_city,
    make_signed_sheet,
    make_submission,
)
from tests.worker import RankingWorker, files_worker, worker  # noqa: F401  # the fixtures

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}
BEST = {"B1": "44", "C1": "29", "E": "9.9"}
CODES = ["A1", "B1", "C1", "E"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_five_people_bring_a_city_into_the_ranking(
    windows: Windows,  # noqa: F811
    worker: RankingWorker,  # noqa: F811
    files_worker: RankingWorker,  # noqa: F811
) -> None:
    round = make_round()
    make_scored_city(round, "甲市", GOOD, GOOD, GOOD)
    make_scored_city(round, "乙市", FAIR, FAIR, FAIR)
    submission = make_submission(round, make_city("丙市"))
    PanelMember.objects.update(left_at=timezone.now(), left_because="已完成其他城市的评审")
    expert = make_expert(round, domains=("d2",))
    ranking.rebuild(round.pk)
    people = [make_city_member(submission.city, kind) for kind in CityMembership.Kind]
    city = [windows.of(person) for person in people]
    secretariat = windows.of(make_leader(round))
    desk = windows.of(expert.user)

    upload_and_state(city[0], round)
    answer_forms(submission, people[0])
    all_sign(city, round)
    expect(city[-1].locator("body")).to_contain_text(Evidence.objects.get().sha256[:8])
    accept_and_verify(secretariat, submission)
    assign(secretariat, round)
    submission = Submission.objects.get(pk=submission.pk)
    for _colleague in range(2):
        make_signed_sheet(submission, BEST)
    open_ranking = watch_the_ranking(secretariat, round)
    score(desk, round)

    worker.wait_until_built(round)
    expect(open_ranking).to_have_text(["丙市", "甲市", "乙市"], timeout=10_000)
    assert secretariat.evaluate("window.neverReloaded")
    assert ScoreSheetVersion.objects.filter(submitted_by=expert.user).count() == 1


def upload_and_state(page: Page, round: Round) -> None:
    """A file, and a statement for each indicator that cites it."""
    page.goto(f"/cities/{round.slug}/evidence/")
    page.set_input_files("#id_files", {"name": "统计年鉴.png", "mimeType": "image/png", "buffer": a_picture()})
    page.select_option("[name=kind]", Evidence.Kind.STATISTICS)
    page.click("[data-send]")
    expect(page.locator("th.file-cell")).to_contain_text("统计年鉴")
    expect(page.locator("main")).to_contain_text("已通过检查", timeout=20_000)
    evidence = Evidence.objects.get()
    for code in CODES:
        page.goto(f"/cities/{round.slug}/statements/{code}/")
        page.fill("[name=text]", f"{code}：按计划完成。")
        page.fill("[name=self_score]", "5")
        page.check(f"[name=cite_{evidence.pk}]")
        page.click("button[name=next]")
        expect(page).not_to_have_url(re.compile(f"/statements/{code}/$"))


def accept_and_verify(page: Page, submission: Submission) -> None:
    slug = submission.round.slug
    page.goto(f"/cities/{slug}/{submission.city.gb_code}/check/")
    page.click("button[name=look]")
    page.click("button[name=accept]")
    expect(page.locator("h1")).to_contain_text("已受理")
    page.goto(f"/reviews/{slug}/verification/{submission.pk}/")
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    for code, points in {"A1": "5", "C1": "10"}.items():
        page.fill(f"[name=points_{code}]", points)
        page.fill(f"[name=source_{code}]", "2022年统计年鉴第12页")
    page.locator(".save-bar button[name=next]").click()
    expect(page.get_by_role("row", name="丙市")).to_contain_text("已核验")


def assign(page: Page, round: Round) -> None:
    page.goto(f"/reviews/{round.slug}/assignments/")
    page.locator("main a[href$='/seed/']").click()
    page.locator("main form button.btn-primary").click()
    page.locator("form[action$='/propose/'] button:not([name])").click()
    expect(page.locator(".matrix .chip-draft").first).to_be_visible()
    page.goto(f"/reviews/{round.slug}/assignments/deploy/")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**/reviews/{round.slug}/assignments/")


def watch_the_ranking(page: Page, round: Round) -> Locator:
    page.goto(f"/reviews/{round.slug}/ranking/")
    names = page.locator("[data-live-row] [data-live-name]")
    expect(names).to_have_text(["甲市", "乙市", "丙市"])
    page.evaluate("window.neverReloaded = true")
    return names


def score(page: Page, round: Round) -> None:
    """Reads what the city said, scores with the keyboard and the anchors, saves a draft, signs."""
    page.goto(f"/reviews/{round.slug}/")
    page.get_by_role("link", name="丙市").first.click()
    expect(page.locator("#C1")).to_contain_text("C1：按计划完成。")
    expect(page.locator("#C1")).to_contain_text("统计年鉴")
    for code in ("C1", "E"):
        page.click(f"[data-nav={code}]")
        page.fill(f"[name=points_{code}]", BEST[code])
        page.fill(f"[name=comment_{code}]", "材料齐全，成效可核。")
    page.click(".sheet-buttons button[data-save]")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    expect(page.locator("[name=points_C1]")).to_have_value("29")
    page.click("button[name=review]")
    page.wait_for_url("**/sign/")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("body")).to_contain_text("材料齐全，成效可核。")


def a_picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "PNG")
    return buffer.getvalue()
