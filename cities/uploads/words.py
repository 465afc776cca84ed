"""A refusal in both languages: a worker does not know who will read it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import translation

from cities.errors import CityError

LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Reason:
    zh: str
    en: str


def in_both_languages(refuse: Callable[[], object]) -> Reason:
    """The sentence with which ``refuse`` raises CityError, said once in each language."""
    return Reason(*(_sentence(refuse, language) for language in LANGUAGES))


def _sentence(refuse: Callable[[], object], language: str) -> str:
    with translation.override(language):
        try:
            refuse()
        except CityError as error:
            return error.message
    raise AssertionError("refused in one language and not in the other")
