"""From the frozen result to the public: who does which step when, what the public reads, and what it does not."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from cities.models import Submission
from notices.models import Letter
from reports.errors import ReportError
from reports.models import AcceptedFinding, BuildFile, FactRequest, Objection, OwnResults, Publication, ReportBuild
from reports.own_result import own_result
from reports.publishing import content_of
from reports.queries.builds import publication_refusal
from reports.queries.clock import objection_deadline, working_days_after
from reports.services.claims import decide_fact_request, decide_objection, file_fact_request, file_objection
from reports.services.parameters import set_parameters
from reports.services.publication import countersign, finalise, publish, tell_results
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import Correction, Result, Verification
from reviews.services.results import sign_correction
from reviews.services.verification import Computed, verify_points
from rounds.models import Action, Indicator, Role, Round, RoundRole, Stage
from scoring.canonical import sha256_of
from tests.make import (
    make_assignment,
    make_city_member,
    make_expert,
    make_leader,
    make_round,
    make_scored_city,
    make_stage,
)
from tests.reports.build import GOOD, file_of, lock, make_build, make_ranked_round, make_round_without, rank

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    return make_ranked_round()


@pytest.fixture
def result(round: Round) -> Result:
    return lock(round)


def submission_of(round: Round, name: str) -> Submission:
    return Submission.objects.select_related("city", "round").get(round=round, city__name_zh=name)


def indicator(round: Round, code: str = "C1") -> Indicator:
    return Indicator.objects.get(system=round.indicator_system, code=code)


def secretariat(round: Round) -> User:
    return make_leader(round)


def authority(round: Round) -> User:
    return make_leader(round, RoundRole.Kind.AUTHORITY)


def objection(round: Round, name: str = "乙市", kind: str = "fact", by: User | None = None) -> Objection:
    submission = submission_of(round, name)
    return file_objection(
        submission=submission,
        indicator=indicator(round),
        kind=kind,
        text="年鉴第 12 页未被采用。",
        evidence=[],
        by=by or make_city_member(submission.city),
    )


def fact_request(round: Round, name: str = "乙市", code: str = "A1") -> FactRequest:
    submission = submission_of(round, name)
    return file_fact_request(
        submission=submission, indicator=indicator(round, code), used="0.52", proposed="0.50", text="见年鉴。",
        evidence=[], by=make_city_member(submission.city),
    )  # fmt: skip


def correct(claim: FactRequest | Objection, points: str = "3.5") -> None:
    """The value that the claim is about is verified once more, with another number."""
    standing = Verification.objects.get(submission=claim.submission, indicator=claim.indicator, to_version=None)
    value = Computed(points=Decimal(points), source="按年鉴更正。", base=standing.pk)
    by = secretariat(claim.submission.round)
    verify_points(submission=claim.submission, values={claim.indicator.code: value}, by=by)


def accepted_build(round: Round) -> ReportBuild:
    """A report whose findings somebody answers for."""
    build, by = make_build(round), secretariat(round)
    for finding in build.findings:
        AcceptedFinding.objects.create(build=build, key=finding["key"], words="可以", accepted_by=by)
    return build


def published(round: Round, until: date | None = None) -> Publication:
    """Every step taken; the cities are told, if they have not been."""
    accepted_build(round)
    if not OwnResults.objects.filter(result__round=round).exists():
        tell_results(round=round, by=secretariat(round))
    countersign(round=round, by=authority(round))
    return publish(
        round=round, notice_until=until or timezone.localdate(), contact="评估秘书处 010-0000", by=authority(round)
    )


def text_of(response) -> str:
    return response.content.decode()


def in_english(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    browser.cookies["django_language"] = "en"
    return browser


# The steps


def test_each_step_is_taken_by_the_one_whose_step_it_is(round: Round, result: Result) -> None:
    with pytest.raises(ReportError, match="Only the secretariat"):
        tell_results(round=round, by=authority(round))
    with pytest.raises(ReportError, match="Only the authority"):
        countersign(round=round, by=secretariat(round))
    with pytest.raises(ReportError, match="have not been told"):
        countersign(round=round, by=authority(round))

    published(round)

    verbs = ["tell_results", "countersign_result", "publish_result"]
    assert (
        list(
            AuditEvent.objects.filter(verb__in=verbs, round_id=round.pk)
            .order_by("number")
            .values_list("verb", flat=True)
        )
        == verbs
    )


def test_nothing_is_told_while_no_result_is_frozen(round: Round) -> None:
    with pytest.raises(ReportError, match="No result is frozen"):
        tell_results(round=round, by=secretariat(round))


def test_the_letters_wait_to_be_read_and_hold_no_number(round: Round, result: Result) -> None:
    member = make_city_member(submission_of(round, "甲市").city)
    User.objects.filter(pk=member.pk).update(email="member@city.example")

    tell_results(round=round, by=secretariat(round))

    letter = Letter.objects.get(address="member@city.example")
    assert letter.ready_at is None
    assert "100" not in letter.text


def test_open_objections_keep_the_authority_from_signing(round: Round, result: Result) -> None:
    tell_results(round=round, by=secretariat(round))
    filed = objection(round)

    with pytest.raises(ReportError, match="1 objection is not decided"):
        countersign(round=round, by=authority(round))
    decide_objection(objection=filed, effect="", answer="材料已采用。", by=secretariat(round))
    countersign(round=round, by=authority(round))


def test_publishing_needs_a_report_of_this_result_without_open_findings(round: Round, result: Result) -> None:
    tell_results(round=round, by=secretariat(round))
    countersign(round=round, by=authority(round))

    with pytest.raises(ReportError, match="public edition"):
        publish(round=round, notice_until=timezone.localdate(), contact="秘书处", by=authority(round))

    assert not Publication.objects.exists()


def test_a_report_that_says_something_else_than_the_pages_would_is_not_published(
    round: Round, result: Result
) -> None:
    built = accepted_build(round)
    tell_results(round=round, by=secretariat(round))
    countersign(round=round, by=authority(round))
    set_parameters(round=round, values={"tertiary_rise": "7"}, version=0, by=secretariat(round))

    with pytest.raises(ReportError, match=f"changed since report {built.number} was built"):
        publish(round=round, notice_until=timezone.localdate(), contact="秘书处", by=authority(round))

    again = accepted_build(round)
    made = publish(round=round, notice_until=timezone.localdate(), contact="秘书处", by=authority(round))
    assert made.build == again


def test_a_withdrawn_city_is_told_no_result(round: Round, result: Result) -> None:
    submission = submission_of(round, "丙市")
    for name in ("甲市", "丙市"):
        member = make_city_member(submission_of(round, name).city)
        User.objects.filter(pk=member.pk).update(email=f"{name}@city.example")
    Submission.objects.filter(pk=submission.pk).update(state=Submission.State.WITHDRAWN)

    tell_results(round=round, by=secretariat(round))

    assert [letter.address for letter in Letter.objects.all()] == ["甲市@city.example"]


def test_a_result_is_final_only_after_its_public_notice(round: Round, result: Result) -> None:
    made = published(round, until=timezone.localdate() + timedelta(days=5))

    with pytest.raises(ReportError, match="runs until"):
        finalise(publication=made, by=authority(round))
    Publication.objects.filter(pk=made.pk).update(notice_until=timezone.localdate() - timedelta(days=1))

    assert finalise(publication=made, by=authority(round)).is_final


@pytest.mark.parametrize("step", ["countersign", "publish", "1/final"])
def test_the_authority_proves_who_it_is_before_each_step_that_cannot_be_undone(
    round: Round, result: Result, step: str
) -> None:
    tell_results(round=round, by=secretariat(round))
    accepted_build(round)
    if step != "countersign":
        countersign(round=round, by=authority(round))
    if step == "1/final":
        publish(round=round, notice_until=timezone.localdate(), contact="秘书处", by=authority(round))
        Publication.objects.update(notice_until=timezone.localdate() - timedelta(days=1))
    by = authority(round)
    browser, address = in_english(by), f"/reports/{round.slug}/publication/{step}/"
    sent = {"notice_until": timezone.localdate().isoformat(), "contact": "秘书处 010-0000"}
    verbs = ["countersign_result", "publish_result", "finalise_result"]
    taken = AuditEvent.objects.filter(verb__in=verbs, actor_id=by.pk)

    stale = timezone.now() - timedelta(minutes=settings.FRESH_LOGIN_MINUTES + 1)
    User.objects.filter(pk=by.pk).update(last_login=stale)
    asked = browser.post(address, sent)
    before = taken.count()
    User.objects.filter(pk=by.pk).update(last_login=timezone.now())
    browser.post(address, sent)

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert (before, taken.count()) == (0, 1)


def test_a_city_reads_that_its_result_is_published_and_then_that_it_is_final(round: Round, result: Result) -> None:
    browser = in_english(make_city_member(submission_of(round, "甲市").city))
    tell_results(round=round, by=secretariat(round))
    address = f"/reports/{round.slug}/own/result/"

    told = text_of(browser.get(address))
    made = published(round)
    noticed = text_of(browser.get(address))
    Publication.objects.filter(pk=made.pk).update(notice_until=timezone.localdate() - timedelta(days=1))
    finalise(publication=made, by=authority(round))
    final = text_of(browser.get(address))

    assert "Provisional result 1, frozen" in told
    assert "Result 1, published; public notice until" in noticed
    assert "Final result 1, final since" in final
    assert "Provisional" not in noticed + final


# What the public reads


def test_nothing_is_public_before_it_is_published(client: Client, round: Round, result: Result) -> None:
    pages = ("", "figures/", "statistics/", "method/", "list.csv", "result.json", "report.pdf", "report.docx",
             "report.xlsx")  # fmt: skip
    for page in pages:
        assert client.get(f"/published/{round.slug}/{page}").status_code == 404

    published(round)

    for page in pages:
        assert client.get(f"/published/{round.slug}/{page}").status_code == 200
    assert round.slug in text_of(client.get("/published/"))


def test_the_public_reads_the_list_and_nothing_below_it(client: Client, round: Round, result: Result) -> None:
    published(round)

    page = text_of(client.get(f"/published/{round.slug}/"))
    table = text_of(client.get(f"/published/{round.slug}/list.csv"))
    content = json.loads(client.get(f"/published/{round.slug}/result.json").content)["content"]

    assert [city["name_zh"] for city in content["list"]] == ["甲市"]
    assert not any(name in text for name in ("乙市", "丙市") for text in (page, table))
    assert {key for city in content["list"] for key in city} == {
        "gb_code", "name_zh", "name_en", "short_zh", "province_zh", "province_en", "batch", "grade"
    }  # fmt: skip
    scores = [figure for figure in content["words"]["zh"]["figures"] if figure["key"] in {"totals", "area-rates"}]
    assert not any(name in json.dumps(scores, ensure_ascii=False) for name in ("甲市", "乙市", "丙市"))


def test_anybody_can_recompute_the_hash_of_what_is_published(client: Client, round: Round, result: Result) -> None:
    published(round)

    data = json.loads(client.get(f"/published/{round.slug}/result.json").content)

    assert sha256_of(data["content"]) == data["sha256"]


def test_the_public_downloads_the_report_itself_with_its_hash(
    client: Client, round: Round, result: Result
) -> None:
    made = published(round)

    page = text_of(client.get(f"/published/{round.slug}/"))
    listed = json.loads(client.get(f"/published/{round.slug}/result.json").content)["files"]

    assert [file["path"].rpartition(".")[2] for file in listed] == ["pdf", "docx", "xlsx"]
    for file in listed:
        answer = client.get(file["path"])
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert (f'href="{file["path"]}"' in page, file["sha256"] in page) == (True, True)
        assert answer["Cache-Control"] == "public, max-age=300"
    assert client.get(listed[0]["path"]).content == file_of(made.build, ".pdf")
    for ending in ("json", "txt"):
        assert client.get(f"/published/{round.slug}/report.{ending}").status_code == 404


def test_the_files_of_another_publication_with_the_same_keys_are_its_own(
    client: Client, round: Round, result: Result
) -> None:
    """As after the demonstration was set up anew under a running server."""
    made, address = published(round), f"/published/{round.slug}/"
    client.get(f"{address}report.pdf")
    BuildFile.objects.filter(build=made.build, name__endswith=".pdf").update(sha256="1" * 64, content=b"%PDF-anew")
    Publication.objects.filter(pk=made.pk).update(sha256="2" * 64)

    listed = json.loads(client.get(f"{address}result.json").content)["files"]

    assert listed[0]["sha256"] == "1" * 64
    assert client.get(f"{address}report.pdf").content == b"%PDF-anew"


def test_the_highest_total_is_rounded_once_from_the_exact_one() -> None:
    round, marks = make_round(), [{**GOOD, "B1": points} for points in ("40.1", "40.1", "40")]
    make_scored_city(round, "甲市", *marks, computed={"A1": "5", "C1": "9.98"})  # 90.04666…, ranked as 90.05
    rank(round)

    nation = content_of(lock(round))["nation"]

    assert nation["highest_total"] == "90.0"


def test_public_pages_ask_little_and_may_be_kept(
    client: Client, round: Round, result: Result, django_assert_num_queries
) -> None:
    published(round)

    with django_assert_num_queries(3):  # what was published and its files' names are read once in a process
        client.get(f"/published/{round.slug}/")
    with django_assert_num_queries(1):
        response = client.get(f"/published/{round.slug}/")

    assert response["Cache-Control"] == "public, max-age=300"
    again = client.get(f"/published/{round.slug}/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


# A city's own result


def test_a_city_reads_its_own_result_once_it_was_told(round: Round, result: Result) -> None:
    member = make_city_member(submission_of(round, "甲市").city)
    browser = Client()
    browser.force_login(member)
    before = text_of(browser.get(f"/reports/{round.slug}/own/result/"))
    tell_results(round=round, by=secretariat(round))
    after = text_of(browser.get(f"/reports/{round.slug}/own/result/"))

    assert "own-number" not in before
    assert "own-number" in after
    assert "乙市" not in after


def test_a_city_to_which_something_does_not_apply_reads_both_totals() -> None:
    round = make_round_without("A2")
    lock(round)
    tell_results(round=round, by=secretariat(round))

    own, other = (
        text_of(
            in_english(make_city_member(submission_of(round, name).city)).get(f"/reports/{round.slug}/own/result/")
        )
        for name in ("甲市", "乙市")
    )

    assert "70.20" in own
    assert "earned 67.00 of 96 points that apply" in own
    assert "earned 4.00 of 5" in own
    assert "that apply" not in other


def test_a_city_whose_told_result_was_opened_reads_that_it_was_withdrawn_until_the_next_is_told(
    round: Round, result: Result
) -> None:
    browser = in_english(make_city_member(submission_of(round, "甲市").city))
    tell_results(round=round, by=secretariat(round))
    filed = objection(round, kind="arithmetic")
    decide_objection(objection=filed, effect="arithmetic", answer="合计有误。", by=secretariat(round))
    sign_correction(correction=Correction.objects.get(result=result), by=authority(round))
    address = f"/reports/{round.slug}/own/result/"

    opened = text_of(browser.get(address))
    correct(filed)
    ranking.bring_up_to_date(round.pk)
    lock(round)
    frozen = text_of(browser.get(address))
    tell_results(round=round, by=secretariat(round))
    told = text_of(browser.get(address))

    for page in (opened, frozen):
        assert "An earlier result was withdrawn for a correction" in page
        assert "The corrected result follows" in page
        assert "has not been told yet" not in page
        assert "乙市" not in page  # whose objection it was
    assert "own-number" in told
    assert "withdrawn" not in told


def test_the_authority_reads_the_state_of_a_step_before_whose_step_it_is(round: Round, result: Result) -> None:
    browser = in_english(authority(round))

    page = text_of(browser.get(f"/reports/{round.slug}/publication/"))

    assert page.index("The cities have not been told yet.") < page.index("Only the secretariat of the round")


def test_means_over_two_cities_are_withheld_from_the_cities_and_from_the_public() -> None:
    round = make_round()
    for name in ("甲市", "乙市"):
        submission = make_scored_city(round, name, GOOD, GOOD, GOOD)
    rank(round)
    result = lock(round)

    own, nation = own_result(submission, result), content_of(result)["nation"]

    assert [(line.batch, line.nation) for line in own.areas] == [(None, None)] * len(own.areas)
    assert (nation["mean_total"], set(nation["area_rates"].values())) == (None, {None})
    assert nation["highest_total"] == "90.0"


def test_the_rounds_smallest_group_decides_which_means_a_city_reads(round: Round, result: Result) -> None:
    submission = submission_of(round, "乙市")
    before = own_result(submission, result)
    set_parameters(round=round, values={"smallest_group": "4"}, version=0, by=secretariat(round))
    after = own_result(submission, result)
    browser = in_english(make_city_member(submission.city))
    tell_results(round=round, by=secretariat(round))

    assert None not in [line.nation for line in before.areas] + [line.batch for line in before.areas]
    assert {line.nation for line in after.areas} | {line.batch for line in after.areas} == {None}
    page = text_of(browser.get(f"/reports/{round.slug}/own/result/"))
    assert "A mean over fewer than 4 cities is not shown." in page


def test_an_objection_is_filed_once_for_a_matter_and_only_for_ones_own_city(round: Round, result: Result) -> None:
    with pytest.raises(ReportError, match="has not been told"):
        objection(round)
    tell_results(round=round, by=secretariat(round))
    objection(round)

    with pytest.raises(ReportError, match="already"):
        objection(round)
    with pytest.raises(ReportError, match="city's own people"):
        objection(round, "甲市", by=make_city_member(submission_of(round, "丙市").city))


def test_who_marked_the_city_does_not_decide_its_objection(round: Round, result: Result) -> None:
    tell_results(round=round, by=secretariat(round))
    filed = objection(round)
    expert = make_expert(round)
    make_assignment(submission_of(round, "乙市"), expert)
    RoundRole.objects.create(round=round, user=expert.user, kind=RoundRole.Kind.SECRETARIAT)

    with pytest.raises(ReportError, match="marked this city"):
        decide_objection(objection=filed, effect="", answer="不成立。", by=expert.user)


def test_an_upheld_objection_asks_for_a_correction_that_another_signs(round: Round, result: Result) -> None:
    tell_results(round=round, by=secretariat(round))
    filed = objection(round, kind="arithmetic")

    decide_objection(objection=filed, effect="arithmetic", answer="合计有误。", by=secretariat(round))

    correction = Correction.objects.get(result=result)
    assert "合计有误" in correction.reason
    sign_correction(correction=correction, by=authority(round))
    with pytest.raises(ReportError, match="No result is frozen"):
        countersign(round=round, by=authority(round))


@pytest.mark.parametrize("what", ["fact", "objection"])
def test_the_result_is_taken_before_the_record_when_a_claim_is_upheld(
    round: Round, result: Result, what: str
) -> None:
    """As telling the cities and asking for a correction take them: nobody waits for each other."""
    tell_results(round=round, by=secretariat(round))
    claim, by = fact_request(round) if what == "fact" else objection(round), secretariat(round)

    said: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        said.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        if isinstance(claim, FactRequest):
            decide_fact_request(request=claim, upheld=True, answer="属实。", by=by)
        else:
            decide_objection(objection=claim, effect="arithmetic", answer="属实。", by=by)

    taken = next(n for n, sql in enumerate(said) if 'FROM "reviews_result"' in sql and "FOR NO KEY UPDATE" in sql)
    assert taken < next(n for n, sql in enumerate(said) if "accounts_audithead" in sql)


def test_reasons_that_do_not_fit_into_the_correction_are_refused_and_never_cut(
    round: Round, result: Result
) -> None:
    tell_results(round=round, by=secretariat(round))
    filed = objection(round, kind="arithmetic")

    with pytest.raises(ReportError, match=r"have 2000 characters; at most 19\d\d are possible here") as refused:
        decide_objection(objection=filed, effect="arithmetic", answer="误" * 2000, by=secretariat(round))

    assert refused.value.field == "answer"
    filed.refresh_from_db()
    assert (filed.state, filed.answer) == ("filed", "")
    assert not Correction.objects.exists()


def test_objections_are_counted_in_the_figures_of_the_year_and_in_the_report(round: Round, result: Result) -> None:
    tell_results(round=round, by=secretariat(round))
    built_before = accepted_build(round)
    filed = objection(round)
    decide_objection(objection=filed, effect="", answer="年鉴已采用。", by=secretariat(round))

    refused = publication_refusal(built_before)
    publication = published(round)

    assert refused == "Objections were filed or decided after the report was built. Build it again."
    assert publication.content["objections"] == {"filed": 1, "upheld": 0}
    assert "共收到复核申请1件，其中成立0件" in file_of(publication.build, ".txt").decode()


def test_a_decision_has_one_of_the_four_reasons_and_is_never_changed(round: Round, result: Result) -> None:
    tell_results(round=round, by=secretariat(round))
    filed = objection(round)

    with pytest.raises(ReportError, match="one of the reasons"):
        decide_objection(objection=filed, effect="taste", answer="好看。", by=secretariat(round))
    with pytest.raises(ReportError, match="Give the reasons"):
        decide_objection(objection=filed, effect="", answer=" ", by=secretariat(round))
    decide_objection(objection=filed, effect="", answer="不成立。", by=secretariat(round))
    with pytest.raises(ReportError, match="decided already"):
        decide_objection(objection=filed, effect="extreme", answer="改了。", by=secretariat(round))


def test_the_answer_is_a_letter_for_the_city_and_for_nobody_else(round: Round, result: Result) -> None:
    tell_results(round=round, by=secretariat(round))
    filed = objection(round)
    address = f"/reports/{round.slug}/publication/objections/{filed.pk}/answer.pdf"
    browser = Client()
    browser.force_login(make_city_member(submission_of(round, "乙市").city))
    assert browser.get(address).status_code == 404
    decide_objection(objection=filed, effect="", answer="材料已采用。", by=secretariat(round))

    assert browser.get(address).content.startswith(b"%PDF")
    Objection.objects.filter(pk=filed.pk).update(text="CO₂强度😀未被采用。", answer="年均CO₂排放量已采用。")
    assert browser.get(address).content.startswith(b"%PDF")
    browser.force_login(make_city_member(submission_of(round, "甲市").city))
    assert browser.get(address).status_code == 404


# The time to object


def told_when_the_stage_opened(round: Round, days_ago: int, closes: int | None = None) -> None:
    """An objection stage without a set end, unless told otherwise, and cities told when it opened."""
    stage = make_stage(round, Stage.Kind.OBJECTION, {Role.CITY: [Action.OBJECT]}, opens=-days_ago, closes=1)
    closes_at = None if closes is None else timezone.now() + timedelta(days=closes)
    Stage.objects.filter(pk=stage.pk).update(closes_at=closes_at)
    tell_results(round=round, by=secretariat(round))
    OwnResults.objects.filter(result__round=round).update(released_at=stage.opens_at)


def test_after_seven_working_days_no_city_can_object_though_the_stage_has_no_end(
    round: Round, result: Result
) -> None:
    told_when_the_stage_opened(round, days_ago=30)
    browser = in_english(make_city_member(submission_of(round, "乙市").city))

    with pytest.raises(ReportError, match="Closed: objections could be handed in until"):
        objection(round)

    page = text_of(browser.get(f"/reports/{round.slug}/own/result/"))
    assert "Closed: objections could be handed in until" in page
    assert "Hand in the objection" not in page
    assert not Objection.objects.exists()


def test_an_objection_that_comes_too_late_is_given_back_to_be_copied(round: Round, result: Result) -> None:
    told_when_the_stage_opened(round, days_ago=30)
    browser = in_english(make_city_member(submission_of(round, "乙市").city))
    sent = {"indicator": "C1", "kind": "fact", "text": "年鉴第 12 页未被采用。"}

    answer = browser.post(f"/reports/{round.slug}/own/result/", sent)

    page = text_of(answer)
    assert answer.status_code == 422
    assert "What you typed is not stored" in page
    for words in ("C1", "A fact was overlooked", "年鉴第 12 页未被采用。"):
        assert f"{words}</dd>" in page or f"<dd>{words}" in page
    assert not Objection.objects.exists()


def test_an_objection_to_a_result_that_was_opened_meanwhile_is_given_back(round: Round, result: Result) -> None:
    tell_results(round=round, by=secretariat(round))
    filed = objection(round, kind="arithmetic")
    decide_objection(objection=filed, effect="arithmetic", answer="合计有误。", by=secretariat(round))
    sign_correction(correction=Correction.objects.get(result=result), by=authority(round))
    browser = in_english(make_city_member(submission_of(round, "甲市").city))
    sent = {"indicator": "C1", "kind": "fact", "text": "年鉴第 12 页未被采用。"}

    page = text_of(browser.post(f"/reports/{round.slug}/own/result/", sent))

    assert "<dd>年鉴第 12 页未被采用。</dd>" in page
    assert "has not been told yet: there is nothing to object to" in page


def test_within_seven_working_days_a_city_can_object_though_the_stage_has_no_end(
    round: Round, result: Result
) -> None:
    told_when_the_stage_opened(round, days_ago=3)

    assert objection(round).is_open


def test_the_seven_working_days_begin_when_the_cities_are_told(round: Round, result: Result) -> None:
    told_when_the_stage_opened(round, days_ago=30)
    now = timezone.now()
    OwnResults.objects.filter(result__round=round).update(released_at=now)

    deadline = objection_deadline(round)

    assert deadline is not None
    assert timezone.localdate(deadline) == working_days_after(timezone.localdate(now), 7)
    assert objection(round).is_open


def test_nothing_is_published_while_cities_can_still_object(round: Round, result: Result) -> None:
    told_when_the_stage_opened(round, days_ago=1)
    browser = in_english(authority(round))

    with pytest.raises(ReportError, match="Cities can object until"):
        published(round)

    assert "Cities can object until" in text_of(browser.get(f"/reports/{round.slug}/publication/"))
    assert not Publication.objects.exists()


def test_once_the_time_to_object_is_over_the_result_can_be_published(round: Round, result: Result) -> None:
    told_when_the_stage_opened(round, days_ago=30)

    assert published(round).number == 1


def test_an_end_that_the_secretariat_set_decides_instead_of_the_seven_days(round: Round, result: Result) -> None:
    told_when_the_stage_opened(round, days_ago=30, closes=2)

    with pytest.raises(ReportError, match="Cities can object until"):
        published(round)
    assert objection(round).is_open


# Facts


def test_a_fact_is_corrected_on_request_and_the_decision_is_on_record(round: Round) -> None:
    asked = fact_request(round)

    decide_fact_request(request=asked, upheld=True, answer="已更正。", by=secretariat(round))

    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (FactRequest.State.UPHELD, "已更正。")
    assert AuditEvent.objects.filter(verb="decide_fact_request", round_id=round.pk).count() == 1


def test_the_result_cannot_be_frozen_over_a_correction_that_nobody_decided(round: Round) -> None:
    fact_request(round)

    with pytest.raises(ReviewError, match=r"1 correction of a fact is not decided: City \d+ A1"):
        lock(round)

    assert not Result.objects.exists()


def test_an_upheld_correction_must_be_made_before_the_result_is_frozen(round: Round) -> None:
    asked = fact_request(round)
    browser = in_english(secretariat(round))

    page = f"/reports/{round.slug}/publication/facts/{asked.pk}/"
    decided = browser.post(page, {"upheld": "yes", "answer": "已核实。"})
    listed = text_of(browser.get(f"/reports/{round.slug}/publication/facts/"))
    home = text_of(browser.get("/"))
    with pytest.raises(ReviewError, match=r"not made in the verification yet: City \d+ A1"):
        lock(round)
    asked.refresh_from_db()
    correct(asked)
    ranking.bring_up_to_date(round.pk)

    assert decided["Location"] == f"/reviews/{round.slug}/verification/{asked.submission_id}/#A1"
    assert "Upheld, still to be put right" in listed
    assert "1 upheld correction of a fact is still to be made" in home
    assert lock(round).number == 1
    assert "still to be put right" not in text_of(browser.get(f"/reports/{round.slug}/publication/facts/"))


def test_a_fact_that_was_corrected_first_and_upheld_afterwards_is_done(round: Round) -> None:
    asked = fact_request(round)
    correct(asked)
    ranking.bring_up_to_date(round.pk)
    browser = in_english(secretariat(round))

    page = f"/reports/{round.slug}/publication/facts/{asked.pk}/"
    decided = browser.post(page, {"upheld": "yes", "answer": "已核实。"})

    assert decided["Location"] == f"/reports/{round.slug}/publication/facts/"
    assert "still to be put right" not in text_of(browser.get(f"/reports/{round.slug}/publication/facts/"))
    assert lock(round).number == 1


def test_a_correction_that_is_not_upheld_does_not_keep_the_result_from_being_frozen(round: Round) -> None:
    decide_fact_request(request=fact_request(round), upheld=False, answer="原数据无误。", by=secretariat(round))

    assert lock(round).number == 1


def test_a_fact_that_is_upheld_after_the_freeze_asks_for_a_correction_of_the_result(
    round: Round, result: Result
) -> None:
    asked = fact_request(round)

    decide_fact_request(request=asked, upheld=True, answer="年鉴有更正。", by=secretariat(round))

    correction = Correction.objects.get(result=result)
    assert "年鉴有更正" in correction.reason
    sign_correction(correction=correction, by=authority(round))
    with pytest.raises(ReviewError, match="not made in the verification yet"):
        lock(round)


@pytest.mark.parametrize("actions", [[Action.READ_FACTS], [Action.PRESENT]])
def test_a_correction_of_a_fact_that_comes_too_late_is_given_back_to_be_copied(
    round: Round, actions: list[Action]
) -> None:
    Stage.objects.filter(round=round).delete()
    make_stage(round, Stage.Kind.REVIEW, {Role.CITY: actions})
    browser = in_english(make_city_member(submission_of(round, "甲市").city))
    sent = {"indicator": "A1", "used": "0.52", "proposed": "0.50", "text": "见年鉴第 3 页。"}

    answer = browser.post(f"/reports/{round.slug}/own/facts/", sent)

    page = text_of(answer)
    assert answer.status_code == 422
    for words in ("0.52", "0.50", "见年鉴第 3 页。"):
        assert f"<dd>{words}</dd>" in page
    assert not FactRequest.objects.exists()


def test_what_is_upheld_while_the_result_is_frozen_waits_for_the_second_signature(
    round: Round, result: Result
) -> None:
    asked, browser = fact_request(round), in_english(secretariat(round))
    listed, wait = f"/reports/{round.slug}/publication/facts/", "once a second person has signed"

    decided = browser.post(f"{listed}{asked.pk}/", {"upheld": "yes", "answer": "年鉴有更正。"}, follow=True)
    home = text_of(browser.get("/"))
    sign_correction(correction=Correction.objects.get(result=result), by=authority(round))
    opened = text_of(browser.get(listed))

    assert decided.redirect_chain == [(listed, 302)]
    assert "The result is frozen: the value of A1 can be corrected once" in text_of(decided)
    assert "Correct the value" not in text_of(decided)
    assert "1 upheld correction of a fact waits for the second signature" in home
    assert (wait in opened, "Correct the value" in opened) == (False, True)


def test_only_facts_of_computed_points_can_be_corrected(round: Round) -> None:
    with pytest.raises(ReportError, match="B1 has no computed points") as refused:
        fact_request(round, code="B1")

    assert refused.value.field == "indicator"


def test_an_upheld_objection_that_changed_nothing_keeps_the_result_from_being_frozen(
    round: Round, result: Result
) -> None:
    tell_results(round=round, by=secretariat(round))
    filed = objection(round, kind="arithmetic")
    decide_objection(objection=filed, effect="arithmetic", answer="合计有误。", by=secretariat(round))
    sign_correction(correction=Correction.objects.get(result=result), by=authority(round))

    with pytest.raises(ReviewError, match=r"1 upheld objection has changed nothing yet: City \d+ C1"):
        lock(round)
    correct(filed)
    ranking.bring_up_to_date(round.pk)

    assert lock(round).number == 2


@pytest.mark.parametrize(
    ("stage", "actions"),
    [(Stage.Kind.APPROVAL, [Action.DECIDE]), (Stage.Kind.PUBLIC_NOTICE, [Action.ARCHIVE])],
)
def test_a_computed_value_is_corrected_once_the_result_was_opened_whatever_the_stage(
    round: Round, result: Result, stage: Stage.Kind, actions: list[Action]
) -> None:
    asked = fact_request(round)
    decide_fact_request(request=asked, upheld=True, answer="年鉴有更正。", by=secretariat(round))
    sign_correction(correction=Correction.objects.get(result=result), by=authority(round))
    Stage.objects.filter(round=round).delete()
    make_stage(round, stage, {Role.SECRETARIAT: actions})

    correct(asked)

    points = asked.submission.verifications.get(indicator=asked.indicator, to_version=None).points
    assert points == Decimal("3.5")


def test_nobody_verifies_in_a_late_stage_while_no_correction_is_open(round: Round, result: Result) -> None:
    asked = fact_request(round)
    Stage.objects.filter(round=round).delete()
    make_stage(round, Stage.Kind.PUBLIC_NOTICE, {Role.SECRETARIAT: [Action.ARCHIVE]})

    with pytest.raises(ReviewError, match="verify computed points"):
        correct(asked)


def test_the_facts_that_are_used_are_shown_without_a_score(round: Round) -> None:
    browser = Client()
    browser.force_login(make_city_member(submission_of(round, "甲市").city))

    page = text_of(browser.get(f"/reports/{round.slug}/own/facts/"))

    main = page[page.index("<main") : page.index("</main>")].replace(str(round), "")
    said = re.sub(r'(value|href|action)="[^"]*"', "", main)  # names, tokens, addresses have digits of their own
    assert "A1" in said
    assert "75" not in said


def test_a_city_reads_the_facts_with_the_secretariats_remarks_from_the_factual_check_on() -> None:
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.REVIEW, {Role.CITY: [Action.PRESENT]})
    check = make_stage(
        round, Stage.Kind.FACTUAL_CHECK, {Role.CITY: [Action.CORRECT_FACTS, Action.READ_FACTS]}, opens=5, closes=9
    )
    submission = make_scored_city(round, "甲市", GOOD, GOOD, GOOD)
    submission.verifications.update(source="按年鉴更正为 0.0731。")
    browser = in_english(make_city_member(submission.city))
    address = f"/reports/{round.slug}/own/facts/"

    during_review = text_of(browser.get(address))
    Stage.objects.filter(pk=check.pk).update(opens_at=timezone.now() - timedelta(days=1))
    during_check = text_of(browser.get(address))
    Round.objects.filter(pk=round.pk).update(paused_because_zh="停", paused_because_en="stop")
    during_pause = text_of(browser.get(address))

    assert "0.0731" not in during_review
    assert "Remark of the secretariat" not in during_review
    assert "which opens" in during_review
    assert "0.0731" in during_check
    assert "0.0731" in during_pause


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2023, 7, 3), 7, date(2023, 7, 12)),  # Monday
        (date(2023, 7, 7), 1, date(2023, 7, 10)),  # Friday
        (date(2023, 7, 8), 1, date(2023, 7, 10)),  # Saturday
    ],
)
def test_seven_working_days_skip_the_weekends(day: date, count: int, last: date) -> None:
    assert working_days_after(day, count) == last
