"""Whose notices, and which are new."""

from django.db.models import QuerySet

from accounts.models import User
from notices.models import Notice


def notices_of(user: User) -> QuerySet[Notice]:
    """A person's own notices, newest first: the only way to reach one."""
    return Notice.objects.filter(recipient=user)


def unread_count(user: User) -> int:
    return notices_of(user).filter(read_at=None).count()
