"""Telling several people the same thing, each in the language they read."""

from collections.abc import Callable, Iterable

from django.utils import translation

from accounts.models import User
from notices.services import tell


def tell_all(people: Iterable[User], text: Callable[[], str], *, link: str = "") -> None:
    """``text`` is asked once in each language."""
    with translation.override("zh-hans"):
        text_zh = text()
    with translation.override("en"):
        text_en = text()
    for person in people:
        tell(recipient=person, text_zh=text_zh, text_en=text_en, link=link)
