"""Whose notices, and which are new."""

from django.db.models import Q, QuerySet

from accounts.models import User
from notices.models import Mailing, Notice


def notices_of(user: User) -> QuerySet[Notice]:
    """A person's own notices, newest first: the only way to reach one."""
    seen = Q(mailing=None) | Q(mailing__state=Mailing.State.RELEASED)
    return Notice.objects.filter(seen, recipient=user)


def unread_count(user: User) -> int:
    return notices_of(user).filter(read_at=None).count()
