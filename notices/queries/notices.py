"""Whose notices, and which are new."""

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from notices.models import Mailing, Notice


def notices_of(user: User) -> QuerySet[Notice]:
    """A person's own notices, newest first: the only way to reach one."""
    seen = Q(mailing=None) | Q(mailing__state=Mailing.State.RELEASED)
    return Notice.objects.filter(seen, recipient=user)


def unread_count(user: User) -> int:
    return notices_of(user).filter(read_at=None).count()


def counted_unread(user: User) -> Coalesce:
    """The same, for another query to carry along."""
    unread = notices_of(user).filter(read_at=None).order_by()
    counted = unread.values("recipient").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
