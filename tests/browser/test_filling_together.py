"""Three members of one city fill in together: a conflict, a lost session, a cut upload, signatures, a return."""

import os
import re
from datetime import date, timedelta
from io import BytesIO
from itertools import cycle
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from cities.models import CityMembership, Evidence, PlausibilityExplanation, PolicyDocument, Submission, YearlyData
from rounds.models import Round
from tests.browser.people import Windows, all_sign, log_in, windows  # noqa: F401  # the fixture
from tests.cities.build import answer_forms, hand_in
from tests.cities.files import pdf
from tests.cities.forms import fill
from tests.make import SMALL, make_city, make_city_member, make_leader, make_round, make_submission
from tests.worker import RankingWorker, files_worker  # noqa: F401  # the fixture

ONE, TWO, THREE = "years-2018-remark", "years-2019-remark", "years-2020-remark"

pytestmark = pytest.mark.django_db(transaction=True)


def test_three_members_of_a_city_bring_its_material_together(
    windows: Windows,  # noqa: F811
    files_worker: RankingWorker,  # noqa: F811
    settings: Any,
) -> None:
    settings.EVIDENCE_CHUNK_BYTES = 64 * 1024
    submission = make_submission(make_round(), make_city("丙市"))
    people = [make_city_member(submission.city, kind) for kind in CityMembership.Kind]
    pages = [windows.of(person) for person in people]
    secretariat = windows.of(make_leader(submission.round))

    both_texts_of_a_conflict(pages[0], pages[1], submission.round)
    typing_outlives_a_lost_session(pages[0], windows.base_url, people, submission.round)
    a_cut_upload_goes_on(pages[0], submission.round)
    three_write_the_indicators(pages, submission.round)
    answer_forms(submission, people[0])
    all_sign(pages, submission.round)

    first = Submission.objects.get(pk=submission.pk)
    assert (first.state, first.versions.count()) == (Submission.State.SUBMITTED, 1)
    returned_for_supplement(secretariat, first)
    supplemented(pages[0], submission.round)
    all_sign(pages, submission.round)

    accepted(secretariat, first)
    last = Submission.objects.get(pk=submission.pk)
    assert last.accepted_version
    assert (last.state, last.accepted_version.number) == (Submission.State.ACCEPTED, 2)
    rows = last.accepted_version.content["forms"]["F1"]["years"]
    assert {row["row"]: row["values"].get("remark") for row in rows if "remark" in row["values"]} == {
        "2018": "统计口径乙",
        "2019": "已核对",
        "2020": "已补充",
    }


def test_what_is_stored_already_takes_one_press_to_go_on(windows: Windows) -> None:  # noqa: F811
    submission = make_submission(make_round())
    page = windows.of(make_city_member(submission.city))
    page.goto(f"/cities/{submission.round.slug}/statements/A1/")
    page.fill("[name=text]", "按计划完成。")
    page.fill("[name=self_score]", "5")
    page.keyboard.press("Tab")
    expect(page.locator("[data-field][data-stored]")).to_have_count(2)

    page.click("button[name=next]")

    page.wait_for_url("**/statements/B1/")


def test_a_source_that_was_replaced_meanwhile_is_named_and_can_be_kept(windows: Windows) -> None:  # noqa: F811
    submission = make_submission(make_round())
    member = make_city_member(submission.city)
    older, other = (hand_in(submission, member, pdf(pages), f"{pages}.pdf") for pages in (2, 3))
    fill(submission, member, "F1.years", {"2018": {"coal": 1, "evidence": older.pk}})
    page = windows.of(member)
    form(page, submission.round)
    newer = hand_in(submission, member, pdf(4), "新年鉴.pdf")
    YearlyData.objects.update(evidence=newer)

    page.select_option("#years-2018-evidence", str(other.pk))

    conflict = page.locator(".field-conflict")
    expect(conflict.locator("pre").first).to_have_text("新年鉴")
    conflict.locator("button").first.click()
    expect(page.locator("#years-2018-evidence")).to_have_value(str(newer.pk))
    type_into(page, ONE, "已核对")
    expect(page.locator(f"[data-stored] #{ONE}")).to_have_value("已核对")
    assert YearlyData.objects.get(year=2018).evidence == newer


@pytest.mark.parametrize(
    ("path", "field", "label"),
    [
        ("forms/yearly-data", f"#{ONE}", "2018, 备注"),
        ("statements/A1", "[name=text]", "指标自述"),
        ("findings", "[name=text-0]", "F5 政策法规 · 旧办法 · 发布日期"),
    ],
)
def test_what_was_not_stored_is_shown_once_the_window_has_closed(
    windows: Windows,  # noqa: F811
    path: str,
    field: str,
    label: str,
) -> None:
    submission = make_submission(make_round())
    member = make_city_member(submission.city)
    PolicyDocument.objects.create(submission=submission, title="旧办法", issued_on=date(2001, 1, 1))
    page = windows.of(member)
    page.goto(f"/cities/{submission.round.slug}/{path}/")
    page.context.clear_cookies()
    page.fill(field, "截止前填写")
    page.keyboard.press("Tab")
    expect(page.locator("[data-autosave-says]")).to_be_visible()
    submission.round.stages.update(opens_at=timezone.now() - timedelta(days=2), closes_at=timezone.now())

    log_in(page, windows.base_url, member)
    page.goto(f"/cities/{submission.round.slug}/{path}/")

    kept = page.locator("[data-kept]")
    expect(kept.locator("dt")).to_have_text([label])
    expect(kept.locator(".kept-text")).to_have_text(["截止前填写"])
    expect(kept.locator("dd button")).to_be_visible()


def test_two_who_explain_what_does_not_look_right_see_each_others_words(windows: Windows) -> None:  # noqa: F811
    submission = make_submission(make_round())
    one, two = (windows.of(make_city_member(submission.city)) for _ in range(2))
    for number in range(2):
        PolicyDocument.objects.create(submission=submission, title=f"旧办法{number}", issued_on=date(2001, 1, 1))
    for page in (one, two):
        page.goto(f"/cities/{submission.round.slug}/findings/")
    first, second = (one.locator("textarea[name=text-0]"), one.locator("textarea[name=text-1]"))

    first.fill("仍然有效")
    second.fill("沿用至今")
    second.press("Tab")
    expect(one.locator("[data-field][data-stored]")).to_have_count(2)
    two.fill("textarea[name=text-0]", "另有说明")
    two.keyboard.press("Tab")

    expect(two.locator(".field-conflict pre")).to_have_text(["仍然有效", "另有说明"])
    said = PlausibilityExplanation.objects.values_list("text", flat=True)
    assert sorted(said) == ["仍然有效", "沿用至今"]


def form(page: Page, round: Round) -> None:
    page.goto(f"/cities/{round.slug}/forms/yearly-data/")


def type_into(page: Page, field: str, text: str) -> None:
    page.fill(f"#{field}", text)
    page.locator(f"#{field}").press("Tab")


def both_texts_of_a_conflict(one: Page, other: Page, round: Round) -> None:
    form(one, round)
    form(other, round)
    type_into(one, ONE, "统计口径甲")
    expect(one.locator(f"[data-stored] #{ONE}")).to_have_value("统计口径甲")

    type_into(other, ONE, "统计口径乙")
    conflict = other.locator(".field-conflict")
    expect(conflict).to_contain_text("统计口径甲")
    expect(conflict).to_contain_text("统计口径乙")
    conflict.locator("button.btn-primary").click()

    expect(conflict).to_have_count(0)
    expect(other.locator(f"[data-stored] #{ONE}")).to_have_value("统计口径乙")
    assert YearlyData.objects.get(year=2018).remark == "统计口径乙"


def typing_outlives_a_lost_session(page: Page, base_url: str, people: list[User], round: Round) -> None:
    """Kept in the browser, never offered to another login, offered back to the same one."""
    form(page, round)
    page.context.clear_cookies()
    type_into(page, TWO, "已核对")
    says = page.locator("[data-autosave-says]")
    expect(says).to_be_visible()

    log_in(page, base_url, people[1])
    form(page, round)
    expect(page.locator(f"#{TWO}")).to_have_value("")
    expect(says).to_be_hidden()

    page.context.clear_cookies()
    log_in(page, base_url, people[0])
    form(page, round)
    says.locator("button.btn-primary").click()
    expect(page.locator(f"[data-stored] #{TWO}")).to_have_value("已核对")
    assert YearlyData.objects.get(year=2019).remark == "已核对"


def a_cut_upload_goes_on(page: Page, round: Round) -> None:
    """The second part is cut off; the upload goes on where it stopped and arrives whole."""
    cut: list[str] = []

    def once(route: Route) -> None:
        if route.request.method == "PATCH" and len(cut) < 2:
            cut.append(route.request.headers["upload-offset"])
            if len(cut) == 2:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/uploads/*/", once)
    picture = a_large_picture()
    page.goto(f"/cities/{round.slug}/evidence/")
    page.set_input_files("#id_files", {"name": "统计年鉴.png", "mimeType": "image/png", "buffer": picture})
    page.select_option("[name=kind]", Evidence.Kind.STATISTICS)
    page.click("[data-send]")
    expect(page.locator("main")).to_contain_text("已通过检查", timeout=60_000)

    piece = Evidence.objects.get()
    assert len(cut) == 2
    assert (piece.size, piece.original_name) == (len(picture), "统计年鉴.png")
    page.unroute("**/uploads/*/")


def three_write_the_indicators(pages: list[Page], round: Round) -> None:
    """Each writes some of them, and cites the file that has arrived."""
    evidence = Evidence.objects.get()
    for page, code in zip(cycle(pages), SMALL, strict=False):
        page.goto(f"/cities/{round.slug}/statements/{code}/")
        page.fill("[name=text]", f"{code}：按计划完成。")
        page.fill("[name=self_score]", "5")
        page.check(f"[name=cite_{evidence.pk}]")
        page.click("button[name=next]")
        expect(page).not_to_have_url(re.compile(f"/statements/{code}/$"))


def returned_for_supplement(page: Page, submission: Submission) -> None:
    """Read, which is recorded, then returned once with a named item and a day."""
    page.goto(f"/cities/{submission.round.slug}/{submission.city.gb_code}/check/")
    page.click("button[name=look]")
    page.fill("[name=reason]", "请补充2020年说明")
    page.locator("details:has(#item-form-F1) summary").click()
    page.check("#item-form-F1")
    page.fill("[name='say_form:F1']", "缺2020年备注")
    page.click("button[name=return]")
    expect(page.locator("h1")).to_contain_text("已退回")


def accepted(page: Page, submission: Submission) -> None:
    page.goto(f"/cities/{submission.round.slug}/{submission.city.gb_code}/check/")
    page.click("button[name=look]")
    page.click("button[name=accept]")
    expect(page.locator("h1")).to_contain_text("已受理")


def supplemented(page: Page, round: Round) -> None:
    """Only what was named can be changed."""
    page.goto(f"/cities/{round.slug}/")
    expect(page.locator("main")).to_contain_text("请补充2020年说明")
    expect(page.locator("main")).to_contain_text("缺2020年备注")
    page.goto(f"/cities/{round.slug}/forms/funding/")
    expect(page.locator("#years-2018-amount")).to_be_disabled()
    form(page, round)
    type_into(page, THREE, "已补充")
    expect(page.locator(f"[data-stored] #{THREE}")).to_have_value("已补充")


def a_large_picture() -> bytes:
    """Noise, so that it doesn't shrink: several parts."""
    buffer = BytesIO()
    Image.frombytes("RGB", (300, 300), os.urandom(300 * 300 * 3)).save(buffer, "PNG")
    return buffer.getvalue()
