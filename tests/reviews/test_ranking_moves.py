"""What is stored equals an evaluation from scratch, whatever was done to people, panels and assignments since."""

import pytest
from django.db import transaction

from accounts.models import User
from cities.models import Submission
from portal.invariants import ask_all
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert, PanelMember, Recusal, Result
from reviews.services.assignments import assign_by_hand
from reviews.services.counter import raise_version
from reviews.services.experts import Profile, add_to_panel, change_expert, remove_from_panel
from reviews.services.leaving import leave_panel
from reviews.services.overrides import ask_for_override, decide_override
from reviews.services.recusals import enter_recusals, refresh_rule_recusals
from reviews.services.results import ask_for_correction, freeze_result, sign_correction
from rounds.models import Round, RoundRole
from tests.make import make_assignment, make_domain, make_expert, make_leader, make_round, make_verified
from tests.reviews.build import draft, make_material, requested, submit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    """甲 is complete; one expert of 乙 has begun and not signed."""
    made = make_round()
    complete, begun = make_material(made), make_material(made)
    for submission in (complete, begun):
        make_verified(submission, {"A1": "5", "C1": "10"})
        for _number in range(3):
            submit(make_assignment(submission))
    draft(make_assignment(begun), {"B1": "22.5"})
    ranking.bring_up_to_date(made.pk)
    return made


@pytest.fixture
def secretariat(round: Round) -> User:
    return make_leader(round)


@pytest.fixture
def chair(round: Round) -> User:
    return make_leader(round, RoundRole.Kind.CHAIR)


def complete(round: Round) -> Submission:
    return Submission.objects.filter(round=round).earliest("pk")


def begun(round: Round) -> Assignment:
    return Assignment.objects.filter(round=round).latest("pk")


def first_expert(round: Round) -> Expert:
    return Assignment.objects.filter(round=round).earliest("pk").expert


def require_equal(round: Round) -> None:
    """The worker, if it is asked at all, makes stored and recomputed result the same."""
    ranking.bring_up_to_date(round.pk)
    assert [held.name for held in ask_all() if not held.holds] == []


def other_domains(round: Round, expert: Expert, by: User) -> None:
    profile = Profile(domains=[make_domain("d1")], employer=expert.employer)
    change_expert(round=round, expert=expert, profile=profile, by=by)


@pytest.mark.parametrize("weights", ["all_one", "table"])
def test_who_joins_or_leaves_the_panel_without_a_sheet_moves_nothing(
    round: Round, secretariat: User, chair: User, weights: str
) -> None:
    round.policy = {**round.policy, "expert_weights": weights}
    round.policy_frozen_at = None  # so that the sheets need not be signed again under the other rules
    round.save()
    heavy = make_expert(round)
    PanelMember.objects.filter(expert=heavy).update(weight=3)
    with transaction.atomic():
        version = raise_version(round.pk, cause="set_up")
    ranking.bring_up_to_date(round.pk)

    remove_from_panel(round=round, expert=heavy, by=secretariat)
    add_to_panel(round=round, experts=[make_expert()], by=secretariat)

    assert requested(round) == version
    assert freeze_result(round=round, scores_version=version, by=chair).number == 1


def test_a_weight_of_the_table_is_part_of_what_a_result_is_made_of(round: Round) -> None:
    round.policy = {**round.policy, "expert_weights": "table"}
    round.save()
    before = ranking.inputs_now(round.pk).sha256()
    PanelMember.objects.filter(expert=first_expert(round)).update(weight=3)
    assert ranking.inputs_now(round.pk).sha256() != before


def test_an_expert_registered_for_other_domains_makes_a_new_version(round: Round, secretariat: User) -> None:
    expert, version = first_expert(round), requested(round)

    other_domains(round, expert, secretariat)
    assert requested(round) == version + 1
    require_equal(round)

    other_domains(round, expert, secretariat)  # the same again
    assert requested(round) == version + 1


def test_so_does_a_registry_that_comes_in_as_a_table(round: Round) -> None:
    expert, version = first_expert(round), requested(round)
    with transaction.atomic():
        expert.domains.set([make_domain("d1")])
        refresh_rule_recusals(round, by=None)
    assert requested(round) == version + 1
    require_equal(round)


def test_a_frozen_result_stays_what_it_was_when_its_experts_are_registered_otherwise(
    round: Round, secretariat: User, chair: User
) -> None:
    freeze_result(round=round, scores_version=requested(round), by=chair)
    version = requested(round)
    next_round = make_round()

    other_domains(next_round, first_expert(round), make_leader(next_round))

    require_equal(round)
    assert requested(round) == version
    # opened for a correction, the round is of its experts as they are now
    correction = ask_for_correction(round=round, reason="甲市核算分录入错误", by=secretariat)
    sign_correction(correction=correction, by=chair)
    assert requested(round) == version + 1
    require_equal(round)
    freeze_result(round=round, scores_version=version + 1, by=chair)
    assert Result.objects.filter(round=round).count() == 2


def test_a_recusal_that_is_lifted_makes_a_new_version(round: Round, secretariat: User, chair: User) -> None:
    expert, city = first_expert(round), complete(round).city
    enter_recusals(round=round, expert=expert, cities=[city], reason="误录", by=secretariat)
    require_equal(round)
    version = requested(round)
    override = ask_for_override(round=round, expert=expert, city=city, reason="同名单位", by=secretariat)

    decide_override(override=override, granted=True, by=chair)

    assert requested(round) == version + 1
    require_equal(round)


def test_a_recusal_is_not_lifted_where_the_result_is_frozen(round: Round, secretariat: User, chair: User) -> None:
    expert, city = first_expert(round), complete(round).city
    enter_recusals(round=round, expert=expert, cities=[city], reason="误录", by=secretariat)
    ranking.bring_up_to_date(round.pk)
    round.ranking_state.__class__.objects.filter(round=round).update(frozen=True)
    override = ask_for_override(round=round, expert=expert, city=city, reason="同名单位", by=secretariat)

    with pytest.raises(ReviewError, match="frozen"):
        decide_override(override=override, granted=True, by=chair)

    assert Recusal.objects.get().override is None


def test_a_recusal_of_who_left_with_a_sheet_begun_makes_a_new_version(round: Round, secretariat: User) -> None:
    left = begun(round)
    leave_panel(round=round, expert=left.expert, reason="健康原因", by=secretariat)
    require_equal(round)
    version = requested(round)

    enter_recusals(round=round, expert=left.expert, cities=[left.submission.city], reason="曾任职", by=secretariat)

    assert requested(round) == version + 1
    require_equal(round)


def test_a_draft_moves_nothing(round: Round, secretariat: User) -> None:
    version = requested(round)
    assign_by_hand(submission=complete(round), expert=make_expert(round), by=secretariat)
    assert requested(round) == version
    require_equal(round)
