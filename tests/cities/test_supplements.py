"""What is missing is named once, with a day; until then nothing but the named items can be changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from cities.content import build_content
from cities.differences import compared, differences
from cities.errors import CityError
from cities.models import PolicyDocument, ProvinceOpinion, Submission, SupplementRequest, YearlyData
from cities.questionnaire import TABLES
from cities.rules import deadline_of, edit_refusal
from cities.services import (
    accept_submission,
    add_row,
    extend_supplement,
    give_opinion,
    reopen_window,
    save_value,
)
from notices.models import Notice
from rounds.models import Action, Role, Stage
from tests import make
from tests.cities import files
from tests.cities.build import (
    hand_in,
    make_city_at_work,
    make_province_member,
    make_submitted,
    say,
    say_everything,
    send_for_supplement,
    sign,
    submit,
)
from tests.cities.forms import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def submitted() -> tuple[Submission, User, User]:
    version, filler = make_submitted(name="深圳市")
    return version.submission, filler, make.make_leader(version.submission.round)


def client_of(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def test_only_what_is_named_can_be_changed(submitted):
    submission, filler, secretary = submitted
    send_for_supplement(submission, secretary, items=("form:F1", "indicator:A1"))
    year = str(submission.round.review_end)

    say(submission, "A1", filler, text="补充说明", version=1)
    save_value(
        submission=submission, table=TABLES["F1.years"], row=year, field="gdp_current", base="3000", text="3001",
        by=filler,
    )  # fmt: skip
    submission.refresh_from_db()
    hand_in(submission, filler, files.pdf(4), name="补充.pdf")
    with pytest.raises(CityError, match="only the named items can be changed"):
        say(submission, "B1", filler, text="别的", version=1)
    with pytest.raises(CityError, match="only the named items can be changed"):
        add_row(submission=submission, table=TABLES["F5.policies"], by=filler)

    assert YearlyData.objects.get(submission=submission, year=year).gdp_current == 3001
    assert not PolicyDocument.objects.exists()


def test_a_form_that_a_named_one_no_longer_agrees_with_opens_until_it_is_handed_in():
    submission, filler = make_city_at_work()
    year = str(submission.round.review_end)
    fill(submission, filler, "F6.figures", {"coal_share": {"at_end": "53.33"}})
    say_everything(submission, filler)
    submit(submission, filler)
    send_for_supplement(submission, make.make_leader(submission.round), items=("form:F1",))

    def change(table: str, row: str, field: str, base: str, text: str) -> None:
        save_value(
            submission=submission, table=TABLES[table], row=row, field=field, base=base, text=text, by=filler
        )

    with pytest.raises(CityError, match="only the named items can be changed"):
        change("F6.figures", "coal_share", "at_end", "53.33", "80")
    change("F1.years", year, "coal", "800", "1200")
    page = client_of(filler).get(f"/cities/{submission.round.slug}/forms/tasks/")
    change("F6.figures", "coal_share", "at_end", "53.33", "80")

    submission.refresh_from_db()
    proof = hand_in(submission, filler, files.pdf(4), name="统计年鉴.pdf")
    change("F6.figures", "coal_share", "evidence", "", str(proof.pk))
    change("F6.figures", "coal_share", "pages", "", "1")
    change("F6.figures", "coal_share", "at_end", "80", "79.9")

    assert page.context["refusal"] == ""
    row = TABLES["F6.figures"].model.objects.get(submission=submission, metric="coal_share")
    assert (row.evidence, row.pages, row.at_end) == (proof, "1", Decimal("79.9"))
    with pytest.raises(CityError, match="only the named items can be changed"):
        add_row(submission=submission, table=TABLES["F5.policies"], by=filler)


def test_the_pages_say_what_is_named_and_lock_the_rest(submitted):
    submission, filler, secretary = submitted
    send_for_supplement(submission, secretary, items=("indicator:A1",), reason="缺2021年清单")
    browser = client_of(filler)

    home = browser.get(f"/cities/{submission.round.slug}/").content.decode()
    named = browser.get(f"/cities/{submission.round.slug}/statements/A1/").content.decode()
    locked = browser.get(f"/cities/{submission.round.slug}/statements/B1/").content.decode()

    assert "缺2021年清单" in home
    assert "not changed yet" in home
    assert 'name="text"' in named
    assert 'name="text"' not in locked
    assert "only the named items can be changed" in locked


def test_it_is_returned_once(submitted):
    submission, filler, secretary = submitted
    send_for_supplement(submission, secretary, items=("indicator:A1",))
    say(submission, "A1", filler, text="补充说明", version=1)
    second = sign(submission, filler)

    with pytest.raises(CityError, match="Returned for supplement once already"):
        send_for_supplement(submission, secretary, number=2)
    accept_submission(submission=submission, number=second.number, by=secretary)

    assert Submission.objects.get().accepted_version == second


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"items": ("form:F99",)}, "items", "“form:F99” is not part of this version."),
        ({"items": ("evidence:0",)}, "items", "“evidence:0” is not part of this version."),
        ({"reason": " "}, "reason", "Say what must be supplemented"),
        ({"days": -1}, "due_at", "is over already."),
    ],
)
def test_a_return_that_says_too_little_is_refused_whole(submitted, changes, field, says):
    submission, _filler, secretary = submitted

    with pytest.raises(CityError, match=says) as caught:
        send_for_supplement(submission, secretary, **changes)

    assert caught.value.field == field
    submission.refresh_from_db()
    assert submission.state == "submitted"


def test_a_text_beside_an_item_is_never_cut(submitted):
    submission, _filler, secretary = submitted
    typed = "缺" * 2001
    address = f"/cities/{submission.round.slug}/{submission.city.gb_code}/check/"
    sent = {
        "number": "1",
        "reason": "请补充",
        "due_at": "2099-01-01T18:00",
        "say_form:F1": typed,
        "return": "1",
    }

    browser = client_of(secretary)
    browser.post(address, {"look": "1"})
    page = browser.post(address, sent).content.decode()
    with pytest.raises(CityError, match="has 2001 characters; at most 2000"):
        send_for_supplement(submission, secretary, items=("indicator:A1",), text=typed)

    assert f'value="{typed}"' in page
    assert 'id="error-item-form-F1">The text beside an item has 2001 characters; at most 2000' in page
    assert not SupplementRequest.objects.exists()


def test_after_the_day_nothing_can_be_changed_until_there_is_more_time(submitted):
    submission, filler, secretary = submitted
    send_for_supplement(submission, secretary, items=("indicator:A1",))
    SupplementRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    submission.refresh_from_db()
    assert "Ask the secretariat for an extension" in edit_refusal(submission)

    with pytest.raises(CityError, match="Say why"):
        extend_supplement(
            submission=submission, due_at=timezone.now() + timedelta(days=2), reason="", by=secretary
        )
    later = timezone.now() + timedelta(days=2)
    extend_supplement(submission=submission, due_at=later, reason="汛期", by=secretary)

    assert edit_refusal(submission) == ""
    assert deadline_of(submission) == later
    assert Notice.objects.filter(recipient=filler).latest("pk").text_zh.endswith("汛期")


def test_when_the_time_is_over_what_was_handed_in_can_be_accepted(submitted):
    submission, _filler, secretary = submitted
    send_for_supplement(submission, secretary, items=("indicator:A1",))
    with pytest.raises(CityError, match="Only what has been submitted can be accepted"):
        accept_submission(submission=submission, number=1, by=secretary)
    SupplementRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    accept_submission(submission=submission, number=1, by=secretary)

    assert Submission.objects.get().state == "accepted"


def test_a_closed_window_opens_again_for_one_city_only():
    round = make.make_round(everything_open=False)
    filing = make.make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]})
    one, other = make.make_submission(round), make.make_submission(round)
    member = make.make_city_member(one.city)
    filing.delete()
    assert "no open stage" in edit_refusal(one)

    reopen_window(
        submission=one, until=timezone.now() + timedelta(days=1), reason="系统故障", by=make.make_leader(round)
    )
    say(one, "A1", member)

    assert (edit_refusal(one), edit_refusal(other) == "") == ("", False)
    assert AuditEvent.objects.filter(verb="reopen_window").count() == 1


def test_experts_keep_the_accepted_version_while_the_city_writes_a_newer_one(submitted):
    submission, filler, secretary = submitted
    first = accept_submission(submission=submission, number=1, by=secretary)

    reopen_window(submission=submission, until=timezone.now() + timedelta(days=1), reason="更正单位", by=secretary)
    say(submission, "A1", filler, text="更正后", version=1)
    submission.refresh_from_db()
    assert (submission.state, submission.accepted_version) == ("draft", first)
    second = sign(submission, filler)
    accept_submission(submission=submission, number=2, by=secretary)

    submission.refresh_from_db()
    assert (submission.state, submission.accepted_version) == ("accepted", second)


def test_the_province_says_its_opinion_on_one_version(submitted):
    submission, filler, secretary = submitted
    official = make_province_member(submission)
    address = f"/cities/{submission.round.slug}/province/{submission.city.gb_code}/"

    silent = client_of(official).post(address, {"number": "1", "verdict": "disagrees", "text": ""})
    client_of(official).post(address, {"number": "1", "verdict": "with_remarks", "text": "请核实能耗数据"})
    again = client_of(official).post(address, {"number": "1", "verdict": "agrees", "text": ""})

    assert "text" in silent.context["form"].errors
    assert ProvinceOpinion.objects.get().verdict == "with_remarks"
    assert "The opinion on this version is given." in again.content.decode()
    check = client_of(secretary).post(
        f"/cities/{submission.round.slug}/{submission.city.gb_code}/check/", {"look": "1"}, follow=True
    )
    assert "请核实能耗数据" in check.content.decode()
    assert "请核实能耗数据" in client_of(filler).get(f"/cities/{submission.round.slug}/").content.decode()


def test_a_late_opinion_blocks_nothing_and_is_shown_as_not_given():
    round = make.make_round(everything_open=False)
    make.make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]})
    make.make_stage(round, Stage.Kind.FORMAL_CHECK, {Role.SECRETARIAT: [Action.CHECK_SUBMISSION]})
    version, _filler = make_submitted(round)
    secretary = make.make_leader(round)

    page = client_of(secretary).post(
        f"/cities/{round.slug}/{version.submission.city.gb_code}/check/", {"look": "1"}, follow=True
    )
    accept_submission(submission=version.submission, number=1, by=secretary)

    assert "not given" in page.content.decode()


def test_another_provinces_official_gives_no_opinion(submitted):
    submission, _filler, _secretary = submitted
    other = make.make_submission(submission.round, make.make_city(province="乙省"))

    with pytest.raises(CityError, match="Only the city's own provincial authority"):
        give_opinion(submission=submission, number=1, verdict="agrees", text="", by=make_province_member(other))


def test_a_version_shows_what_differs_from_the_one_before(submitted):
    submission, filler, secretary = submitted
    send_for_supplement(submission, secretary)
    say(submission, "A1", filler, text="已完成。并已核实。", self_score="3", version=1)
    year = str(submission.round.review_end)
    save_value(
        submission=submission, table=TABLES["F1.years"], row=year, field="gdp_current", base="3000", text="3001",
        by=filler,
    )  # fmt: skip
    submission.refresh_from_db()
    hand_in(submission, filler, files.pdf(5), name="清单.pdf")
    sign(submission, filler)
    first, second = submission.versions.order_by("number")

    found = differences(first.content, second.content, submission.round)
    page = client_of(filler).get(f"/cities/{submission.round.slug}/receipts/2/changes/").content.decode()

    assert [change.code for change in found.statements] == ["A1"]
    [form] = found.forms
    assert [(row.kind, row.label) for row in form.rows] == [("changed", year)]
    assert [(change.kind, change.file["file_name"]) for change in found.files] == [("added", "清单.pdf")]
    assert "<ins>并已核实。</ins>" in page
    assert "<del>3000</del>" in page
    assert differences(second.content, second.content, submission.round).is_empty


def test_texts_are_compared_by_sentences():
    pieces = compared("甲。乙。丙。", "甲。丁。丙。")

    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "甲。"), ("removed", "乙。"), ("added", "丁。"), ("same", "丙。"),
    ]  # fmt: skip


def test_the_form_of_the_return_keeps_what_was_typed(submitted):
    submission, _filler, secretary = submitted
    address = f"/cities/{submission.round.slug}/{submission.city.gb_code}/check/"
    browser = client_of(secretary)
    browser.post(address, {"look": "1"})
    typed = {
        "number": "1", "return": "1", "reason": "请补充", "items": ["indicator:A1"], "say_form:F7": "缺2021年",
        "due_at": "2020-01-01T18:00",
    }  # fmt: skip

    refused = browser.post(address, typed)
    accepted = browser.post(address, typed | {"due_at": "2099-01-01T18:00"})

    page = refused.content.decode()
    assert "is over already." in page
    assert 'value="indicator:A1" id="item-indicator-A1" checked' in page
    assert 'value="缺2021年"' in page
    assert accepted.status_code == 302
    items = SupplementRequest.objects.get().items
    assert {str(item) for item in items.all()} == {"F7", "A1 Indicator A1"}


def test_a_draft_is_compared_with_what_was_returned(submitted):
    submission, filler, secretary = submitted
    request = send_for_supplement(submission, secretary, items=("indicator:A1", "form:F1"))
    say(submission, "A1", filler, text="补充说明", version=1)

    changed = differences(request.version.content, build_content(submission), submission.round)
    home = client_of(filler).get(f"/cities/{submission.round.slug}/").content.decode()

    assert (changed.touches(indicator="A1"), changed.touches(form="F1")) == (True, False)
    assert "changed since" in home
    assert "not changed yet" in home
