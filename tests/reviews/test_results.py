"""Freezing the result, and the two signatures that open it again."""

import pytest
from django.db import transaction

from accounts.models import AuditEvent, User
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import Correction, RankingSnapshot, RankingState, Result
from reviews.services.counter import raise_version
from reviews.services.results import ask_for_correction, freeze_result, sign_correction
from rounds.models import Round, RoundRole, Stage
from tests.make import make_leader, make_round, make_scored_city
from tests.reviews.build import at_once

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    made = make_round()
    make_scored_city(made, "甲市", GOOD, GOOD, GOOD)
    make_scored_city(made, "乙市", FAIR, FAIR, FAIR)
    change(made)
    ranking.bring_up_to_date(made.pk)
    return made


def change(round: Round) -> int:
    with transaction.atomic():
        return raise_version(round.pk, cause="set_up")


def chair_of(round: Round) -> User:
    return make_leader(round, RoundRole.Kind.CHAIR)


def newest(round: Round) -> int:
    return RankingState.objects.get(round=round).requested


def test_the_chair_freezes_what_they_read_and_nothing_changes_after(round: Round) -> None:
    chair = chair_of(round)

    result = freeze_result(round=round, scores_version=newest(round), by=chair)

    assert (result.number, result.snapshot.ranked_count) == (1, 2)
    with pytest.raises(ReviewError, match="frozen"):
        change(round)
    assert AuditEvent.objects.filter(verb="freeze_result", round_id=round.pk).count() == 1


def test_only_the_chair_freezes_and_only_in_a_stage_that_lets_them(round: Round) -> None:
    with pytest.raises(ReviewError, match="Only the chair"):
        freeze_result(round=round, scores_version=newest(round), by=make_leader(round))
    Stage.objects.filter(round=round).delete()
    with pytest.raises(ReviewError, match="freeze the result"):
        freeze_result(round=round, scores_version=newest(round), by=chair_of(round))
    assert not Result.objects.exists()


def test_what_came_in_after_the_page_was_read_is_not_frozen(round: Round) -> None:
    chair, read = chair_of(round), newest(round)
    change(round)

    with pytest.raises(ReviewError, match="1 changes behind"):
        freeze_result(round=round, scores_version=read, by=chair)
    ranking.bring_up_to_date(round.pk)
    with pytest.raises(ReviewError, match=f"Version {read} is not the newest: {read + 1} is"):
        freeze_result(round=round, scores_version=read, by=chair)

    assert not RankingState.objects.get(round=round).frozen
    assert not AuditEvent.objects.filter(verb="freeze_result", round_id=round.pk).exists()


def test_a_stored_result_that_differs_from_scratch_is_refused_and_says_where(round: Round) -> None:
    chair = chair_of(round)
    snapshot = RankingSnapshot.objects.get(round=round, scores_version=newest(round))
    standings = ranking.standings_of(snapshot)
    standings.totals[0] += 1
    RankingSnapshot.objects.filter(pk=snapshot.pk).update(standings=standings.to_bytes())

    with pytest.raises(ReviewError, match=r"differs .* in 1 places \(City \d+ totals\)"):
        freeze_result(round=round, scores_version=newest(round), by=chair)

    assert not RankingState.objects.get(round=round).frozen


def test_a_ranking_with_findings_or_without_cities_is_not_frozen(round: Round) -> None:
    RankingSnapshot.objects.filter(round=round).update(findings=[{"kind": "mark_off_scale"}])
    with pytest.raises(ReviewError, match="1 stored values cannot count"):
        freeze_result(round=round, scores_version=newest(round), by=chair_of(round))
    empty = make_round()
    with pytest.raises(ReviewError, match="No city is complete"):
        freeze_result(round=empty, scores_version=0, by=chair_of(empty))


def test_a_correction_needs_a_reason_and_two_persons_and_makes_the_next_number(round: Round) -> None:
    chair, authority = chair_of(round), make_leader(round, RoundRole.Kind.AUTHORITY)
    freeze_result(round=round, scores_version=newest(round), by=chair)
    with pytest.raises(ReviewError, match="Say what must be corrected"):
        ask_for_correction(round=round, reason="  ", by=chair)

    correction = ask_for_correction(round=round, reason="甲市核算分录入错误", by=chair)
    with pytest.raises(ReviewError, match="another person's"):
        sign_correction(correction=correction, by=chair)
    with pytest.raises(ReviewError, match="frozen"):
        change(round)
    sign_correction(correction=correction, by=authority)

    change(round)
    ranking.bring_up_to_date(round.pk)
    second = freeze_result(round=round, scores_version=newest(round), by=chair)
    assert second.number == 2
    assert Result.objects.filter(round=round).count() == 2
    assert Correction.objects.get().signed_by == authority


def test_of_two_who_ask_for_a_correction_at_once_one_is_told_that_it_is_asked_for(round: Round) -> None:
    chair, secretariat = chair_of(round), make_leader(round)
    freeze_result(round=round, scores_version=newest(round), by=chair)
    asked = {
        str(user.pk): (lambda user=user: ask_for_correction(round=round, reason="甲市核算分录入错误", by=user))
        for user in (chair, secretariat)
    }

    outcomes = at_once(asked)

    assert sorted(outcomes.values()) == ["A correction of this result has been asked for already.", "done"]
    assert Correction.objects.count() == 1


def test_a_submit_and_a_freeze_at_the_same_time_leave_one_truth(round: Round) -> None:
    """Whoever comes first wins: either the change is refused, or the freeze is."""
    chair = chair_of(round)
    for _attempt in range(5):
        outcomes = race(round, chair)
        state = RankingState.objects.get(round=round)
        assert list(outcomes.values()).count("done") == 1
        assert state.frozen == (outcomes["freeze"] == "done")
        if state.frozen:
            assert state.requested == Result.objects.filter(round=round).latest("number").snapshot.scores_version
            RankingState.objects.filter(round=round).update(frozen=False)
        ranking.bring_up_to_date(round.pk)


def race(round: Round, chair: User) -> dict[str, str]:
    version = newest(round)
    return at_once(
        {
            "freeze": lambda: freeze_result(round=round, scores_version=version, by=chair),
            "change": lambda: change(round),
        }
    )
