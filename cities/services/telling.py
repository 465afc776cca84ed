"""Telling several people the same thing, each in the language they read."""

from collections.abc import Callable, Iterable

from accounts.models import User
from notices.models import Kind
from notices.services import tell_people
from rounds.models import Round


def tell_all(
    people: Iterable[User],
    text: Callable[[], str],
    *,
    link: str = "",
    kind: Kind = Kind.NEWS,
    round: Round | None = None,
) -> None:
    """``text`` is asked once in each language. ``kind`` decides by which way each person hears of it."""
    tell_people(people, text, link=link, kind=kind, round_id=round.pk if round else None)
