"""不适用: asked for with a reason, decided before the first sheet, never E, a whole area or more than the cap."""

import pytest
from django.test import Client

from accounts.models import User
from cities.models import NotApplicableRequest, Submission
from cities.readiness import readiness_of
from notices.models import Notice
from reviews.errors import ReviewError
from reviews.ranking.evaluation import evaluate_inputs
from reviews.ranking.reading import read_inputs
from reviews.services.not_applicable import (
    ask_not_applicable,
    decide_not_applicable,
    take_back_not_applicable,
)
from rounds.models import Indicator
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def city() -> tuple[Submission, User, User]:
    submission = make.make_submission(make.make_round(system=make.make_system(make.WIDE)))
    return submission, make.make_city_member(submission.city), make.make_leader(submission.round)


def of(submission: Submission, code: str) -> Indicator:
    return submission.round.indicator_system.indicators.get(code=code)


def ask(submission: Submission, by: User, code: str, reason: str = "无采暖期") -> NotApplicableRequest:
    return ask_not_applicable(submission=submission, indicator=of(submission, code), reason=reason, by=by)


def client_of(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def test_what_is_granted_leaves_the_ranking_and_needs_no_statement(city):
    submission, member, secretary = city
    request = ask(submission, member, "A2")
    assert "A2" in readiness_of(submission).statements

    decide_not_applicable(request=request, approves=True, reason="", by=secretary)

    request.refresh_from_db()
    assert (request.state, request.decided_by, request.from_version) == ("approved", secretary, 1)
    assert "A2" not in readiness_of(submission).statements
    assert read_inputs(submission.round_id).left_out == ((submission.pk, of(submission, "A2").pk),)
    assert Notice.objects.filter(recipient=member).get().text_en.startswith("A2 does not apply to")


@pytest.mark.parametrize(
    ("before", "code", "says"),
    [
        ([], "E", "E always applies."),
        ([], "C1", "A whole area can't be left out: nothing of area C would be left."),
        (["A2"], "B2", r"That makes 11 points that do not apply; at most 10 are possible for a city\."),
        (["A2"], "A2", "This has been asked for already."),
    ],
)
def test_what_can_never_be_granted_is_refused_with_its_sum(city, before, code, says):
    submission, member, _secretary = city
    for earlier in before:
        ask(submission, member, earlier)

    with pytest.raises(ReviewError, match=says):
        ask(submission, member, code)

    assert NotApplicableRequest.objects.count() == len(before)


def test_a_request_and_a_refusal_need_words(city):
    submission, member, secretary = city
    with pytest.raises(ReviewError, match="Missing statistics are no reason"):
        ask(submission, member, "A2", reason="  ")
    request = ask(submission, member, "A2")

    with pytest.raises(ReviewError):
        decide_not_applicable(request=request, approves=False, reason="", by=secretary)
    decide_not_applicable(request=request, approves=False, reason="有采暖期", by=secretary)
    again = ask(submission, member, "A2", reason="请再核")

    assert again.state == "requested"


def test_after_the_first_sheet_only_an_objection_helps(city):
    submission, member, secretary = city
    request = ask(submission, member, "A2")
    accepted = make.make_accepted(submission.round)
    make.make_signed_sheet(accepted, {"B1": "30", "E": "8"})
    NotApplicableRequest.objects.filter(pk=request.pk).update(submission=accepted)
    request.refresh_from_db()

    with pytest.raises(ReviewError, match="can now only be claimed by an objection"):
        decide_not_applicable(request=request, approves=True, reason="", by=secretary)


def test_the_city_takes_back_what_is_not_decided(city):
    submission, member, secretary = city
    request = ask(submission, member, "A2")
    take_back_not_applicable(request=request, by=member)

    with pytest.raises(ReviewError, match="This has been decided already: Taken back"):
        decide_not_applicable(request=request, approves=True, reason="", by=secretary)


def test_a_city_with_nothing_else_missing_is_ranked_without_the_indicator():
    round = make.make_round(system=make.make_system(make.WIDE))
    marks = {"A2": "2", "B1": "40", "B2": "7", "C1": "34", "E": "10"}
    city = make.make_scored_city(round, "甲市", marks, marks, marks, computed={"A1": "5"})
    other = make.make_scored_city(round, "乙市", marks, marks, marks, computed={"A1": "5"})
    make.make_left_out(city, "A2")

    found = evaluate_inputs(read_inputs(round.pk)).standings
    totals = dict(zip(found.city_ids.tolist(), found.totals.tolist(), strict=True))
    assert (totals[city.city_id], totals[other.city_id]) == (10000, 9800)


def test_the_pages_ask_and_decide(city):
    submission, member, secretary = city
    slug = submission.round.slug
    own, queue = f"/reviews/{slug}/not-applicable/", f"/reviews/{slug}/not-applicable/queue/"

    refused = client_of(member).post(own, {"indicator": "C1", "reason": "无"})
    asked = client_of(member).post(own, {"indicator": "A2", "reason": "无采暖期"})
    request = NotApplicableRequest.objects.get()
    silent = client_of(secretary).post(queue, {"pk": request.pk, "refuse": "1", "reason": ""})
    decided = client_of(secretary).post(queue, {"pk": request.pk, "approve": "1", "reason": "属实"})

    assert "nothing of area C would be left" in refused.content.decode()
    assert asked.status_code == 302
    assert (silent.status_code, "Say why." in silent.content.decode()) == (409, True)
    assert decided.status_code == 302
    assert "属实" in client_of(member).get(own).content.decode()
    assert client_of(make.make_city_member(make.make_city())).get(own).status_code == 404
