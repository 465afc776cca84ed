"""The daily letter: what a person wanted to hear of once a day, and has not read by then."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from notices.models import Kind, Letter, Notice
from notices.services.outbox import store_letters
from notices.wording import digest_text, in_language_of, subject_of


def last_digest_hour(now: datetime) -> datetime:
    """The last moment at which daily letters were due: today's hour, or yesterday's."""
    local = timezone.localtime(now)
    today = local.replace(hour=settings.DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


@transaction.atomic
def send_digests(now: datetime | None = None) -> int:
    """One letter to each person for whom something has been waiting since before the hour; how many.

    What was told since then goes along, so that nobody gets two on one day. Whatever has been read meanwhile is
    left out. After an outage the letters of the missed hour are written late, and once.
    """
    now = now or timezone.now()
    waiting = Notice.objects.select_for_update(of=("self",), no_key=True).filter(awaits_digest=True)
    rows = list(waiting.select_related("recipient").order_by("recipient_id", "created_at", "pk"))
    letters, told = [], []
    for person, group in groupby(rows, key=lambda notice: notice.recipient):
        own = list(group)
        if own[0].created_at >= last_digest_hour(now):
            continue
        told += own
        if unread := [notice for notice in own if notice.read_at is None]:
            letters.append(_digest(person, unread))
    Notice.objects.filter(pk__in=[notice.pk for notice in told]).update(awaits_digest=False)
    return len(store_letters(letters))


def _digest(person: User, notices: Sequence[Notice]) -> Letter:
    with in_language_of(person):
        return Letter(
            recipient=person,
            address=person.email,
            kind=Kind.NEWS,
            language=person.language,
            subject=subject_of(_("%(number)d notices for you") % {"number": len(notices)}),
            text=digest_text(person, [notice.text for notice in notices]),
        )
