"""Signing in tells nobody which accounts exist, and nobody signs up."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notices.delivery import send_due
from tests.make import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_failures_from_other_tests() -> None:
    cache.clear()


def make_account(**fields) -> User:
    user = make_user(**fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, name: str, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": name, "password": password})


def told(answer, name: str) -> str:
    """The page without what differs anyway: the name that was typed and the token."""
    page = answer.content.decode().replace(name, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_a_person_signs_in_by_user_name_or_mail(client: Client) -> None:
    user = make_account(email="wang@example.cn")
    for name in (user.username, "wang@example.cn"):
        client.logout()
        assert sign_in(client, name).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_account_are_told_alike(client: Client) -> None:
    user = make_account()
    wrong = sign_in(client, user.username, "not-the-password")
    unknown = sign_in(Client(), "nobody-here", "not-the-password")

    assert told(wrong, user.username) == told(unknown, "nobody-here")


def test_a_closed_account_does_not_sign_in(client: Client) -> None:
    user = make_account(is_active=False)
    sign_in(client, user.username)

    assert client.get("/account/").status_code == 302


def test_a_session_ends_with_its_time_and_with_its_account(client: Client) -> None:
    user = make_account()
    other = Client()
    for browser in (client, other):
        browser.force_login(user)
        assert browser.get("/accounts/password/change/").status_code == 200

    Session.objects.filter(session_key=other.session.session_key).update(expire_date=timezone.now())
    assert other.get("/accounts/password/change/").status_code == 302

    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/accounts/password/change/").status_code == 302


def test_many_failures_lock_the_account_for_a_while(client: Client) -> None:
    user = make_account()
    for _try in range(6):
        sign_in(client, user.username, "not-the-password")

    assert sign_in(client, user.username).status_code != 302


def test_nobody_signs_up(client: Client) -> None:
    page = client.get("/accounts/signup/")
    assert "password1" not in page.content.decode()
    client.post("/accounts/signup/", {"username": "new", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="new").exists()


def test_a_forgotten_password_is_answered_alike_for_known_and_unknown_mail(client: Client) -> None:
    make_account(email="wang@example.cn")
    known = client.post("/accounts/password/reset/", {"email": "wang@example.cn"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "li@example.cn"}, follow=True)

    assert told(known, "wang@example.cn") == told(unknown, "li@example.cn")


def test_the_link_in_the_mail_sets_a_new_password(client: Client) -> None:
    user = make_account(email="wang@example.cn")
    client.post("/accounts/password/reset/", {"email": "wang@example.cn"})
    assert send_due() == 1
    [message] = [m for m in mail.outbox if m.to == ["wang@example.cn"]]
    link = re.search(r"/accounts/password/reset/key/\S+", str(message.body))
    assert link

    form = client.get(link.group(), follow=True)
    new = "a-quite-different-one-7"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    user.refresh_from_db()
    assert user.check_password(new)


def test_signing_out_needs_a_form(client: Client) -> None:
    client.force_login(make_account())
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/account/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/account/").status_code == 302


def test_the_password_is_changed_on_ones_own_page(client: Client) -> None:
    user = make_account()
    client.force_login(user)
    new = "a-quite-different-one-7"

    short = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )
    assert short.status_code == 200
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    user.refresh_from_db()
    assert user.check_password(new)


def test_mail_addresses_are_not_added_by_oneself(client: Client) -> None:
    client.force_login(make_account())
    assert client.get("/accounts/email/").status_code == 404
