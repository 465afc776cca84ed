"""An expert's day in real Chromium: accept, pledge, declare, score beside the evidence, offline, sign, revise."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cities.models import Evidence
from reviews.invitation_links import token_of
from reviews.models import Assignment, PanelMember, Recusal, Score, ScoreSheetVersion
from reviews.services.inviting import invite_experts
from rounds.models import Action, Role, Stage
from tests.browser.people import Windows, log_in, windows  # noqa: F401  # the fixture
from tests.cities.files import pdf
from tests.make import PASSWORD, make_assignment, make_expert, make_leader, make_stage
from tests.reviews.build import accept, make_evidence, make_material, revision_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Assignment:
    """An expert of one domain before a city that cites page 2 of a file, in the revision window."""
    round = revision_round()
    submission = make_material(round)
    evidence = make_evidence(submission, data=pdf(pages=3))
    Evidence.objects.update(pages=3)
    for code in ("C1", "E"):
        submission.statements.get(indicator__code=code).citations.create(evidence=evidence, pages="2")
    accept(submission)
    return make_assignment(submission, make_expert(round, domains=("d2",)))


def address(desk: Assignment) -> str:
    return f"/reviews/{desk.round.slug}/sheets/{desk.pk}/"


def stored(desk: Assignment, code: str) -> Score | None:
    return Score.objects.filter(sheet__assignment=desk, indicator__code=code).first()


def wait_until_saved(page: Page) -> None:
    expect(page.locator("[data-unsent]")).to_be_hidden(timeout=30_000)


def test_from_the_invitation_to_the_revision(windows: Windows, desk: Assignment) -> None:  # noqa: F811
    tied = make_assignment(make_material(desk.round), desk.expert)
    PanelMember.objects.all().delete()
    by = make_leader(desk.round)
    (invitation,) = invite_experts(round=desk.round, experts=[desk.expert], by=by, absolute=str)
    desk.expert.user.set_password(PASSWORD)
    desk.expert.user.save()
    page = windows.of(desk.expert.user)

    page.goto(f"/reviews/invitation/{token_of(invitation)}/")
    page.locator("button[name=accepts][value='1']").click()
    page.wait_for_url(f"**/reviews/{desk.round.slug}/pledge/")
    assert PanelMember.objects.get().pledged_at is None
    page.check("[name=agreed]")
    page.locator("form:has([name=agreed]) button").click()
    page.wait_for_url(f"**/reviews/{desk.round.slug}/")
    page.goto(f"/reviews/{desk.round.slug}/pledge/")
    page.locator("summary", has_text="申报回避城市").click()
    page.check(f"[name=cities][value='{tied.submission.city_id}']")
    page.fill("[name=reason]", "曾受聘编制清单")
    page.click("button[name=declare]")
    expect(page.locator("main")).to_contain_text("曾受聘编制清单")
    assert Recusal.objects.get().city == tied.submission.city

    page.goto(f"/reviews/{desk.round.slug}/")
    page.get_by_role("link", name=str(desk.submission.city)).first.click()
    expect(page.locator("#C1")).to_contain_text("自述C1")
    expect(page.locator("[data-evidence]")).to_have_attribute("data-opened-at", "2")
    expect(page.locator("[data-page-now]")).to_have_text("2")
    assert page.locator("[name=points_C1]").input_value() == ""

    page.focus("#C1 [data-points]")
    page.keyboard.press("Alt+Digit4")
    expect(page.locator("[name=points_C1]")).to_have_value("22.5")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Alt+KeyG")
    page.keyboard.press("Alt+KeyK")
    page.keyboard.type("材料完整")
    page.focus("[name=points_C1]")
    page.keyboard.press("Enter")
    expect(page.locator("#E")).to_be_visible()
    expect(page.locator("#C1")).to_be_hidden()
    page.keyboard.type("5")
    wait_until_saved(page)
    expect(page.locator("[data-total]")).to_contain_text("27.60")
    score = stored(desk, "C1")
    assert score
    assert (str(score.points), score.comment) == ("22.60", "材料完整")
    assert [citation.pages for citation in score.citations.all()] == ["2"]

    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sign/")
    expect(page.locator("main")).to_contain_text("27.60")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("材料完整")
    assert ScoreSheetVersion.objects.count() == 1

    page.locator("form[action$='revise/'] button").click()
    page.locator("[data-nav=E]").click()
    page.fill("[name=points_E]", "6")
    wait_until_saved(page)
    page.locator("[data-review]").click()
    page.wait_for_url("**/sign/")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{address(desk)}")
    assert list(ScoreSheetVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_a_mark_that_cannot_be_given_adds_nothing_to_the_total(windows: Windows, desk: Assignment) -> None:  # noqa: F811
    page = windows.of(desk.expert.user)
    page.goto(address(desk))
    page.fill("[name=points_C1]", "20")
    expect(page.locator("[data-total]")).to_contain_text("20.00")

    page.fill("[name=points_C1]", "300")

    expect(page.locator("[data-total]")).to_contain_text("0.00 分")
    expect(page.locator("#C1")).to_contain_text("此处最多可评 30 分。")


def test_nothing_is_lost_without_a_network(windows: Windows, desk: Assignment) -> None:  # noqa: F811
    page = windows.of(desk.expert.user)
    page.goto(address(desk))
    page.context.set_offline(True)
    page.fill("[name=points_C1]", "20")
    page.fill("[name=comment_C1]", "断网时写的")
    expect(page.locator("[data-unsent]")).to_contain_text("2")
    expect(page.locator("[data-autosave-says]")).to_be_visible(timeout=20_000)
    assert stored(desk, "C1") is None

    page.context.set_offline(False)
    wait_until_saved(page)
    score = stored(desk, "C1")
    assert score
    assert (str(score.points), score.comment) == ("20.00", "断网时写的")


def test_what_was_not_sent_survives_a_reload_and_goes_out_by_itself(windows: Windows, desk: Assignment) -> None:  # noqa: F811
    page = windows.of(desk.expert.user)
    page.goto(address(desk))
    page.context.set_offline(True)
    page.fill("[name=comment_C1]", "重新打开之后还在")
    expect(page.locator("[data-autosave-says]")).to_be_visible(timeout=20_000)
    page.goto("about:blank")

    page.context.set_offline(False)
    page.goto(address(desk))
    expect(page.locator("[name=comment_C1]")).to_have_value("重新打开之后还在")
    wait_until_saved(page)
    score = stored(desk, "C1")
    assert score
    assert score.comment == "重新打开之后还在"


def test_what_was_not_sent_is_shown_once_the_window_has_closed(windows: Windows, desk: Assignment) -> None:  # noqa: F811
    page = windows.of(desk.expert.user)
    page.goto(address(desk))
    page.context.set_offline(True)
    page.fill("[name=points_C1]", "20")
    page.fill("[name=comment_C1]", "断网时写的")
    expect(page.locator("[data-autosave-says]")).to_be_visible(timeout=20_000)
    page.goto("about:blank")
    desk.round.stages.update(opens_at=timezone.now() - timedelta(days=2), closes_at=timezone.now())
    make_stage(desk.round, Stage.Kind.CASES, {Role.EXPERT: [Action.DISCUSS, Action.READ_MATERIAL]})

    page.context.set_offline(False)
    page.goto(f"/reviews/{desk.round.slug}/")
    expect(page.locator("main")).to_contain_text("2 项尚未发送")
    page.get_by_role("link", name=str(desk.submission.city)).first.click()

    kept = page.locator("[data-kept]")
    expect(kept.locator("dt")).to_have_text(["C1 评语", "C1 得分"])
    expect(kept.locator(".kept-text")).to_have_text(["断网时写的", "20"])
    expect(kept.locator("dd button")).to_have_count(2)
    kept.locator("[data-drop-kept]").click()
    page.reload()
    expect(kept).to_be_hidden()


def test_what_was_typed_for_a_city_that_is_gone_is_shown_on_the_list(windows: Windows, desk: Assignment) -> None:  # noqa: F811
    other = make_assignment(make_material(desk.round), desk.expert)
    page = windows.of(desk.expert.user)
    page.goto(address(desk))
    Assignment.objects.filter(pk=desk.pk).update(state=Assignment.State.DRAFT, deployed_at=None)
    page.fill("[name=comment_C1]", "收回之后写的")
    says = page.locator("[data-autosave-says]")
    expect(says).to_be_visible(timeout=20_000)
    expect(says.locator("a")).to_have_count(0)
    expect(page.locator("[name=comment_C1]")).to_have_value("收回之后写的")

    page.goto(f"/reviews/{desk.round.slug}/")
    expect(page.get_by_role("link", name=str(other.submission.city)).first).to_be_visible()
    kept = page.locator("[data-kept]")
    expect(kept.locator("dt")).to_have_text([f"{desk.submission.city} · C1 评语"])
    expect(kept.locator(".kept-text")).to_have_text(["收回之后写的"])
    kept.locator("[data-drop-kept]").click()
    page.reload()
    expect(kept).to_be_hidden()


def test_an_expired_session_keeps_the_words_for_this_user_only(
    windows: Windows,  # noqa: F811
    desk: Assignment,
    base_url: str,
) -> None:
    page = windows.of(desk.expert.user)
    page.goto(address(desk))
    page.context.clear_cookies()
    page.fill("[name=comment_C1]", "登录过期时写的")
    expect(page.locator("[data-autosave-says] a")).to_be_visible(timeout=20_000)
    colleague = make_assignment(desk.submission, make_expert(desk.round, domains=("d2",)))

    log_in(page, base_url, colleague.expert.user)
    page.goto(address(colleague))
    expect(page.locator("[name=comment_C1]")).to_have_value("")
    page.goto(f"/reviews/{desk.round.slug}/")
    expect(page.locator("main")).not_to_contain_text("1 项尚未发送")

    log_in(page, base_url, desk.expert.user)
    page.goto(f"/reviews/{desk.round.slug}/")
    expect(page.locator("main")).to_contain_text("1 项尚未发送")
    page.goto(address(desk))
    wait_until_saved(page)
    score = stored(desk, "C1")
    assert score
    assert score.comment == "登录过期时写的"
    assert stored(colleague, "C1") is None


def test_two_tabs_that_differ_show_both_and_a_person_chooses(windows: Windows, desk: Assignment) -> None:  # noqa: F811
    first = windows.of(desk.expert.user)
    first.goto(address(desk))
    second = first.context.new_page()
    second.goto(address(desk))
    first.fill("[name=comment_C1]", "第一个窗口")
    wait_until_saved(first)

    second.fill("[name=comment_C1]", "第二个窗口")
    conflict = second.locator("#C1 .field-conflict")
    expect(conflict).to_contain_text("第一个窗口", timeout=20_000)
    expect(conflict).to_contain_text("第二个窗口")
    expect(second.locator("[name=comment_C1]")).to_have_value("第二个窗口")
    conflict.locator("button.btn-primary").click()
    wait_until_saved(second)
    score = stored(desk, "C1")
    assert score
    assert score.comment == "第二个窗口"


def test_a_phone_switches_between_material_and_scoring(windows: Windows, desk: Assignment) -> None:  # noqa: F811
    page = windows.of(desk.expert.user)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address(desk))
    expect(page.locator("#C1 .part-said")).to_be_hidden()
    page.locator("[data-show=said]").click()
    expect(page.locator("#C1 .part-said")).to_be_visible()
    expect(page.locator("#C1 .part-card")).to_be_hidden()
    page.locator("#C1 [data-cited]").click()
    expect(page.locator("[data-evidence]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
