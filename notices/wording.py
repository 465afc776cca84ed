"""The frame around what is told in a letter. In the language that is active: the recipient's."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from notices.models.letters import LONGEST_SUBJECT

LONGEST_HEAD = 60
LANGUAGES = ("zh-hans", "en")


def in_language_of(user: User) -> AbstractContextManager[None]:
    return translation.override(user.language)


def in_both(text: Callable[[], str]) -> tuple[str, str]:
    """The same in Chinese and in English."""
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(str(text()))
    return said[0], said[1]


def one_line(subject: str) -> str:
    """A subject never breaks its line, and has its limit."""
    return " ".join(subject.split())[:LONGEST_SUBJECT]


def subject_of(text: str) -> str:
    """The first words of what is told, behind the name of the portal."""
    head = " ".join(text.split())
    if len(head) > LONGEST_HEAD:
        head = head[:LONGEST_HEAD].rstrip() + "…"
    return one_line(_("[Low-carbon city evaluation] %(text)s") % {"text": head})


def absolute(link: str) -> str:
    """Complete with the portal's public address."""
    return settings.PUBLIC_URL.rstrip("/") + link if link.startswith("/") else link


def letter_text(recipient: User, text: str, link: str = "") -> str:
    """What is told, with salutation, address, and why it came."""
    parts = [_("Dear %(name)s,") % {"name": recipient}, text.strip()]
    if link:
        parts.append(_("Open it in the portal: %(link)s") % {"link": absolute(link)})
    return "\n\n".join([*parts, _foot()])


def digest_text(recipient: User, lines: Iterable[str]) -> str:
    parts = [_("Dear %(name)s,") % {"name": recipient}, _("this has happened since your last daily letter:")]
    listed = "\n".join(f"· {line}" for line in lines)
    link = _("Read them in the portal: %(link)s") % {"link": absolute(reverse("notices:list"))}
    return "\n\n".join([*parts, listed, link, _foot()])


def _foot() -> str:
    return "--\n" + _(
        "The portal of the low-carbon city pilot evaluation sent this letter; answers to it are not read.\n"
        "Choose what you receive by e-mail: %(link)s"
    ) % {"link": absolute(reverse("notices:preferences"))}
