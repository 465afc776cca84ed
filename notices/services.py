"""Telling people, and remembering what they have read."""

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from notices.models import Notice
from notices.queries import notices_of


def tell(*, recipient: User, text_zh: str, text_en: str, link: str = "") -> Notice:
    """Put a notice before one person, in both languages. Call it in the transaction of what it tells about."""
    return Notice.objects.create(recipient=recipient, text_zh=text_zh, text_en=text_en, link=link)


def send_letter(*, address: str, subject: str, text: str) -> None:
    """Write to an address that belongs to no account yet. It leaves when the transaction of its cause has held."""

    def send() -> None:
        send_mail(subject, text, None, [address])

    transaction.on_commit(send, robust=True)


@transaction.atomic
def mark_read(*, pk: int, by: User) -> None:
    """The first reading counts; reading again changes nothing."""
    notices_of(by).filter(pk=pk, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, by: User) -> int:
    return notices_of(by).filter(read_at=None).update(read_at=timezone.now())
