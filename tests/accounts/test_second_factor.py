"""Second factor, a fresh sign-in before what can't be undone, and sessions that end."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from accounts.errors import AccountError
from accounts.models import AuditEvent, User
from accounts.second_factor import take_second_factor_away
from portal.middleware import BY_ITSELF
from rounds.models import RoundRole
from tests.make import PASSWORD, make_leader, make_round, make_user

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_earlier_failures() -> None:
    cache.clear()


def account(**fields: Any) -> User:
    user = make_user(**fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, user: User):
    return client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client) -> None:
    user = account()
    TOTP.activate(user, SECRET)

    sign_in(client, user)
    assert not is_signed_in(client)
    client.post("/accounts/second-factor/authenticate/", {"code": "000000"})
    assert not is_signed_in(client)
    client.post("/accounts/second-factor/authenticate/", {"code": code()})

    assert is_signed_in(client)


def test_a_person_sets_it_up_by_their_app(client: Client) -> None:
    user = account()
    sign_in(client, user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/second-factor/totp/activate/")
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))

    client.post("/accounts/second-factor/totp/activate/", {"code": format_hotp_value(hotp_value(secret, counter))})

    kept = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(kept.data)  # enciphered
    assert kept.wrap().validate_code is not None
    assert len(client.get("/accounts/second-factor/recovery-codes/").context["unused_codes"]) == 10


def test_a_lost_telephone_is_taken_away_on_record() -> None:
    user, security = account(), make_user(administrator="security")
    TOTP.activate(user, SECRET)

    take_second_factor_away(user=user, by=security)

    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(verb="take_second_factor_away").actor_id == security.pk
    with pytest.raises(AccountError):
        take_second_factor_away(user=user, by=security)


def test_who_must_have_one_sets_it_up_before_anything_else(client: Client, settings: Any) -> None:
    settings.TWO_FACTOR_REQUIRED_FOR = ["leaders"]
    client.force_login(make_leader(make_round()))
    assert client.get("/notices/").headers["Location"] == "/accounts/second-factor/"
    assert client.get("/accounts/second-factor/").status_code == 200

    client.force_login(make_user())

    assert client.get("/notices/").status_code == 200


def test_freezing_asks_who_you_are_if_you_signed_in_long_ago(client: Client) -> None:
    round = make_round()
    chair = make_leader(round, RoundRole.Kind.CHAIR)
    chair.set_password(PASSWORD)
    chair.save()
    client.force_login(chair)
    User.objects.filter(pk=chair.pk).update(last_login=timezone.now() - timedelta(minutes=16))

    asked = client.post(f"/reviews/{round.slug}/result/freeze/", {"scores_version": "1"})

    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    went_on = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert went_on.status_code == 200  # the refusal that nothing is built yet: what was sent went on
    assert client.post(f"/reviews/{round.slug}/result/freeze/", {"scores_version": "1"}).status_code == 200


def test_who_does_nothing_for_long_is_signed_out(client: Client, settings: Any) -> None:
    settings.IDLE_MINUTES = 60
    user = account()
    client.force_login(user)
    session = client.session
    session["seen"] = int(time.time()) - 59 * 60
    session.save()
    assert is_signed_in(client)  # and that counts as doing something

    session = client.session
    session["seen"] = int(time.time()) - 61 * 60
    session.save()

    assert not is_signed_in(client)


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(client: Client) -> None:
    client.force_login(account())
    session = client.session
    before = session["seen"] = int(time.time()) - 30 * 60
    session.save()

    client.get("/tasks/count")
    client.get("/tasks/", headers={"X-By-Itself": "1"})

    assert client.session["seen"] == before
    client.get("/tasks/")
    assert client.session["seen"] > before


def test_every_page_that_asks_for_news_is_known_to_do_so_by_itself() -> None:
    """But the projector's, which nobody touches for a whole day."""
    live = {
        entry.name
        for resolver in get_resolver().url_patterns
        for entry in getattr(resolver, "url_patterns", [resolver])
        if isinstance(entry, URLPattern) and entry.name and entry.name.endswith(("-live", "-run", "-count"))
    }

    assert live - BY_ITSELF == {"projector-live"}
