"""V1: computed points are accepted with a source, and nothing that stood is lost."""

from decimal import Decimal

import pytest

from accounts.errors import PortalError
from reviews.errors import Incomplete, ReviewError
from reviews.models import RankingState, Verification
from reviews.services.verification import Computed, verify_points
from rounds.models import Action, Indicator, Role, RoundRole, Stage
from tests.make import make_leader, make_round, make_stage, make_submission, make_user
from tests.reviews.build import make_material, requested, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def verify(submission, by=None, **values):
    return verify_points(submission=submission, values=values, by=by or make_leader(submission.round))


def computed(points, source="年鉴第3页", **more):
    return Computed(points=Decimal(points), source=source, **more)


def standing(submission):
    return {v.indicator.code: v.points for v in submission.verifications.filter(to_version=None)}


def test_verified_points_count_from_the_next_version():
    submission = make_material(make_round())

    verify(submission, A1=computed("4.75"), C1=computed("10"))

    assert standing(submission) == {"A1": Decimal("4.75"), "C1": Decimal(10)}
    assert set(Verification.objects.values_list("from_version", "to_version")) == {(1, None)}
    assert requested(submission.round) == 1
    assert verbs() == ["verify_points"]


def test_a_correction_keeps_what_stood():
    submission = make_material(make_round())
    leader = make_leader(submission.round)
    [before] = verify(submission, leader, A1=computed("4"))

    verify(submission, leader, A1=computed("3.5", "更正: 年鉴第5页", base=before.pk))

    history = list(Verification.objects.order_by("pk").values_list("points", "from_version", "to_version"))
    assert history == [(Decimal("4.00"), 1, 2), (Decimal("3.50"), 2, None)]


def test_saving_the_same_again_changes_nothing():
    submission = make_material(make_round())
    leader = make_leader(submission.round)
    [before] = verify(submission, leader, A1=computed("4"))

    assert verify(submission, leader, A1=computed("4.00", base=before.pk)) == []

    assert requested(submission.round) == 1
    assert verbs() == ["verify_points"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (computed("5.01"), "The computed points go from 0 to 5; entered: 5.01."),
        (computed("-1"), "The computed points go from 0 to 5; entered: -1."),
        (computed("4.125"), "Computed points have at most two decimals; entered: 4.125."),
        (computed("4", " "), "Name the source and show the arithmetic."),
        (computed("0", applies=False), "The computed part of this indicator always applies."),
    ],
)
def test_what_cannot_be_verified_is_named_and_nothing_is_stored(value, sentence):
    submission = make_material(make_round())

    with pytest.raises(Incomplete) as refused:
        verify(submission, A1=value, C1=computed("10"))

    assert refused.value.problems == {"A1": sentence}
    assert not Verification.objects.exists()
    assert requested(submission.round) == 0


def test_only_the_part_for_kept_promises_may_not_apply():
    submission = make_material(make_round())
    Indicator.objects.filter(code="C1").update(rule="promises_kept")

    verify(submission, C1=computed("7", "无创新承诺", applies=False))

    found = Verification.objects.get()
    assert (found.applies, found.points) == (False, Decimal(0))


def test_a_value_verified_elsewhere_meanwhile_is_not_overwritten():
    submission = make_material(make_round())
    leader = make_leader(submission.round)
    verify(submission, leader, A1=computed("4"))

    with pytest.raises(Incomplete) as refused:
        verify(submission, leader, A1=computed("3"))

    assert refused.value.problems["A1"].startswith("Verified elsewhere after you opened this page: 4 points")
    assert standing(submission) == {"A1": Decimal(4)}


def test_what_is_not_computed_is_not_verified():
    submission = make_material(make_round())

    with pytest.raises(ReviewError, match=r"Nothing is computed for B1\."):
        verify(submission, B1=computed("4"))


def test_before_acceptance_nothing_is_verified():
    submission = make_submission(make_round())

    with pytest.raises(ReviewError, match="Accept the material of"):
        verify(submission, A1=computed("4"))


@pytest.mark.parametrize("kind", [None, RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER])
def test_only_the_secretariat_verifies(kind):
    submission = make_material(make_round())
    by = make_leader(submission.round, kind) if kind else make_user()

    with pytest.raises(ReviewError, match="Only the secretariat"):
        verify(submission, by, A1=computed("4"))
    assert not Verification.objects.exists()


def test_outside_the_stages_nothing_is_verified():
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.REVIEW, {Role.SECRETARIAT: [Action.ASSIGN]})
    submission = make_material(round)

    with pytest.raises(PortalError, match="no open stage in which you can verify computed points"):
        verify(submission, A1=computed("4"))


def test_a_frozen_result_takes_no_verification():
    submission = make_material(make_round())
    RankingState.objects.update(frozen=True)

    with pytest.raises(ReviewError, match="frozen"):
        verify(submission, A1=computed("4"))
    assert not Verification.objects.exists()
