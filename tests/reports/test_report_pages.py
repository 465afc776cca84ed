"""The report's pages: chapters, editor with preview, builds with findings, cases, letters."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from cities.models import City, CityMembership
from reports.models import AcceptedFinding, ReportBuild, ReportCase, SectionText
from reports.services.cases import answer_case, check_case
from reviews.models import ScoreSheetVersion
from rounds.models import Round, Stage
from tests.make import make_city, make_city_member, make_leader, make_round, make_submission
from tests.reports.build import file_of, make_build, make_case, make_ranked_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secretariat(reader: Client) -> tuple[Client, Round]:
    round = make_ranked_round()
    reader.force_login(make_leader(round))
    return reader, round


def url(name: str, round: Round, *args: object) -> str:
    return reverse(f"reports:{name}", args=[round.slug, *args])


def test_the_tree_has_every_section_and_says_who_wrote_it(secretariat):
    client, round = secretariat
    client.post(url("section", round, "1.1"), {"base": 0, "text_zh": "新的文字。", "text_en": ""})

    page = client.get(url("report", round)).content.decode()

    assert page.count("text as shipped") == 29
    assert page.count("version 1, ") == 1


def test_the_preview_prints_what_is_typed_and_stores_nothing(secretariat):
    client, round = secretariat

    page = client.post(
        url("preview", round, "1.1"), {"text_zh": "共{{round.cities}}个，{{S1.pooled}}<b>。"}
    ).content.decode()

    assert "共3个，" in page
    assert "〔缺数据: S1.pooled" in page
    assert "&lt;b&gt;" in page
    assert not SectionText.objects.exists()


def test_a_stale_text_is_shown_beside_what_was_typed(secretariat):
    client, round = secretariat
    client.post(url("section", round, "1.1"), {"base": 0, "text_zh": "先保存的。", "text_en": ""})

    answer = client.post(url("section", round, "1.1"), {"base": 0, "text_zh": "后来的。", "text_en": ""})

    page = answer.content.decode()
    assert (answer.status_code, "先保存的。" in page, "后来的。" in page) == (409, True, True)
    assert SectionText.objects.count() == 1


def test_an_order_with_a_name_that_is_no_city_is_refused_by_name(secretariat):
    client, round = secretariat
    entered = {
        **{"title_zh": "报告", "title_en": "R", "executor_zh": "中心", "executor_en": "C"},
        **{"dated": "2023-07-12", "city_order": "乙市、某地", "version": 0},
    }

    page = client.post(url("report-settings", round), entered).content.decode()

    assert "Not a city of this round: 某地" in page


def test_an_order_with_a_name_that_two_cities_have_asks_for_the_whole_one(secretariat):
    client, round = secretariat
    for name in ("朝阳区", "朝阳市"):
        city = make_submission(round, make_city(name)).city
        City.objects.filter(pk=city.pk).update(short_zh="朝阳")
    entered = {
        **{"title_zh": "报告", "title_en": "R", "executor_zh": "中心", "executor_en": "C"},
        **{"dated": "2023-07-12", "city_order": "乙市、朝阳", "version": 0},
    }

    page = client.post(url("report-settings", round), entered).content.decode()

    assert "Several cities have this name; write the whole one: 朝阳" in page
    assert "Not a city of this round" not in page


def test_a_build_is_asked_for_once_and_can_be_cancelled(secretariat):
    client, round = secretariat
    client.post(url("ask-build", round), {"kind": "public", "language": "zh"})
    client.post(url("ask-build", round), {"kind": "public", "language": "zh"})
    build = ReportBuild.objects.get()

    client.post(url("cancel-build", round, build.number))

    build.refresh_from_db()
    assert (build.state, build.files.count()) == ("cancelled", 0)
    recorded = AuditEvent.objects.filter(verb__contains="build").order_by("number")
    assert list(recorded.values_list("verb", flat=True)) == ["ask_for_build", "cancel_build"]


def test_a_cancelled_build_is_not_made(secretariat):
    from reports.building import run

    client, round = secretariat
    client.post(url("ask-build", round), {"kind": "public", "language": "zh"})
    build = ReportBuild.objects.get()
    client.post(url("cancel-build", round, build.number))

    run.make(build.pk)

    build.refresh_from_db()
    assert (build.state, build.files.count()) == ("cancelled", 0)


def test_a_build_delivered_twice_is_made_once(secretariat):
    from reports.building import run

    _client, round = secretariat
    build = make_build(round)
    finished = build.finished_at

    run.make(build.pk)

    build.refresh_from_db()
    assert (build.finished_at, build.files.count()) == (finished, 5)


def test_findings_are_accepted_with_words_only(secretariat):
    client, round = secretariat
    build = make_build(round)
    key = build.findings[0]["key"]

    client.post(url("accept-finding", round, build.number), {"key": key, "words": "  "})
    assert not AcceptedFinding.objects.exists()
    client.post(url("accept-finding", round, build.number), {"key": key, "words": "已知悉"})

    assert AcceptedFinding.objects.get().words == "已知悉"
    assert "已知悉" in client.get(url("build", round, build.number)).content.decode()


def test_files_come_as_they_were_hashed_and_downloads_go_on_record(secretariat):
    import hashlib

    client, round = secretariat
    build = make_build(round)
    for file in build.files.all():
        answer = client.get(url("build-file", round, build.number, file.pk))
        assert hashlib.sha256(answer.content).hexdigest() == file.sha256

    assert AuditEvent.objects.filter(verb="download_build_file").count() == 5


def test_every_number_leads_to_its_rows(secretariat):
    client, round = secretariat
    build = make_build(round)

    page = client.get(url("build-trace", round, build.number) + "?statistic=S18").content.decode()

    assert "72.3" in page
    assert "3 rows; 3 of 3 cities with data" in page


def test_two_builds_are_compared_by_paragraph(secretariat):
    client, round = secretariat
    first = make_build(round)
    client.post(url("section", round, "5.1"), {"base": 0, "text_zh": "换了一段。", "text_en": ""})
    second = make_build(round)

    page = client.get(url("compare-builds", round, second.number, first.number)).content.decode()

    assert (page.count('class="added"'), page.count('class="removed"'), "换了一段。" in page) == (1, 1, True)


@pytest.mark.parametrize("builds", [1, 5])
def test_the_list_of_builds_asks_the_same_number_of_questions(secretariat, django_assert_max_num_queries, builds):
    client, round = secretariat
    leader = make_leader(round)
    for number in range(1, builds + 1):
        ReportBuild.objects.create(round=round, number=number, kind="public", asked_by=leader, state="cancelled")

    with django_assert_max_num_queries(22):
        client.get(url("builds", round))


def test_a_case_is_printed_only_after_check_confirmation_and_choice(secretariat):
    client, round = secretariat
    case = make_case(round)
    approver = make_city_member(case.submission.city, CityMembership.Kind.APPROVER)

    client.post(url("case-step", round, case.pk), {"step": "select"})
    case.refresh_from_db()
    assert case.state == ReportCase.State.NOMINATED
    client.post(url("case-step", round, case.pk), {"step": "check", "against": "市政府网站2022年公告"})
    city = Client()
    city.force_login(approver)
    city.post(reverse("reports:own-case", args=[case.pk]), {"answer": "confirm", "base": 1})
    assert "甲市建成碳排放数据平台。" not in file_of(make_build(round), ".txt").decode()
    client.post(url("case-step", round, case.pk), {"step": "select"})

    assert "四是构建碳排放数据管理平台。" in (text := file_of(make_build(round), ".txt").decode())
    assert "甲市建成碳排放数据平台。" in text


def test_other_words_must_be_confirmed_again(secretariat):
    client, round = secretariat
    case = make_case(round)
    check_case(case=case, against="公告", by=make_leader(round))

    entered = {"base": 1, "category": "platform", "title": "平台", "place": "", "text": "换了说法。"}
    client.post(url("case", round, case.pk), entered)

    case.refresh_from_db()
    assert (case.state, case.text, case.checked_by) == (ReportCase.State.NOMINATED, "换了说法。", None)


def test_a_city_confirms_only_the_wording_that_it_read(secretariat):
    client, round = secretariat
    case, by = make_case(round), make_leader(round)
    check_case(case=case, against="公告", by=by)
    city = Client()
    city.cookies["django_language"] = "en"
    city.force_login(make_city_member(case.submission.city, CityMembership.Kind.APPROVER))
    address = reverse("reports:own-case", args=[case.pk])
    [opened] = re.findall(r'name="base" value="(\d+)"', city.get(address).content.decode())
    entered = {"base": 1, "category": "platform", "title": "平台", "place": "", "text": "换了说法。"}
    client.post(url("case", round, case.pk), entered)
    check_case(case=case, against="公告", by=by)

    page = city.post(address, {"answer": "confirm", "remark": "好", "base": opened}).content.decode()

    case.refresh_from_db()
    assert case.state == ReportCase.State.CHECKED
    assert "The wording was changed after you opened it" in page
    assert ("换了说法。" in page, ">好</textarea>" in page) == (True, True)
    city.post(address, {"answer": "confirm", "base": case.version})
    case.refresh_from_db()
    assert (case.state, case.text) == (ReportCase.State.CONFIRMED, "换了说法。")


@pytest.mark.parametrize("answer", ["object", "confirm"])
def test_a_remark_that_is_too_long_is_refused_and_given_back(secretariat, answer):
    _client, round = secretariat
    case = make_case(round)
    check_case(case=case, against="公告", by=make_leader(round))
    city, remark = Client(), "字" * 1001
    city.cookies["django_language"] = "en"
    city.force_login(make_city_member(case.submission.city, CityMembership.Kind.APPROVER))

    given = city.post(reverse("reports:own-case", args=[case.pk]), {"answer": answer, "remark": remark, "base": 1})

    page = given.content.decode()
    assert given.status_code == 422
    assert ("1000" in page, "1001" in page, f">{remark}</textarea>" in page) == (True, True, True)
    case.refresh_from_db()
    assert (case.state, case.remark) == (ReportCase.State.CHECKED, "")


@pytest.mark.parametrize("meanwhile", ["reworded", "answered"])
def test_a_remark_that_comes_too_late_is_given_back(secretariat, meanwhile):
    client, round = secretariat
    case, by = make_case(round), make_leader(round)
    check_case(case=case, against="公告", by=by)
    city, colleague = Client(), make_city_member(case.submission.city, CityMembership.Kind.APPROVER)
    city.cookies["django_language"] = "en"
    city.force_login(make_city_member(case.submission.city, CityMembership.Kind.APPROVER))
    if meanwhile == "reworded":
        entered = {"base": 1, "category": "platform", "title": "新题", "place": "", "text": "换了说法。"}
        client.post(url("case", round, case.pk), entered)
    else:
        answer_case(case=case, base=1, confirms=True, remark="", by=colleague)
    address = reverse("reports:own-case", args=[case.pk])

    answer = city.post(address, {"answer": "object", "remark": "数字不对。", "base": 1})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<dd>数字不对。</dd>" in page
    assert "this is possible only while it is" in page
    assert [words for words in ("新题", "换了说法。") if words in page] == []
    case.refresh_from_db()
    assert case.remark == ""


def test_a_case_changed_meanwhile_is_shown_beside_what_was_typed(secretariat):
    client, round = secretariat
    case = make_case(round)
    entered = {"base": 0, "category": "platform", "title": "平台", "place": "", "text": "先保存的。"}
    client.post(url("case", round, case.pk), entered)

    answer = client.post(url("case", round, case.pk), {**entered, "text": "后来的。"})

    page = answer.content.decode()
    assert (answer.status_code, "<p>先保存的。</p>" in page, "后来的。" in page) == (409, True, True)


def test_settings_changed_meanwhile_are_shown_beside_what_was_typed(secretariat):
    client, round = secretariat
    entered = {
        **{"title_zh": "先保存的报告", "title_en": "R", "executor_zh": "中心", "executor_en": "C"},
        **{"dated": "2023-07-12", "city_order": "乙市", "version": 0},
    }
    client.post(url("report-settings", round), entered)

    answer = client.post(url("report-settings", round), {**entered, "title_zh": "后来的报告"})

    page = answer.content.decode()
    assert (answer.status_code, "先保存的报告</dd>" in page, "后来的报告" in page) == (409, True, True)


def test_a_case_that_is_too_long_is_refused_with_its_limit(secretariat):
    client, round = secretariat
    case = make_case(round)
    entered = {"base": 0, "category": "platform", "title": "平台", "place": "", "text": "长" * 301}

    page = client.post(url("case", round, case.pk), entered).content.decode()

    assert "The text has 301 characters; at most 300 are possible." in page


def test_a_city_never_sees_anothers_case(secretariat):
    _client, round = secretariat
    case = make_case(round, "乙市")
    check_case(case=case, against="公告", by=make_leader(round))
    stranger = Client()
    stranger.force_login(make_city_member(round.submissions.get(city__name_zh="甲市").city))

    assert stranger.get(reverse("reports:own-case", args=[case.pk])).status_code == 404
    assert case.title not in stranger.get(reverse("reports:own-cases")).content.decode()


def test_a_filler_does_not_confirm(secretariat):
    _client, round = secretariat
    case = make_case(round)
    check_case(case=case, against="公告", by=make_leader(round))
    filler = Client()
    filler.force_login(make_city_member(case.submission.city))

    filler.post(reverse("reports:own-case", args=[case.pk]), {"answer": "confirm", "base": 1})

    case.refresh_from_db()
    assert case.state == ReportCase.State.CHECKED


def test_what_experts_wrote_is_shown_once_nothing_can_be_revised(secretariat):
    client, round = secretariat
    submission = round.submissions.get(city__name_zh="甲市")
    ScoreSheetVersion.objects.filter(sheet__assignment__submission=submission).update(comments={"B1": "制度健全"})
    address = reverse("reviews:city-comments", args=[round.slug, submission.pk])

    before = client.get(address).content.decode()
    Stage.objects.filter(round=round).update(closes_at=timezone.now())
    after = client.get(address).content.decode()

    assert "制度健全" not in before
    assert "This city is still being judged" in before
    assert "制度健全" in after


def test_the_report_of_another_round_does_not_exist(secretariat):
    client, _round = secretariat
    other = make_round()

    assert [client.get(url(name, other)).status_code for name in ("report", "builds", "cases", "letters")] == [
        404
    ] * 4


def test_the_secretariat_nominates_a_case_that_no_form_has(secretariat):
    client, round = secretariat
    submission = round.submissions.get(city__name_zh="甲市")
    entered = {
        "submission": submission.pk, "category": "platform", "title": "平台", "place": "", "text": "长" * 301
    }  # fmt: skip

    refused = client.post(url("new-case", round), entered)
    too_long = "The text has 301 characters; at most 300 are possible." in refused.content.decode()
    client.post(url("new-case", round), entered | {"text": "专家推荐的案例。"})

    assert (refused.status_code, too_long) == (422, True)
    made = ReportCase.objects.get()
    assert (made.origin, made.state, made.text) == ("secretariat", "nominated", "专家推荐的案例。")
    page = client.get(url("case", round, made.pk)).content.decode()
    assert "Nominated by the secretariat" in page


def test_who_checks_a_case_reads_the_citys_own_words_figures_and_source(secretariat):
    client, round = secretariat
    case = make_case(round, row="7")
    version = case.submission.accepted_version
    assert version is not None
    source = {"evidence": 1, "title": "平台验收报告", "file_name": "x.pdf", "sha256": "0", "pages": "3-5"}
    figures = {"practice": 7, "name": "接入企业", "value": "120", "unit": "家", "year": 2022}
    others = figures | {"practice": 8, "name": "别的案例的数"}
    version.content = {"forms": {"F12": {
        "cases": [{"row": "7", "values": {"title": "数据平台", "text": "城市改过的说法。"}, "source": source}],
        "facts": [{"row": str(n), "values": v, "source": None} for n, v in enumerate((figures, others))],
    }}}  # fmt: skip
    version.save()

    page = client.get(url("case", round, case.pk)).content.decode()

    for words in ("城市改过的说法。", "平台验收报告 · 3-5", "接入企业", "120", "words are others than the text"):
        assert words in page
    assert "别的案例的数" not in page
