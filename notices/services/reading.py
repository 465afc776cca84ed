"""Remembering what people have read."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from notices.queries import notices_of


@transaction.atomic
def mark_read(*, pk: int, by: User) -> None:
    """The first reading counts; reading again changes nothing."""
    notices_of(by).filter(pk=pk, read_at=None).update(read_at=timezone.now())


@transaction.atomic
def mark_all_read(*, by: User) -> int:
    return notices_of(by).filter(read_at=None).update(read_at=timezone.now())
