"""Time left is told in one unit and never too much of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from accounts.templatetags.moments import time_left


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
