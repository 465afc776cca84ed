"""The feedback letters: own rates against batch and nation, approved comments only, promises, all at once."""

import io
import zipfile

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from cities.models import InnovationPromise
from reports.errors import ReportError
from reports.models import BuildFile, ReportBuild
from reports.services.builds import release_letters
from reports.services.parameters import set_parameters
from reports.services.publication import tell_results
from reviews.models import ApprovedComment, Correction, PromiseCheck, ScoreSheetVersion
from reviews.services.results import ask_for_correction, sign_correction
from rounds.models import Area, Round, RoundRole
from tests.make import make_city_member, make_leader, make_scored_city, make_user
from tests.reports.build import FAIR, lock, make_build, make_ranked_round, make_round_without, rank

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


def words(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    return text.replace("\r", "").replace("\n", "").replace(" ", "")


def letter_of(build: ReportBuild, city: str) -> str:
    return words(bytes(BuildFile.objects.get(build=build, role="letter", name__contains=city).content))


def comment(round: Round, city: str, text: str, suggestion: str = "", number: int = 1) -> None:
    """Approved by the chair for the first area; empty: withdrawn."""
    ApprovedComment.objects.create(
        submission=round.submissions.get(city__name_zh=city),
        area=Area.objects.filter(system=round.indicator_system).order_by("code")[0],
        number=number, comment=text, suggestion=suggestion, approved_by=make_user(),
    )  # fmt: skip


def test_every_ranked_city_has_a_letter_and_all_are_in_the_archive():
    round = make_ranked_round()
    lock(round)

    build = make_build(round, "letters")

    letters = {f.name: bytes(f.content) for f in build.files.filter(role="letter")}
    with zipfile.ZipFile(io.BytesIO(bytes(build.files.get(role="letters").content))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == letters
    assert sorted(name.split("_")[1] for name in letters) == ["丙市", "乙市", "甲市"]


def test_a_letter_has_own_rates_beside_batch_and_nation():
    round = make_ranked_round()
    lock(round)

    text = letter_of(make_build(round, "letters"), "甲市")

    assert "总得分为90.00分，等次为优秀" in text
    assert "B领域B88.966.766.7+22.2" in text


def test_a_letter_has_both_totals_where_something_does_not_apply():
    round = make_round_without("A2")
    lock(round)

    build = make_build(round, "letters")

    assert "总得分为70.20分" in letter_of(build, "甲市")
    assert "A2对贵市不适用。适用分值96分，贵市实得67.00分" in letter_of(build, "甲市")
    assert "不适用" not in letter_of(build, "乙市")


def test_a_letter_names_no_other_city():
    round = make_ranked_round()

    text = letter_of(make_build(round, "letters"), "甲市")

    assert ("乙市" in text, "丙市" in text) == (False, False)


def test_a_batch_of_fewer_than_three_is_withheld():
    round = make_ranked_round()
    make_scored_city(round, "丁市", FAIR, FAIR, FAIR, batch=2017)
    rank(round)

    assert "B领域B66.7–66.70.0" in letter_of(make_build(round, "letters"), "丁市")


def test_means_over_fewer_than_the_rounds_smallest_group_are_withheld():
    round = make_ranked_round()
    set_parameters(round=round, values={"smallest_group": "4"}, version=0, by=make_leader(round))

    text = letter_of(make_build(round, "letters"), "甲市")

    assert "B领域B88.9–––" in text
    assert "城市数少于4个的平均值不予公布" in text
    assert "明显高于全国平均水平的指标：无" in text
    assert "个百分点" not in text


def test_a_letter_draws_the_city_against_its_batch_and_the_nation():
    round = make_ranked_round()

    text = letter_of(make_build(round, "letters"), "甲市")

    assert "图2甲市分领域得分率" in text


def test_only_approved_comments_are_printed():
    round = make_ranked_round()
    comment(round, "甲市", "已同意的意见", "已同意的建议")
    comment(round, "乙市", "撤回的意见")
    comment(round, "乙市", "", number=2)
    ScoreSheetVersion.objects.update(comments={"B1": "评分表上的评语"})

    build = make_build(round, "letters")

    assert "领域A：已同意的意见建议：已同意的建议" in letter_of(build, "甲市")
    for words in ("撤回的意见", "评分表上的评语"):
        assert words not in letter_of(build, "乙市")
    assert [f["what"] for f in build.findings if f["kind"] == "no_comments"] == [
        "以下城市没有经同意的专家意见：乙市、丙市"
    ]


def test_the_same_letters_have_the_same_bytes():
    round = make_ranked_round()
    lock(round)

    one, two = (make_build(round, "letters") for _n in range(2))

    assert [f.sha256 for f in one.files.all()] == [f.sha256 for f in two.files.all()]


def reader_of(round: Round, city: str) -> Client:
    browser = Client()
    browser.force_login(make_city_member(round.submissions.get(city__name_zh=city).city))
    return browser


def test_a_city_takes_its_own_letter_once_it_was_told_its_result():
    round = make_ranked_round()
    lock(round)
    build = make_build(round, "letters")
    own, page = f"/reports/{round.slug}/own/letter.pdf", f"/reports/{round.slug}/own/result/"
    browser = reader_of(round, "甲市")

    before = browser.get(own).status_code
    tell_results(round=round, by=make_leader(round))
    release_letters(build=build, by=make_leader(round))
    letter = browser.get(own)

    assert before == 404
    assert letter.content == bytes(build.files.get(role="letter", name__contains="甲市").content)
    assert own in browser.get(page).content.decode()
    assert reader_of(round, "乙市").get(own).content != letter.content


def test_a_letter_that_the_secretariat_has_not_read_is_shown_to_no_city():
    round = make_ranked_round()
    lock(round)
    first = make_build(round, "letters")
    secretariat, address = Client(), f"/reports/{round.slug}/letters/"
    secretariat.cookies["django_language"] = "en"
    secretariat.force_login(make_leader(round))
    browser, own = reader_of(round, "甲市"), f"/reports/{round.slug}/own/letter.pdf"

    waits = "The letters to the cities are made and not shown to them yet."

    untold = secretariat.post(f"{address}{first.number}/release/", follow=True).content.decode()
    told_early = waits in secretariat.get("/").content.decode()
    tell_results(round=round, by=make_leader(round))
    told = waits in secretariat.get("/").content.decode()
    offered, before = secretariat.get(address).content.decode(), browser.get(own).status_code
    shown = secretariat.post(f"{address}{first.number}/release/", follow=True).content.decode()
    again = secretariat.post(f"{address}{first.number}/release/", follow=True).content.decode()
    told_late = waits in secretariat.get("/").content.decode()
    comment(round, "甲市", "改过的意见")
    second = make_build(round, "letters")
    still = browser.get(own).content

    assert "The cities have not been told their results yet." in untold
    assert ("Show to the cities" in offered, before) == (True, 404)
    assert "Shown to the cities by" in shown
    assert (told_early, told, told_late) == (False, True, False)
    assert "The cities can read these letters already." in again
    assert "改过的意见" in letter_of(second, "甲市")
    assert "改过的意见" not in words(still)
    assert AuditEvent.objects.filter(verb="release_letters", round_id=round.pk).count() == 1


def test_nobody_but_the_citys_people_takes_a_citys_letter():
    round = make_ranked_round()
    lock(round)
    build = make_build(round, "letters")
    tell_results(round=round, by=make_leader(round))
    release_letters(build=build, by=make_leader(round))
    own = f"/reports/{round.slug}/own/letter.pdf"
    browser = Client()

    for reader in (make_leader(round), make_leader(round, RoundRole.Kind.OBSERVER), make_user()):
        browser.force_login(reader)
        assert browser.get(own).status_code == 404


def test_a_letter_of_another_result_than_the_one_that_was_told_is_not_given():
    round = make_ranked_round()
    early = make_build(round, "letters")
    lock(round)
    tell_results(round=round, by=make_leader(round))
    browser, own = reader_of(round, "甲市"), f"/reports/{round.slug}/own/letter.pdf"

    with pytest.raises(ReportError, match="not made of the frozen result that is in force"):
        release_letters(build=early, by=make_leader(round))
    built_before_the_freeze = browser.get(own).status_code
    release_letters(build=make_build(round, "letters"), by=make_leader(round))
    of_this_result = browser.get(own).status_code
    ask_for_correction(round=round, reason="更正。", by=make_leader(round))
    chair = make_leader(round, RoundRole.Kind.CHAIR)
    sign_correction(correction=Correction.objects.get(result__round=round), by=chair)

    assert (built_before_the_freeze, of_this_result, browser.get(own).status_code) == (404, 200, 404)


def test_letter_and_own_page_give_a_promise_in_its_verified_state_from_the_accepted_material():
    round = make_ranked_round()
    submission = round.submissions.get(city__name_zh="甲市")
    promised = [
        {"row": str(number), "values": {"promise": f"承诺{number}", "fulfilment": "done"}, "source": None}
        for number in (1, 2)
    ]
    version = submission.accepted_version
    assert version is not None
    version.content = {"forms": {"F11": {"promises": promised}}}
    version.save()
    InnovationPromise.objects.create(submission=submission, promise="草稿中的承诺", fulfilment="done")
    PromiseCheck.objects.create(
        submission=submission, row="1", said="done", fulfilment="partly", reason="仅完成一期。",
        verified_by=make_user(), verified_at=timezone.now(),
    )  # fmt: skip
    lock(round)
    tell_results(round=round, by=make_leader(round))

    text = letter_of(make_build(round, "letters"), "甲市")
    page = reader_of(round, "甲市").get(f"/reports/{round.slug}/own/result/").content.decode()

    assert "承诺1部分完成" in text
    assert "承诺2已完成（未核验）" in text
    assert "部分完成：仅完成一期。" in page
    assert "已完成 (未核验)" in page
    assert "草稿中的承诺" not in text + page
