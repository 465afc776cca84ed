"""Telling people: in the portal always, and by letter as each has chosen."""

from collections.abc import Callable, Iterable

from accounts.models import User
from notices.models import DEFAULTS, Delivery, Kind, Letter, Mailing, Notice
from notices.queries.preferences import deliveries
from notices.services.outbox import store_letters
from notices.wording import in_both, in_language_of, letter_text, subject_of


def tell(
    *,
    recipient: User,
    text_zh: str,
    text_en: str,
    link: str = "",
    kind: Kind = Kind.NEWS,
    round_id: int | None = None,
) -> Notice:
    """Put a notice before one person, in both languages. Call it in the transaction of what it tells about."""
    return _tell([recipient], text_zh, text_en, link=link, kind=kind, round_id=round_id)[0]


def tell_people(
    people: Iterable[User],
    text: Callable[[], str],
    *,
    link: str = "",
    kind: Kind = Kind.NEWS,
    round_id: int | None = None,
    mailing: Mailing | None = None,
) -> list[Notice]:
    """The same to several, in four queries however many. ``text`` is asked once in each language."""
    zh, en = in_both(text)
    return _tell(list(people), zh, en, link=link, kind=kind, round_id=round_id, mailing=mailing)


def _tell(
    people: list[User],
    text_zh: str,
    text_en: str,
    *,
    link: str,
    kind: Kind,
    round_id: int | None,
    mailing: Mailing | None = None,
) -> list[Notice]:
    chosen = deliveries(people, kind)
    hears = {person.pk: chosen.get(person.pk, DEFAULTS[kind]) for person in people}
    notices = Notice.objects.bulk_create(
        Notice(
            recipient=person,
            kind=kind,
            text_zh=text_zh,
            text_en=text_en,
            link=link,
            round_id=round_id,
            mailing=mailing,
            awaits_digest=hears[person.pk] == Delivery.DIGEST and has_address(person),
        )
        for person in people
    )
    at_once = [notice for notice in notices if hears[notice.recipient_id] == Delivery.AT_ONCE]
    store_letters(letter_of(notice) for notice in at_once if has_address(notice.recipient))
    return notices


def has_address(person: User) -> bool:
    """Whether a letter can be written to the person: an account that has ended gets none."""
    return bool(person.email) and person.is_active


def letter_of(notice: Notice) -> Letter:
    """The notice as its recipient reads it."""
    person = notice.recipient
    with in_language_of(person):
        return Letter(
            mailing=notice.mailing,
            recipient=person,
            address=person.email,
            kind=notice.kind,
            language=person.language,
            subject=subject_of(notice.text),
            text=letter_text(person, notice.text, notice.link),
            round_id=notice.round_id,
        )
