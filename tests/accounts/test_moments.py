"""Moments are told in the reader's language; time left in one unit, and never too much of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from accounts.templatetags.moments import short_day, short_moment, time_left


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(days=9, hours=23), "9 days"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=2) - timedelta(seconds=1), "47 hours"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(minutes=119, seconds=59), "119 minutes"),
        (timedelta(seconds=61), "1 minute"),
        (timedelta(seconds=-5), "0 minutes"),
    ],
)
def test_time_left_is_never_rounded_up(monkeypatch: pytest.MonkeyPatch, left: timedelta, told: str) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)

    with translation.override("en"):
        assert time_left(now + left) == told


def test_a_moment_is_told_in_the_language_of_who_reads_it() -> None:
    when = datetime(2026, 7, 1, 18, 5, tzinfo=UTC)

    for _again in range(2):
        with translation.override("en"):
            assert (short_moment(when), short_day(when)) == ("2 Jul 2026, 02:05", "2 Jul 2026")
        with translation.override("zh-hans"):
            assert (short_moment(when), short_day(when)) == ("2026-07-02 02:05", "2026-07-02")
