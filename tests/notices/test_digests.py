"""The daily letter: what is unread by its hour, once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notices.models import Kind, Letter, Notice
from notices.services import mark_read, send_digests, tell
from tests.make import make_user

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2023, 7, 14, 20, 0, tzinfo=BEIJING)
MORNING = datetime(2023, 7, 15, 8, 5, tzinfo=BEIJING)


def told(user, at: datetime = EVENING, text: str = "评审阶段已开始") -> Notice:
    notice = tell(recipient=user, text_zh=text, text_en="Review has begun", kind=Kind.STAGE)
    Notice.objects.filter(pk=notice.pk).update(created_at=at)
    return notice


def test_nothing_is_written_before_the_hour() -> None:
    told(make_user(email="a@city.example"))

    assert send_digests(MORNING - timedelta(minutes=10)) == 0


def test_one_letter_tells_everything_and_only_once() -> None:
    user = make_user(email="a@city.example")
    told(user, text="甲")
    told(user, text="乙")

    assert (send_digests(MORNING), send_digests(MORNING + timedelta(hours=1))) == (1, 0)
    text = Letter.objects.get().text
    assert "· 甲\n· 乙" in text


def test_what_came_after_the_hour_goes_along_but_brings_no_second_letter() -> None:
    user = make_user(email="a@city.example")
    told(user)
    told(user, at=MORNING)
    assert send_digests(MORNING + timedelta(minutes=1)) == 1
    told(user, at=MORNING + timedelta(minutes=2))

    assert send_digests(MORNING + timedelta(hours=9)) == 0
    assert send_digests(MORNING + timedelta(days=1)) == 1


def test_what_was_read_is_left_out() -> None:
    user = make_user(email="a@city.example")
    mark_read(pk=told(user).pk, by=user)

    assert (send_digests(MORNING), Notice.objects.filter(awaits_digest=True).count()) == (0, 0)


def test_after_an_outage_the_missed_letter_is_written_late() -> None:
    told(make_user(email="a@city.example"))

    assert send_digests(MORNING + timedelta(days=2, hours=5)) == 1
