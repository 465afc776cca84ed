"""The logins of the demonstration."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from portal.rehearsal.accounts import password
from portal.rehearsal.people import ADMINISTRATORS, CITY_PEOPLE, EXPERTS, LEADERS, PROVINCE_PEOPLE


@dataclass(frozen=True)
class Login:
    role: str
    username: str
    password: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


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
