"""The health page: for administrators only, and true when something is away."""

from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accounts.templatetags.lists import in_a_row
from notices.models import Letter
from notices.services import send_letter
from portal import health
from portal.health import QUEUES
from reviews.models import RankingState
from tests.make import make_leader, make_round, make_user
from tests.worker import RankingWorker, worker  # noqa: F401  # the fixture


def labels(found: health.Health) -> dict[str, bool]:
    return {check.label: check.is_well for check in found.checks}


@pytest.mark.django_db
def test_the_health_page_is_for_administrators_only(client: Client) -> None:
    assert client.get("/health/").status_code == 302
    for stranger in (make_user(), make_leader(make_round()), make_user(is_staff=True)):
        client.force_login(stranger)
        assert client.get("/health/").status_code == 404

    client.force_login(make_user(administrator="system"))

    assert client.get("/health/").status_code == 200


def test_whether_the_process_lives_is_told_to_everybody_and_nothing_else(client: Client) -> None:
    response = client.get("/health/live")

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_without_a_worker_the_portal_is_not_well() -> None:
    found = health.examine()

    assert not found.is_well
    assert [check.is_well for check in found.checks[:2]] == [True, True]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_answers_is_named(worker: RankingWorker, settings: Any) -> None:  # noqa: F811
    settings.LANGUAGE_CODE = "en"
    named = [check for check in health.examine().checks if "ranking-" in check.detail]

    assert [check.is_well for check in named] == [True]


@pytest.mark.django_db
def test_a_ranking_that_stands_still_is_not_well() -> None:
    round = make_round()
    since = timezone.now() - timedelta(minutes=5)
    RankingState.objects.filter(round=round).update(requested=3, built=1, behind_since=since)

    [line] = [line for line in health.examine().rounds if line.round == round]

    assert (line.status.waiting, line.status.is_stalled) == (2, True)


@pytest.mark.django_db
def test_an_absent_broker_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    away = Celery("away", broker=f"redis+socket://{tmp_path}/nobody.sock", set_as_current=False)
    away.conf.broker_transport_options = {"max_retries": 0, "socket_connect_timeout": 0.5}
    monkeypatch.setattr(health, "app", away)

    found = health.examine()

    assert not found.is_well
    assert sum(not well for well in labels(found).values()) == 2


@pytest.mark.django_db
def test_a_mail_queue_that_stands_still_is_not_well() -> None:
    send_letter(address="a@city.example", subject="函", text="…")
    Letter.objects.update(ready_at=timezone.now() - timedelta(minutes=25))

    line = next(check for check in health.examine().checks if "25 分钟" in check.detail)

    assert not line.is_well


@pytest.mark.django_db
def test_the_system_administrator_decides_about_a_failed_letter_without_reading_it(client: Client) -> None:
    letter = send_letter(address="a@city.example", subject="函", text="机要内容")
    Letter.objects.update(state="failed", due_at=None, claimed_at=timezone.now(), tries=1)
    client.force_login(make_user(administrator="audit"))
    assert client.post(f"/health/letters/{letter.pk}/").status_code == 404
    client.force_login(make_user(administrator="system"))
    page = client.get("/health/").content.decode()

    client.post(f"/health/letters/{letter.pk}/")

    letter.refresh_from_db()
    assert ("a@city.example" in page, "机要内容" in page, letter.state) == (True, False, "ready")


def test_names_in_a_row_are_joined_as_the_readers_language_does_it() -> None:
    with override("en"):
        assert in_a_row(["Shenzhen", "Qingdao"]) == "Shenzhen, Qingdao"
        assert [str(name) for name in QUEUES.values()] == ["ranking", "files", "letters", "everything else"]
    with override("zh-hans"):
        assert in_a_row(["深圳", "青岛"]) == "深圳、青岛"
        assert [str(name) for name in QUEUES.values()] == ["排名", "文件", "邮件", "其他"]
