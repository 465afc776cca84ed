"""The outbox: the secretariat reads letters before they leave, and decides about those that went astray."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from notices.models import Attempt, Kind, Letter, Mailing
from notices.services import Draft, hold_letters, send_letter, tell
from portal.home import status_line
from rounds.home import next_steps
from rounds.models import Round
from tests.make import make_leader, make_round, make_user

pytestmark = pytest.mark.django_db
State = Letter.State


@pytest.fixture
def round() -> Round:
    return make_round()


def written(round: Round, **fields) -> Letter:
    number = Letter.objects.count()
    told = {"text_zh": f"材料{number}已受理", "text_en": "Accepted", "kind": Kind.DECISION, "round_id": round.pk}
    tell(recipient=make_user("王芳", email=f"city{number}@city.example"), **told)
    letter = Letter.objects.latest("pk")
    Letter.objects.filter(pk=letter.pk).update(**fields)
    return letter


def unknown(round: Round) -> Letter:
    letter = written(round, state=State.UNKNOWN, due_at=None, claimed_at=timezone.now(), tries=1)
    Attempt.objects.create(letter=letter, number=1, began_at=timezone.now())
    return letter


def address(round: Round, rest: str = "") -> str:
    return f"/rounds/{round.slug}/outbox/{rest}"


def test_a_letter_is_read_before_it_leaves(client: Client, round: Round) -> None:
    letter = written(round)
    client.force_login(make_leader(round))

    page = client.get(address(round, f"{letter.pk}/")).content.decode()

    assert "材料0已受理" in page
    assert "city0@city.example" in page


def test_letters_of_another_round_do_not_exist_here(client: Client, round: Round) -> None:
    letter = written(make_round())
    client.force_login(make_leader(round))

    assert client.get(address(round, f"{letter.pk}/")).status_code == 404
    assert letter.subject not in client.get(address(round)).content.decode()


def test_a_secret_text_is_shown_to_nobody(client: Client, round: Round) -> None:
    letter = send_letter(address="a@city.example", subject="邀请", text="https://key", round_id=round.pk)
    client.force_login(make_leader(round))

    page = client.get(address(round, f"{letter.pk}/")).content.decode()

    assert "https://key" not in page
    assert "邀请" in page


def test_letters_are_found_by_state_and_words(client: Client, round: Round) -> None:
    astray, other = unknown(round), written(round)
    client.force_login(make_leader(round))

    by_state = client.get(address(round, "?state=unknown")).context["page"]
    by_words = client.get(address(round, "?words=city1@")).context["page"]

    assert (list(by_state), list(by_words)) == ([astray], [other])


def test_an_unknown_letter_waits_for_the_secretariat_until_it_is_decided(client: Client, round: Round) -> None:
    letter, user = unknown(round), make_leader(round)
    client.force_login(user)
    assert [step.count for step in next_steps(user, round)] == [1]

    client.post(address(round, f"{letter.pk}/resend/"))

    letter.refresh_from_db()
    assert (letter.state, next_steps(user, round)) == (State.READY, [])


def test_a_stopped_queue_says_so_in_words(client: Client, round: Round) -> None:
    written(round, ready_at=timezone.now() - timedelta(minutes=25))
    user = make_leader(round)
    client.force_login(user)

    page = client.get(address(round)).content.decode()

    assert "信件未能发出" in page or "邮件未能发出" in page
    assert "25" in next_steps(user, round)[0].text
    assert [part.alarm for part in status_line(user, round)][-1]


def test_held_letters_are_released_by_the_secretariat(client: Client, round: Round) -> None:
    person = make_user("李强", email="li@city.example")
    draft = Draft(recipient=person, subject=lambda: "反馈函", text=lambda: "得分率")
    mailing = hold_letters(title=lambda: "反馈函", drafts=[draft], by=make_user(), round_id=round.pk)
    client.force_login(make_leader(round))
    assert "李强" in client.get(address(round, f"mailings/{mailing.pk}/")).content.decode()

    client.post(address(round, f"mailings/{mailing.pk}/release/"))

    mailing.refresh_from_db()
    assert (mailing.state, mailing.letters.get().state) == (Mailing.State.RELEASED, State.READY)


@pytest.mark.parametrize("letters", [1, 5])
def test_the_list_asks_as_much_for_five_letters_as_for_one(
    client: Client, round: Round, letters: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(letters):
        written(round)
    client.force_login(make_leader(round))
    client.get(address(round))

    with django_assert_max_num_queries(20):
        client.get(address(round))
