"""The logins of the demonstration: one password, made for this installation and kept beside its data."""

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from portal.demo.people import ADMINISTRATORS, CITY_PEOPLE, EXPERTS, LEADERS, PROVINCE_PEOPLE

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that are taken for each other when read aloud."""


@dataclass(frozen=True)
class Login:
    role: str
    username: str
    password: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def password() -> str:
    """The password of all demonstration accounts: made the first time it is asked for."""
    file = Path(settings.VAR_DIR) / "demo_password"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text("demo-" + "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(2)))
    return file.read_text()


@cache
def hashed_password() -> str:
    """Hashed once for all: hashing is slow on purpose."""
    return make_password(password())


def logins() -> Iterator[Login]:
    """One login for each part, the ones a newcomer tries first at the top."""
    secret = password()
    parts = [
        *((leader.kind.label, leader.username) for leader in LEADERS),
        (_("City, still filing"), CITY_PEOPLE[0].username),
        (_("City, accepted"), CITY_PEOPLE[3].username),
        (_("Expert"), f"{EXPERTS[0].username} … {EXPERTS[-1].username}"),
        (_("Province"), PROVINCE_PEOPLE[0].username),
        *((person.kind.label, person.username) for person in ADMINISTRATORS),
    ]
    for role, username in parts:
        yield Login(str(role), username, secret)
