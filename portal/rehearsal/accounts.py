"""Accounts of invented people: one password, made for this installation and kept beside its data."""

import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from portal.keys import kept_secret

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that are taken for each other when read aloud."""


def password() -> str:
    """The password of all demonstration accounts: made the first time it is asked for."""
    return kept_secret(Path(settings.VAR_DIR) / "demo_password", _readable)


def _readable() -> str:
    return "demo-" + "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(2))


@cache
def _hashed(plain: str) -> str:
    """Hashed once for all accounts: hashing is slow on purpose."""
    return make_password(plain)


def make_user(username: str, full_name: str, **fields: object) -> User:
    """The account, made if an earlier round of the demonstration has not made it.

    With an address that no mail server delivers to: the outbox has letters, and nobody gets one.
    """
    hashed = _hashed(password())
    made = {"email": f"{username}@demo.invalid", "password": hashed, "is_demonstration": True, **fields}
    return User.objects.get_or_create(username=username, defaults={"full_name": full_name, **made})[0]
