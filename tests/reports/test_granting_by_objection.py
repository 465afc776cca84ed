"""After the first sheet only an objection can grant that an indicator does not apply 不适用."""

import pypdfium2
import pytest
from django.test import Client

from accounts.models import User
from cities.models import NotApplicableRequest, Submission
from portal.invariants import ask_all
from reports.answers import answer_letter
from reports.models import Objection
from reports.services.claims import decide_objection, file_objection
from reports.services.publication import tell_results
from reviews.errors import ReviewError
from reviews.models import Correction, RankingSnapshot
from reviews.ranking import bring_up_to_date, standings_of
from reviews.services.results import sign_correction
from rounds.models import Round, RoundRole
from tests.make import (
    WIDE,
    make_city_member,
    make_leader,
    make_left_out,
    make_round,
    make_scored_city,
    make_system,
)
from tests.reports.build import lock, rank

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    """Three equal cities with a total of 69, frozen and told. Of A2's 4, B2's 7 points something may not apply."""
    marks = {"A2": "2", "B1": "30", "B2": "5", "C1": "20", "E": "8"}
    made = make_round(system=make_system(WIDE))
    for name in ("甲市", "乙市", "丙市"):
        make_scored_city(made, name, marks, marks, marks, computed={"A1": "4"})
    rank(made)
    lock(made)
    tell_results(round=made, by=make_leader(made))
    return made


def submission_of(round: Round, name: str) -> Submission:
    return Submission.objects.select_related("city", "round").get(round=round, city__name_zh=name)


def objection(round: Round, code: str, name: str = "乙市", kind: str = "fact") -> Objection:
    submission = submission_of(round, name)
    return file_objection(
        submission=submission,
        indicator=round.indicator_system.indicators.get(code=code),
        kind=kind,
        text="无采暖期。",
        evidence=[],
        by=make_city_member(submission.city),
    )


def grant(filed: Objection) -> Objection:
    """Upheld: the indicator does not apply."""
    by = make_leader(filed.submission.round)
    return decide_objection(objection=filed, effect="not_applicable", answer="经复核，不适用。", by=by)


def total_of(round: Round, name: str = "乙市") -> int:
    found = standings_of(RankingSnapshot.objects.filter(round=round).latest("scores_version"))
    return int(found.totals[found.place[submission_of(round, name).city_id]])


def sign(round: Round) -> None:
    """The second signature, and the ranking that follows."""
    correction = Correction.objects.get(result__round=round, signed_by=None)
    sign_correction(correction=correction, by=make_leader(round, RoundRole.Kind.AUTHORITY))
    bring_up_to_date(round.pk)


def in_english(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def test_an_upheld_objection_grants_that_an_indicator_does_not_apply(round: Round) -> None:
    granted = grant(objection(round, "A2"))

    correction = Correction.objects.get(result__round=round)
    assert "The indicator does not apply to the city" in correction.reason
    assert total_of(round) == 6900  # frozen until a second person signs
    sign(round)
    assert (total_of(round), total_of(round, "甲市")) == (7020, 6900)
    request = submission_of(round, "乙市").not_applicable_requests.get()
    assert (request.state, request.reason) == ("approved", "无采暖期。")
    assert request.decision_reason == "经复核，不适用。"
    assert [sentence for held in ask_all() if not held.holds for sentence in held.named] == []
    lock(round)
    with pypdfium2.PdfDocument(answer_letter(granted)) as pdf:
        letter = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "A2 does not apply to your city" in " ".join(letter.split())


def test_while_the_result_is_open_what_an_objection_grants_counts_at_once(round: Round) -> None:
    first, second = objection(round, "A2"), objection(round, "A2", "甲市")
    grant(first)
    sign(round)

    grant(second)
    bring_up_to_date(round.pk)

    assert total_of(round, "甲市") == 7020
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "code", "why"),
    [
        ([], "E", r"E always applies\."),
        ([], "C1", r"A whole area can't be left out: nothing of area C would be left\."),
        (["A2"], "B2", r"That makes 11 points that do not apply; at most 10 are possible for a city\."),
    ],
)
def test_an_objection_grants_nothing_beyond_the_limits(
    round: Round, before: list[str], code: str, why: str
) -> None:
    for earlier in before:
        make_left_out(submission_of(round, "乙市"), earlier)
    filed = objection(round, code)

    with pytest.raises(ReviewError, match=why) as refused:
        grant(filed)

    assert refused.value.field == "effect"
    filed.refresh_from_db()
    assert filed.state == "filed"
    assert not Correction.objects.exists()


def test_a_request_that_waited_is_granted_by_the_objection_and_none_is_granted_twice(round: Round) -> None:
    asked = NotApplicableRequest.objects.create(
        submission=submission_of(round, "乙市"),
        indicator=round.indicator_system.indicators.get(code="A2"),
        reason="无采暖期",
        requested_by=make_city_member(submission_of(round, "乙市").city),
    )
    fact, procedure = objection(round, "A2"), objection(round, "A2", kind="procedure")

    grant(fact)

    asked.refresh_from_db()
    assert (asked.state, asked.from_version) == ("approved", None)
    with pytest.raises(ReviewError, match="has been granted already"):
        grant(procedure)


def test_the_page_keeps_what_was_typed_when_it_is_refused(round: Round) -> None:
    filed = objection(round, "E")
    address = f"/reports/{round.slug}/publication/objections/{filed.pk}/"

    answer = in_english(make_leader(round)).post(address, {"effect": "not_applicable", "answer": "属实。"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["effect"] == ["E always applies."]
    assert "属实。" in answer.content.decode()
