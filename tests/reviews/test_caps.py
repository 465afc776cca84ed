"""否决: only the grade falls, on record, and not behind a frozen result's back."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cities.models import Submission
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import GradeCap, RankingSnapshot
from reviews.services.caps import cap_grade, lift_cap
from reviews.services.counter import raise_version
from reviews.services.results import freeze_result
from rounds.models import Round, RoundRole, Stage
from scoring.grade import Grade
from tests.make import make_leader, make_round, make_scored_city

BEST = {"B1": "44", "C1": "29", "E": "9.9"}
GOOD = {"B1": "40", "C1": "25", "E": "8"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    made = make_round()
    make_scored_city(made, "甲市", BEST, BEST, BEST)
    make_scored_city(made, "乙市", GOOD, GOOD, GOOD)
    with transaction.atomic():
        raise_version(made.pk, cause="set_up")
    ranking.bring_up_to_date(made.pk)
    return made


def standings(round: Round) -> ranking.Standings:
    ranking.bring_up_to_date(round.pk)
    return ranking.standings_of(RankingSnapshot.objects.filter(round=round).latest("scores_version"))


def cap(round: Round, by: User, highest: int = Grade.QUALIFIED) -> GradeCap:
    submission = Submission.objects.select_related("city", "round").get(round=round, city__name_zh="甲市")
    return cap_grade(submission=submission, highest=highest, reason="数据造假", document="环办〔2023〕1号", by=by)


def test_total_and_rank_stay_and_only_the_grade_falls_until_it_is_lifted(round: Round) -> None:
    authority = make_leader(round, RoundRole.Kind.AUTHORITY)
    before = standings(round)

    made = cap(round, authority)
    capped = standings(round)
    assert (capped.totals.tolist(), capped.ranks.tolist()) == (before.totals.tolist(), before.ranks.tolist())
    assert (before.grade(0), capped.grade(0)) == (Grade.EXCELLENT, Grade.QUALIFIED)
    assert capped.listed.tolist() == [0, 1]

    lift_cap(cap=made, reason="经复核不成立", by=authority)
    assert standings(round).grade(0) == Grade.EXCELLENT
    assert ranking.evaluate_at(round.pk, 2).standings.grade(0) == Grade.QUALIFIED


def test_only_the_authority_caps_in_a_stage_that_lets_it_with_reason_and_document(round: Round) -> None:
    authority = make_leader(round, RoundRole.Kind.AUTHORITY)
    with pytest.raises(ReviewError, match="Only the authority"):
        cap(round, make_leader(round, RoundRole.Kind.CHAIR))
    submission = Submission.objects.select_related("city", "round").filter(round=round)[0]
    with pytest.raises(ReviewError, match="reason and a document"):
        cap_grade(submission=submission, highest=2, reason="数据造假", document=" ", by=authority)
    cap(round, authority)
    with pytest.raises(ReviewError, match="capped already"):
        cap(round, authority)
    Stage.objects.filter(round=round).delete()
    with pytest.raises(ReviewError, match="cap grades"):
        lift_cap(cap=GradeCap.objects.get(), reason="经复核不成立", by=authority)


def test_a_frozen_result_is_not_capped_without_a_correction(round: Round) -> None:
    freeze_result(round=round, scores_version=1, by=make_leader(round, RoundRole.Kind.CHAIR))
    with pytest.raises(ReviewError, match="frozen"):
        cap(round, make_leader(round, RoundRole.Kind.AUTHORITY))
    assert not GradeCap.objects.exists()


def test_what_was_typed_survives_a_refusal(round: Round, reader: Client) -> None:
    reader.force_login(make_leader(round, RoundRole.Kind.AUTHORITY))
    page = reader.post(reverse("reviews:caps", args=[round.slug]), {"highest": "2", "reason": "数据造假"})
    assert "数据造假" in page.content.decode()
    assert not GradeCap.objects.exists()
