"""The report that is built from committed rows: its texts, what it names as missing, and its bytes."""

import io
import json
import re
import time
from datetime import date

import docx
import pypdfium2
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from cities.models import Submission
from reports.forms.report import SettingsForm
from reports.models import ReportBuild, SectionText
from reports.queries.builds import findings_of, publication_refusal
from reports.services.builds import accept_finding
from reports.services.texts import save_section, save_settings
from reviews.models import ApprovedComment, Assignment, ScoreSheetVersion
from rounds.models import Round
from rounds.services.problems import create_round_problems
from tests.make import make_expert, make_leader, make_round, make_scored_city, make_user
from tests.reports.build import GOOD, file_of, lock, make_build, make_case, make_ranked_round
from tests.reviews.test_appraisals import close, say

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


def text_of(build: ReportBuild) -> str:
    return file_of(build, ".txt").decode()


def write(round: Round, section: str, text_zh: str, text_en: str = "") -> None:
    """Somebody's text for one section."""
    stored = SectionText.objects.filter(round=round, section=section).count()
    SectionText.objects.create(
        round=round, section=section, number=stored + 1, text_zh=text_zh, text_en=text_en, edited_by=make_user()
    )


def kinds(build: ReportBuild) -> set[str]:
    return {finding["kind"] for finding in build.findings}


def test_the_report_has_its_five_chapters_and_the_appendix_in_order():
    build = make_build(make_ranked_round())

    lines = text_of(build).splitlines()
    chapters = ["一、试点工作整体进展与成效", "二、试点任务落实情况", "三、试点工作的特色亮点",
                "四、试点存在的问题与不足", "五、对策与建议", "附录　低碳城市试点进展评估结果"]  # fmt: skip
    assert [line for line in lines if line in chapters] == chapters
    assert "（二）完善配套，制定支持绿色低碳发展的政策制度" in lines


def test_scores_and_the_list_are_printed_from_the_locked_result():
    round = make_ranked_round()
    result = lock(round)

    build = make_build(round)

    text = text_of(build)
    assert (build.result, "not_locked" in kinds(build)) == (result, False)
    assert "平均得分为72.3分，最高得分为90.0分，最低得分为55.0分" in text
    assert "评估结果为优良的城市：甲市。" in text


def test_the_two_highest_and_lowest_areas_are_named_with_their_rates():
    text = text_of(make_build(make_ranked_round()))

    assert "“领域A”和“领域C”平均得分率较高，分别为100.0%和76.7%" in text
    assert "“领域B”和“领域E”平均得分率略低，分别为66.7%和66.7%" in text


def test_a_report_before_the_lock_says_so_and_is_built_all_the_same():
    build = make_build(make_ranked_round())

    assert (build.state, build.result, "not_locked" in kinds(build)) == ("done", None, True)
    assert publication_refusal(build).startswith("The report was built before the result was locked")


def test_a_missing_number_is_printed_in_its_place_and_named():
    build = make_build(make_ranked_round())

    assert "年均GDP增速达〔缺数据: S1.pooled" in text_of(build)
    missing = [f for f in build.findings if f["kind"] == "missing" and f["what"].startswith("S1.pooled")]
    assert [f["where"] for f in missing] == ["1.1", "1.2"]


def test_promises_that_nobody_verified_are_named_before_the_report_is_published():
    round = make_ranked_round()
    version = round.submissions.get(city__name_zh="甲市").accepted_version
    assert version is not None
    promised = {"row": "1", "values": {"promise": "碳交易", "fulfilment": "done"}, "source": None}
    version.content = {"forms": {"F11": {"promises": [promised]}}}
    version.save()

    found = [f["what"] for f in make_build(round).findings if f["kind"] == "unverified"]

    assert found == ["有 1 项创新举措的完成情况未经核验：甲市"]


def test_a_round_without_anything_gives_a_report_and_no_crash():
    build = make_build(make_round())

    assert (build.state, build.error) == ("done", "")
    assert {"not_locked", "missing", "no_figure", "no_cases"} <= kinds(build)
    with pypdfium2.PdfDocument(file_of(build, ".pdf")) as pdf:
        assert all(page.get_textpage().get_text_bounded().strip() for page in pdf)


def test_a_field_that_nothing_fills_is_named_and_shown():
    round = make_ranked_round()
    write(round, "5.1", "共有{{S99.unheard}}个城市，{{S8.plan.issued|upside_down}}。")

    build = make_build(round)

    assert "共有〔缺数据: S99.unheard〕个城市" in text_of(build)
    unknown = [f for f in build.findings if f["kind"] == "unknown_field"]
    assert [(f["where"], f["what"].split(":")[0].split(" ")[0]) for f in unknown] == [
        ("5.1", "S99.unheard"), ("5.1", "S8.plan.issued"),
    ]  # fmt: skip


def test_what_somebody_typed_is_never_a_command():
    round = make_ranked_round()
    write(round, "5.1", '#panic("x") $a$ *b* _c_ \\ "d" <w:p> & {{round.cities}}')

    build = make_build(round)

    assert '#panic("x") $a$ *b* _c_ \\ "d" <w:p> & 3' in text_of(build)
    assert build.state == "done"
    paragraphs = [p.text for p in docx.Document(io.BytesIO(file_of(build, ".docx"))).paragraphs]
    assert '#panic("x") $a$ *b* _c_ \\ "d" <w:p> & 3' in paragraphs


def test_a_character_that_no_face_has_is_named_and_spelled():
    round = make_ranked_round()
    write(round, "5.1", "很好😀。")

    build = make_build(round)

    assert "很好〔U+1F600〕。" in text_of(build)
    assert [f["what"] for f in build.findings if f["kind"] == "no_face"] == ["字体中没有这些字符：😀"]


def test_the_same_locked_data_gives_the_same_bytes():
    round = make_ranked_round()
    lock(round)
    first = make_build(round)
    time.sleep(2.1)

    second = make_build(round)

    assert first.inputs_sha256 == second.inputs_sha256
    assert [(f.name, f.sha256) for f in first.files.all()] == [(f.name, f.sha256) for f in second.files.all()]
    assert len(first.files.all()) == 5


def test_other_words_give_another_hash():
    round = make_ranked_round()
    first = make_build(round)
    write(round, "5.1", "另一段文字。")

    assert make_build(round).inputs_sha256 != first.inputs_sha256


def test_the_public_edition_has_no_scores_of_cities_and_the_ministrys_has_all():
    round = make_ranked_round()
    lock(round)

    public, ministry = text_of(make_build(round)), text_of(make_build(round, "ministry"))

    assert ("乙市 | 72.00" in public, "2 | 乙市 | 72.00" in ministry) == (False, True)
    assert "丙市" not in public


def test_problems_are_counted_for_the_public_and_named_for_the_ministry():
    round = make_ranked_round()
    create_round_problems(round)
    assignment = Assignment.objects.filter(submission__city__name_zh="丙市").earliest("pk")
    say(assignment, problems=("concept",))
    ApprovedComment.objects.create(
        submission=assignment.submission, area=round.indicator_system.areas.earliest("code"), number=1,
        suggestion="完善目标分解机制", approved_by=make_user(),
    )  # fmt: skip
    lock(round)
    close(round)

    public, ministry = text_of(make_build(round)), text_of(make_build(round, "ministry"))

    assert "三分之一以上的试点城市有数据的3个城市中有1个。尚未将低碳发展理念融入" in public
    assert "低碳发展理念尚需深化 | 1 | 3 | 33%\n低碳发展目标的指挥棒作用尚未充分发挥 | 0 | 3 | 0%" in public
    assert "低碳发展理念尚需深化 | 1 | 3 | 33% | 丙市" in ministry
    assert "丙市 | A 领域A | 完善目标分解机制" in ministry
    assert "完善目标分解机制" not in public


def test_files_of_the_public_edition_name_no_city_with_a_problem_and_the_ministrys_do():
    round = make_ranked_round()
    create_round_problems(round)
    say(Assignment.objects.filter(submission__city__name_zh="丙市").earliest("pk"), problems=("concept",))
    code = round.submissions.get(city__name_zh="丙市").city.gb_code
    write(round, "5.1", "{{E4.tag.concept}}个城市：{{E4.tag.concept|all}}。")
    lock(round)
    close(round)

    public, ministry = make_build(round), make_build(round, "ministry")

    assert (named(public, "E4", "tag.concept"), named(ministry, "E4", "tag.concept")) == (None, "丙市")
    assert named(public, "S20", "all") == "甲市、乙市、丙市"
    traced = [json.loads(file_of(build, ".json"))["statistics"]["E4"] for build in (public, ministry)]
    assert [code in json.dumps(statistic) for statistic in traced] == [False, True]
    assert "1个城市：〔缺数据: E4.tag.concept" in text_of(public)
    assert "1个城市：丙市。" in text_of(ministry)


def named(build: ReportBuild, statistic: str, amount: str) -> str | None:
    """The cities in the annexes of a build."""
    rows = load_workbook(io.BytesIO(file_of(build, ".xlsx"))).worksheets[0].iter_rows(values_only=True)
    return next(row[8] for row in rows if (row[0], row[2]) == (statistic, amount))


def test_nobody_is_shown_who_is_not_all_in_even_in_the_ministrys_edition():
    from tests.make import make_accepted, make_assignment, make_city

    round = make_ranked_round()
    unfinished = make_accepted(round, make_city("丁市"))
    make_assignment(unfinished)

    assert "丁市" not in text_of(make_build(round, "ministry"))


def test_the_english_edition_has_tables_and_the_appendix_in_english():
    round = make_ranked_round()

    build = make_build(round, language="en")

    text = text_of(build)
    assert "Appendix: results of the evaluation" in text
    assert "The mean score is 72.3 points" in text
    assert "对策与建议" not in text


def test_the_annexes_hold_figures_as_numbers():
    round = make_ranked_round()
    lock(round)

    book = load_workbook(io.BytesIO(file_of(make_build(round), ".xlsx")))

    rows = {(row[0], row[2]): row[4] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert (rows["S18", "mean"], rows["S20", "all"]) == (72.3, 3)


def test_publishing_is_refused_until_every_finding_is_accepted_in_words():
    round = make_ranked_round()
    lock(round)
    build, secretariat = make_build(round), make_leader(round)

    assert publication_refusal(build).endswith("mend them or accept them in words.")
    for finding in findings_of(build):
        accept_finding(build=build, key=finding.key, words="数据将在附件中补充。", by=secretariat)

    assert publication_refusal(build) == ""
    assert {f.accepted.words for f in findings_of(build) if f.accepted} == {"数据将在附件中补充。"}


def test_editors_order_is_the_order_of_names_in_the_text():
    round = make_ranked_round()
    write(round, "5.1", "{{S20.all|all}}")
    settings = {"title_zh": "报告", "title_en": "Report", "executor_zh": "某中心", "executor_en": "A centre",
                "dated": date(2023, 7, 12), "city_order": "丙市、乙市"}  # fmt: skip
    save_settings(round=round, base=0, values=settings, by=make_leader(round))

    assert "丙市、乙市、甲市" in text_of(make_build(round))


@pytest.mark.parametrize("order", ["丙市、Yi", "丙市、乙市", "Bing, Yi"])
def test_the_editors_order_holds_in_both_languages_whatever_name_was_written(order: str):
    round = make_round()
    for name, english in (("甲市", "Jia"), ("乙市", "Yi"), ("丙市", "Bing")):
        make_scored_city(round, name, GOOD, GOOD, GOOD, name_en=english)
    write(round, "A", "{{S20.all|all}}", "{{S20.all|all}}")
    entered = {"title_zh": "报告", "title_en": "Report", "executor_zh": "某中心", "executor_en": "A centre",
               "dated": "2023-07-12", "city_order": order, "version": 0}  # fmt: skip
    form = SettingsForm(entered, round=round)
    assert form.is_valid(), form.errors
    values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    save_settings(round=round, base=0, values=values, by=make_leader(round))

    assert "丙市、乙市、甲市" in text_of(make_build(round))
    assert "Bing, Yi and Jia" in text_of(make_build(round, language="en"))


def test_a_case_of_a_city_that_withdrew_is_not_printed():
    round = make_ranked_round()
    case = make_case(
        round, "丙市", text="丙市的做法。", state="selected", checked_by=make_user(), checked_against="公告",
        confirmed_by=make_user(), confirmed_at=timezone.now(),
    )  # fmt: skip
    before = text_of(make_build(round))
    Submission.objects.filter(pk=case.submission_id).update(state=Submission.State.WITHDRAWN)

    assert ("丙市的做法。" in before, "丙市的做法。" in text_of(make_build(round))) == (True, False)


def test_experts_are_those_who_signed_and_not_those_who_left():
    round = make_ranked_round()
    make_expert(round)  # sits on the panel and never signed
    write(round, "5.1", "{{S19.all}}名专家")

    signed = ScoreSheetVersion.objects.values("assignment__expert").distinct().count()
    assert f"{signed}名专家" in text_of(make_build(round))


def test_a_figure_that_is_not_drawn_in_time_is_named_and_shown_as_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("reports.figures.drawing.SECONDS", 0.001)

    build = make_build(make_ranked_round())

    assert (build.state, "no_figure" in kinds(build)) == ("done", True)
    assert re.search(r"〔缺数据: 图\d+〕", text_of(build))
    assert re.search(r"〔缺数据:图\d+〕", printed_text(build))


def test_the_printed_report_holds_its_chapters_numbers_and_captions():
    round = make_ranked_round()
    lock(round)

    said = printed_text(build := make_build(round))

    assert "四、试点存在的问题与不足" in said
    assert "平均得分为72.3分，最高得分为90.0分，最低得分为55.0分" in said
    captions = [line for line in text_of(build).splitlines() if re.match(r"(图|表)\d+ ", line)]
    assert {caption.split(" ", 1)[1] for caption in captions} >= {
        "各批次城市列入优良名单情况",
        "试点城市分省分布",
    }
    assert [caption for caption in captions if caption.replace(" ", "") not in said] == []


def printed_text(build: ReportBuild) -> str:
    """The PDF, close set."""
    with pypdfium2.PdfDocument(file_of(build, ".pdf")) as pdf:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pdf)


def test_a_later_text_counts_and_a_stale_one_is_refused():
    from reports.services.texts import StaleText

    round, one, two = make_round(), None, None
    one, two = make_leader(round), make_leader(round)
    save_section(round=round, section="1.1", base=0, text_zh="甲写的。", text_en="", by=one)

    with pytest.raises(StaleText) as refused:
        save_section(round=round, section="1.1", base=0, text_zh="乙写的。", text_en="", by=two)

    assert refused.value.stored.text_zh == "甲写的。"
    assert list(SectionText.objects.values_list("text_zh", flat=True)) == ["甲写的。"]
