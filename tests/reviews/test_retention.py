"""Which snapshots stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews import ranking
from reviews.models import RankingSnapshot, RankingState, Result
from rounds.models import Round
from tests.make import make_round, make_user

pytestmark = pytest.mark.django_db


def snapshot(round: Round, version: int, age: timedelta) -> RankingSnapshot:
    at = timezone.now().replace(minute=30, second=0) - age
    return RankingSnapshot.objects.create(
        round=round, scores_version=version, policy_sha256="", system_sha256="", inputs_sha256="",
        ranked_count=0, city_count=0, sheet_count=0, standings=b"", ranks=b"",
        started_at=at, finished_at=at, worker="",
    )  # fmt: skip


def kept(round: Round) -> list[int]:
    ranking.thin_snapshots(timezone.now())
    return sorted(RankingSnapshot.objects.filter(round=round).values_list("scores_version", flat=True))


def test_a_day_is_kept_whole_then_an_hour_each_then_a_day_each() -> None:
    round = make_round()
    RankingState.objects.filter(round=round).update(requested=9, built=9)
    minute = timedelta(minutes=1)
    for version, age in enumerate(
        [
            *(timedelta(days=200) + minute * n for n in (2, 1, 0)),
            *(timedelta(days=3) + minute * n for n in (2, 1, 0)),
            *(timedelta(hours=2) + minute * n for n in (2, 1, 0)),
        ],
        start=1,
    ):
        snapshot(round, version, age)

    assert kept(round) == [3, 6, 7, 8, 9]
    assert kept(round) == [3, 6, 7, 8, 9]


def test_a_frozen_one_and_the_one_that_is_shown_stay_for_ever() -> None:
    round = make_round()
    RankingState.objects.filter(round=round).update(requested=2, built=2)
    frozen, shown = (snapshot(round, n, timedelta(days=400, minutes=3 - n)) for n in (1, 2))
    snapshot(round, 3, timedelta(days=400, minutes=0))
    Result.objects.create(round=round, number=1, snapshot=frozen, frozen_by=make_user())

    assert {frozen.scores_version, shown.scores_version} <= set(kept(round))
