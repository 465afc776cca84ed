"""Reminders: of what is due and not done, in a rhythm that follows from the time left."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from notices.models import Notice
from notices.rhythm import is_time
from notices.services import Reminder, remind
from tests.make import make_user

NOW = datetime(2023, 7, 14, 9, 0, tzinfo=timezone.get_default_timezone())
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("left", "since_last", "expected"),
    [
        (31, None, False),  # too early
        (30, None, True),
        (20, 6, False),
        (20, 7, True),
        (14, 2, False),
        (14, 3, True),
        (3, 1, True),
        (2, 0.5, False),
        (-1, 1, True),  # late, and still to be done
        (None, 6, False),
        (None, 7, True),
    ],
)
def test_the_nearer_the_end_the_more_often(left, since_last, expected) -> None:
    due = NOW + left * DAY if left is not None else None
    last = NOW - since_last * DAY if since_last is not None else None

    assert is_time(now=NOW, due=due, last=last) == expected


def reminder(*people, days: int = 2) -> Reminder:
    return Reminder(key="filing:1", people=people, text=lambda: "请提交", due=NOW + days * DAY)


@pytest.mark.django_db
def test_a_run_that_comes_twice_or_late_reminds_once_a_day() -> None:
    user = make_user()
    runs = [NOW, NOW + timedelta(minutes=1), NOW + 6 * timedelta(hours=1), NOW + DAY]

    assert [remind([reminder(user)], now=at) for at in runs] == [1, 0, 0, 1]
    assert Notice.objects.filter(recipient=user, kind="reminder").count() == 2


@pytest.mark.django_db
def test_what_is_no_longer_named_is_reminded_of_no_more() -> None:
    user = make_user()
    remind([reminder(user)], now=NOW)

    assert remind([], now=NOW + DAY) == 0


@pytest.mark.django_db
def test_who_joined_later_has_a_rhythm_of_their_own() -> None:
    first, second = make_user(), make_user()
    remind([reminder(first)], now=NOW)

    assert remind([reminder(first, second)], now=NOW + timedelta(hours=3)) == 1
    assert Notice.objects.get(recipient=second).text_zh == "请提交"
