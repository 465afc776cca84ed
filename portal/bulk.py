"""Reminders that the secretariat sends by hand, to exactly those it has seen with exactly the text it has seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType

from django.db import transaction
from django.utils.timezone import localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import PortalError
from accounts.home import NextStep
from accounts.models import LANGUAGES, User
from notices.models import Kind, Mailing
from notices.services import note_reminded, tell_people
from notices.wording import in_both, in_language_of
from portal.reminders import key_of
from portal.waiting import link_of, reminder_text, waiting_for
from rounds.models import Round

MOST = 500
"""People that one press of the button reminds."""

LONGEST_WORDS = 500


@dataclass(frozen=True)
class Reminding:
    """One person of the preview: ``text`` as they would read it, empty if nothing waits for them."""

    person: User
    place: str
    text: str
    steps: Sequence[NextStep]
    in_other_language: str = ""
    """Said to a reader of another language than the text's: whose language it is in."""


@dataclass(frozen=True)
class Addressee:
    """A person and for what they are reminded: a city, an expert's employer."""

    person: User
    place: str


def previews(
    round: Round, people: Iterable[Addressee], homes: Sequence[ModuleType], words: str = ""
) -> list[Reminding]:
    """What each person would get, in their own language."""
    return [_preview(round, one, homes, words) for one in people]


def _preview(round: Round, one: Addressee, homes: Sequence[ModuleType], words: str) -> Reminding:
    with in_language_of(one.person):
        steps = waiting_for(one.person, round, homes)
        text = reminder_text(round, steps, words) if steps else ""
    return Reminding(one.person, one.place, text, steps, _other_language(one.person))


def _other_language(person: User) -> str:
    language = dict(LANGUAGES)[person.language]
    if person.language == get_language():
        return ""
    return _("Written in the language this person reads: %(language)s.") % {"language": language}


@transaction.atomic
def remind_by_hand(
    *, round: Round, people: Sequence[Addressee], homes: Sequence[ModuleType], words: str, by: User
) -> int:
    """Remind those for whom something waits; the others get nothing. On record, and the rhythm begins anew."""
    words = words.strip()
    if len(words) > LONGEST_WORDS:
        raise PortalError(
            _("What you add has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(words), "limit": LONGEST_WORDS},
            field="words",
        )
    if len(people) > MOST:
        raise PortalError(
            _("These are %(number)d people; at most %(limit)d are reminded at once. Narrow the choice.")
            % {"number": len(people), "limit": MOST}
        )
    reminded = [found for found in previews(round, people, homes) if found.steps]
    if not reminded:
        raise PortalError(_("Nobody of these has anything to do: there is nothing to remind them of."))
    mailing = _mailing(round, by)
    for found in reminded:
        text = partial(_text, found.person, round, homes, words)
        tell_people(
            [found.person],
            text,
            link=link_of(found.steps),
            kind=Kind.REMINDER,
            round_id=round.pk,
            mailing=mailing,
        )
    note_reminded([found.person for found in reminded], key_of(round), now())
    record(by, "remind", mailing, round_id=round.pk, people=[found.person.pk for found in reminded], words=words)
    return len(reminded)


def _text(person: User, round: Round, homes: Sequence[ModuleType], words: str) -> str:
    return reminder_text(round, waiting_for(person, round, homes), words)


def _mailing(round: Round, by: User) -> Mailing:
    """Read in the preview, so that it is released at once."""
    zh, en = in_both(lambda: _("Reminder, %(when)s") % {"when": localtime(now()).strftime("%Y-%m-%d")})
    decided = {"state": Mailing.State.RELEASED, "made_by": by, "decided_by": by, "decided_at": now()}
    return Mailing.objects.create(title_zh=zh, title_en=en, round_id=round.pk, **decided)
