"""The outbox: letters are written, held, released, sent again by a person, and set aside."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.audit import record
from accounts.models import User
from notices.errors import NoticeError
from notices.models import Kind, Letter, Mailing, Notice
from notices.tasks import send_letters
from notices.wording import in_both, in_language_of, letter_text, one_line

logger = logging.getLogger(__name__)
State = Letter.State


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter to one person. ``subject`` and ``text`` are asked in the language of whoever reads them."""

    recipient: User
    subject: Callable[[], str]
    text: Callable[[], str]
    link: str = ""


def send_letter(
    *,
    address: str,
    subject: str,
    text: str,
    language: str = "zh-hans",
    is_secret: bool = True,
    round_id: int | None = None,
) -> Letter:
    """Write to an address, perhaps of no account yet. It leaves when the transaction of its cause has held.

    ``is_secret``: it carries a key, so that nobody reads it in the outbox and it is forgotten once sent.
    """
    letter = Letter(
        address=address,
        subject=one_line(subject),
        text=text,
        language=language,
        is_secret=is_secret,
        round_id=round_id,
        kind=Kind.WORK,
    )
    return store_letters([letter])[0]


def store_letters(letters: Iterable[Letter]) -> list[Letter]:
    """Put letters into the outbox, ready to leave as soon as the transaction has held."""
    now, found = timezone.now(), list(letters)
    for letter in found:
        letter.ready_at = letter.due_at = now
    stored = Letter.objects.bulk_create(found)
    if stored:
        ask_for_sending()
    return stored


def ask_for_sending() -> None:
    """Wake the mail worker after the commit. With the broker away the sweep does it instead."""
    transaction.on_commit(_publish, robust=True)


def _publish() -> None:
    try:
        send_letters.apply_async()
    except OperationalError as error:
        logger.warning("The mail worker is not woken, the broker is away: %s", error)


@transaction.atomic
def hold_letters(
    *,
    title: Callable[[], str],
    drafts: Sequence[Draft],
    by: User,
    round_id: int | None = None,
    kind: Kind = Kind.DECISION,
) -> Mailing:
    """Write letters that do not leave before ``release_mailing``: somebody reads them first.

    Each recipient also finds the subject among their notices from the release on; whoever has no address finds it
    only there. The caller decides who may release.
    """
    if not drafts:
        raise NoticeError(_("There is nobody to write to."))
    title_zh, title_en = in_both(title)
    mailing = Mailing.objects.create(title_zh=title_zh, title_en=title_en, round_id=round_id, made_by=by)
    Notice.objects.bulk_create(_notice(mailing, draft, kind) for draft in drafts)
    reachable = [draft for draft in drafts if draft.recipient.email and draft.recipient.is_active]
    Letter.objects.bulk_create(_held(mailing, draft, kind) for draft in reachable)
    numbers = {"people": len(drafts), "letters": len(reachable)}
    record(by, "hold_letters", mailing, round_id=round_id, title=title_zh, **numbers)
    return mailing


def _notice(mailing: Mailing, draft: Draft, kind: Kind) -> Notice:
    zh, en = in_both(draft.subject)
    return Notice(
        mailing=mailing,
        recipient=draft.recipient,
        kind=kind,
        text_zh=zh,
        text_en=en,
        link=draft.link,
        round_id=mailing.round_id,
    )


def _held(mailing: Mailing, draft: Draft, kind: Kind) -> Letter:
    person = draft.recipient
    with in_language_of(person):
        return Letter(
            mailing=mailing,
            recipient=person,
            address=person.email,
            kind=kind,
            language=person.language,
            subject=one_line(draft.subject()),
            text=letter_text(person, draft.text(), draft.link),
            round_id=mailing.round_id,
            state=State.HELD,
        )


@transaction.atomic
def release_mailing(*, mailing: Mailing, by: User) -> Mailing:
    """Let the held letters leave, and their recipients see the notices. It can't be called back."""
    mailing = _decide(mailing, Mailing.State.RELEASED, by)
    now = timezone.now()
    mailing.letters.filter(state=State.HELD).update(state=State.READY, ready_at=now, due_at=now)
    mailing.notices.update(created_at=now)
    record(by, "release_letters", mailing, round_id=mailing.round_id, title=mailing.title_zh)
    ask_for_sending()
    return mailing


@transaction.atomic
def withdraw_mailing(*, mailing: Mailing, by: User) -> Mailing:
    """The held letters never leave."""
    mailing = _decide(mailing, Mailing.State.WITHDRAWN, by)
    mailing.letters.filter(state=State.HELD).update(state=State.WITHDRAWN)
    record(by, "withdraw_letters", mailing, round_id=mailing.round_id, title=mailing.title_zh)
    return mailing


def _decide(mailing: Mailing, state: Mailing.State, by: User) -> Mailing:
    mailing = Mailing.objects.select_for_update(no_key=True).get(pk=mailing.pk)
    if mailing.state != Mailing.State.HELD:
        raise NoticeError(
            _("These letters are no longer held: %(state)s.") % {"state": mailing.get_state_display()}
        )
    mailing.state, mailing.decided_by, mailing.decided_at = state, by, timezone.now()
    mailing.save(update_fields=["state", "decided_by", "decided_at"])
    return mailing


@transaction.atomic
def resend_letter(*, letter: Letter, by: User) -> Letter:
    """Send a letter again that failed or of which nobody knows. Only a person decides that, on record."""
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if letter.standing not in Letter.NEEDS_A_PERSON:
        raise NoticeError(
            _("Only a letter that failed, or of which it is unknown, can be sent again; this one is: %(state)s.")
            % {"state": letter.standing_word}
        )
    before = letter.standing
    letter.state, letter.is_put_off = State.READY, False
    letter.ready_at = letter.due_at = timezone.now()
    letter.save(update_fields=["state", "is_put_off", "ready_at", "due_at"])
    record(by, "resend_letter", letter, round_id=letter.round_id, before=before, address=letter.address)
    ask_for_sending()
    return letter


@transaction.atomic
def set_aside(*, letter: Letter, by: User) -> Letter:
    """A letter that need not leave (any more): held, waiting, failed or unknown."""
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if letter.standing not in (*Letter.NEEDS_A_PERSON, State.HELD, State.READY):
        raise NoticeError(_("This letter can't be set aside: %(state)s.") % {"state": letter.standing_word})
    before, letter.state, letter.due_at = letter.standing, State.WITHDRAWN, None
    letter.save(update_fields=["state", "due_at"])
    record(by, "set_letter_aside", letter, round_id=letter.round_id, before=before, address=letter.address)
    return letter
