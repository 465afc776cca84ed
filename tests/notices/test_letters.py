"""Letters leave through a real mail server: none is lost, none is sent twice by itself."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEvent
from notices.delivery import send_due
from notices.delivery.backoff import pause
from notices.errors import NoticeError
from notices.models import Attempt, Delivery, Kind, Letter, Mailing, Notice
from notices.queries import mail_state, notices_of
from notices.services import (
    Draft,
    choose_deliveries,
    hold_letters,
    release_mailing,
    resend_letter,
    send_letter,
    set_aside,
    tell,
    withdraw_mailing,
)
from tests.make import make_user
from tests.notices.conftest import MailServer

pytestmark = pytest.mark.django_db
State, Outcome = Letter.State, Attempt.Outcome
ROOT = Path(__file__).resolve().parent.parent.parent


def letter_to(name: str) -> Letter:
    return send_letter(address=f"{name}@city.example", subject="材料已退回", text="请补正。", is_secret=False)


def now_due() -> None:
    """As if the pause until the next try were over."""
    Letter.objects.filter(state=State.READY).update(due_at=timezone.now())


def outcomes(letter: Letter) -> list[str]:
    return list(letter.attempts.values_list("outcome", flat=True))


def test_a_letter_arrives_as_it_was_written(mail_server: MailServer) -> None:
    letter = letter_to("guiyang")

    assert send_due() == 1

    letter.refresh_from_db()
    (arrived,) = mail_server.letters
    assert (arrived["To"], arrived["Subject"]) == ("guiyang@city.example", "材料已退回")
    assert arrived.get_content().strip() == "请补正。"
    assert arrived["Message-ID"] == letter.message_id
    assert (letter.state, outcomes(letter)) == (State.SENT, [Outcome.SENT])


def test_a_notice_is_written_in_its_readers_language(mail_server: MailServer, settings: Any) -> None:
    settings.PUBLIC_URL = "https://portal.example/"
    zh, en = make_user("王芳", email="zh@city.example"), make_user("Ann", email="en@city.example", language="en")
    for person in (zh, en):
        told = {"text_zh": "材料已受理。", "text_en": "Your material was accepted.", "kind": Kind.DECISION}
        tell(recipient=person, link="/account/", **told)

    send_due()

    chinese, english = (letter.get_content() for letter in mail_server.letters)
    assert chinese.startswith("王芳：")
    assert "材料已受理。" in chinese
    assert english.startswith("Dear Ann,")
    assert "https://portal.example/account/" in english
    assert "材料" not in english


@pytest.mark.parametrize(
    ("delivery", "letters", "awaits"),
    [(Delivery.AT_ONCE, 1, False), (Delivery.DIGEST, 0, True), (Delivery.PORTAL, 0, False)],
)
def test_each_person_hears_as_they_chose(delivery: Delivery, letters: int, awaits: bool) -> None:
    user = make_user(email="a@city.example")
    choose_deliveries(chosen={Kind.WORK: delivery}, language="zh-hans", by=user)

    notice = tell(recipient=user, text_zh="请办理", text_en="Please act", kind=Kind.WORK)

    assert (Letter.objects.count(), notice.awaits_digest) == (letters, awaits)


def test_who_has_no_address_or_has_left_gets_no_letter() -> None:
    for person in (make_user(), make_user(email="gone@city.example", is_active=False)):
        tell(recipient=person, text_zh="请办理", text_en="Please act", kind=Kind.WORK)

    assert (Notice.objects.count(), Letter.objects.count()) == (2, 0)


def test_a_refused_letter_fails_and_says_what_the_server_said(mail_server: MailServer) -> None:
    letter, other = letter_to("refused"), letter_to("guiyang")

    assert send_due() == 1

    letter.refresh_from_db()
    other.refresh_from_db()
    assert (letter.state, other.state) == (State.FAILED, State.SENT)
    assert letter.attempts.get().answer == "550 no such person"


def test_a_letter_that_is_put_off_is_tried_again_and_fails_after_days(mail_server: MailServer) -> None:
    letter = letter_to("later")
    send_due()
    letter.refresh_from_db()
    assert letter.state == State.READY
    assert letter.due_at is not None
    assert letter.due_at > timezone.now() + timedelta(minutes=4)
    assert mail_state().oldest is None  # the queue goes on: this address alone is not ready

    Letter.objects.update(ready_at=timezone.now() - timedelta(days=4))
    now_due()
    send_due()

    letter.refresh_from_db()
    assert (letter.state, outcomes(letter)) == (State.FAILED, [Outcome.DEFERRED, Outcome.DEFERRED])


def test_a_dead_server_delays_and_loses_nothing(mail_server: MailServer) -> None:
    mail_server.stop()
    letters = [letter_to("guiyang"), letter_to("suzhou")]
    assert send_due() == 0
    assert [letter.state for letter in Letter.objects.order_by("pk")] == [State.READY, State.READY]
    state = mail_state()
    assert (state.waiting, state.oldest) == (2, letters[0].ready_at)
    assert "refused" in state.last_words  # “Connection refused”


def test_letters_leave_when_the_server_is_back(mail_server: MailServer) -> None:
    (mail_server.folder / "closed").touch()
    letter_to("guiyang")
    send_due()
    assert mail_server.letters == []

    (mail_server.folder / "closed").unlink()
    now_due()

    assert send_due() == 1
    assert outcomes(Letter.objects.get()) == [Outcome.UNREACHABLE, Outcome.SENT]


@pytest.mark.parametrize("name", ["silent", "cut"])
def test_a_text_that_got_no_answer_is_unknown_and_not_sent_again(mail_server: MailServer, name: str) -> None:
    letter = letter_to(name)

    send_due()
    now_due()
    send_due()

    letter.refresh_from_db()
    assert (letter.state, len(mail_server.letters)) == (State.UNKNOWN, 1)
    assert mail_state().unknown == 1


def test_a_letter_that_a_crash_left_is_unknown_until_a_person_sends_it(
    mail_server: MailServer, transactional_db: None
) -> None:
    letter = letter_to("silent")
    worker = subprocess.Popen(
        [sys.executable, "-c", "import django; django.setup(); from notices.delivery import send_due; send_due()"],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_server.port),
        },
    )
    mail_server.wait_for(1)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()

    assert send_due() == 0
    letter.refresh_from_db()
    assert (letter.standing, outcomes(letter)) == (State.SENDING, [Outcome.NONE])
    Letter.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    letter.refresh_from_db()
    assert letter.standing == State.UNKNOWN
    assert send_due() == 0
    assert len(mail_server.letters) == 1

    Letter.objects.update(address="guiyang@city.example")
    resend_letter(letter=letter, by=make_user("赵敏"))
    assert send_due() == 1

    letter.refresh_from_db()
    assert (letter.state, outcomes(letter)) == (State.SENT, [Outcome.NONE, Outcome.SENT])
    assert AuditEvent.objects.get(verb="resend_letter").actor_name == "赵敏"


def test_a_letter_is_claimed_by_one_worker(transactional_db: None, mail_server: MailServer) -> None:
    for number in range(10):
        letter_to(f"city{number}")
    code = "import django; django.setup(); from notices.delivery import send_due; send_due()"
    server = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": server,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_server.port),
    }
    workers = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=env) for _number in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]

    assert len({letter["To"] for letter in mail_server.letters}) == len(mail_server.letters) == 10


def test_only_what_failed_or_is_unknown_is_sent_again() -> None:
    with pytest.raises(NoticeError, match="等待发出"):
        resend_letter(letter=letter_to("guiyang"), by=make_user())


def test_a_letter_that_was_set_aside_never_leaves(mail_server: MailServer) -> None:
    letter = letter_to("guiyang")

    set_aside(letter=letter, by=make_user())
    now_due()

    assert (send_due(), mail_server.letters) == (0, [])


def test_a_secret_text_is_forgotten_once_sent(mail_server: MailServer) -> None:
    letter = send_letter(address="guiyang@city.example", subject="重设密码", text="https://…/key/")

    send_due()

    letter.refresh_from_db()
    assert (letter.text, "key" in mail_server.letters[0].get_content()) == ("", True)


def held(*people: Any) -> Mailing:
    drafts = [
        Draft(recipient=person, subject=lambda: "反馈函", text=lambda: "得分率 91 %。", link="/account/")
        for person in people
    ]
    return hold_letters(title=lambda: "反馈函", drafts=drafts, by=make_user())


def test_held_letters_leave_when_they_are_released_and_not_before(mail_server: MailServer) -> None:
    city, without = make_user(email="guiyang@city.example"), make_user()
    mailing = held(city, without)
    assert (send_due(), notices_of(city).count(), notices_of(without).count()) == (0, 0, 0)

    release_mailing(mailing=mailing, by=make_user())

    assert (send_due(), notices_of(city).count(), notices_of(without).count()) == (1, 1, 1)
    assert "得分率 91 %。" in mail_server.letters[0].get_content()


def test_what_was_withdrawn_cannot_be_released(mail_server: MailServer) -> None:
    city = make_user(email="guiyang@city.example")
    mailing = held(city)
    withdraw_mailing(mailing=mailing, by=make_user())

    with pytest.raises(NoticeError):
        release_mailing(mailing=mailing, by=make_user())

    assert (send_due(), notices_of(city).count()) == (0, 0)


def test_the_pause_doubles_up_to_its_limit() -> None:
    minutes = [pause(Outcome.UNREACHABLE, tries).total_seconds() / 60 for tries in (1, 2, 3, 4, 5, 500)]

    assert minutes == [1, 2, 4, 8, 15, 15]
