"""Who asks for a rebuild: few of many changes, and everybody once it is late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.models import RankingState
from reviews.services.counter import raise_version
from tests.make import make_round

pytestmark = pytest.mark.django_db


def asks(callbacks, *, behind, since):
    """Whether one more change asks, where so many wait to be built."""
    round = make_round()
    since_when = timezone.now() - since if behind else None
    state = {"requested": 40 + behind, "built": 40, "behind_since": since_when}
    RankingState.objects.update_or_create(round=round, defaults=state)
    with callbacks() as asked:
        assert raise_version(round.pk, cause=RankingState.Cause.SET_UP) == 41 + behind
    return bool(asked)


def test_the_first_two_changes_ask_and_then_one_of_many(django_capture_on_commit_callbacks):
    asking = [
        behind + 1
        for behind in range(70)
        if asks(django_capture_on_commit_callbacks, behind=behind, since=timedelta(0))
    ]
    assert asking == [1, 2, 8, 64]


@pytest.mark.parametrize("behind", [1, 2, 5, 30])
def test_once_the_rebuild_is_late_every_change_asks(django_capture_on_commit_callbacks, behind):
    assert asks(django_capture_on_commit_callbacks, behind=behind, since=timedelta(seconds=3))


def test_a_rounds_first_change_asks(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        assert raise_version(make_round().pk, cause=RankingState.Cause.SET_UP) == 1
    assert len(asked) == 1
