"""A person leaves: what is open in their name is closed. Nothing they did is touched; no account is deleted."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import AccountError
from accounts.models import User


def close_sessions(user: User) -> int:
    """Sign the person out everywhere; how many sessions were open.

    Sessions don't say in a column whose they are, so each that still runs is read.
    """
    running = Session.objects.filter(expire_date__gt=timezone.now())
    own = [session.pk for session in running.iterator() if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=own).delete()
    return len(own)


@transaction.atomic
def close_account(*, user: User, by: User, round_id: int | None = None) -> None:
    """The person may no longer sign in. An administrator can open the account again."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.is_staff or user.is_superuser or user.administrator:
        raise AccountError(_("This account is looked after by the administrators."))
    if not user.is_active:
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(by, "close_account", user, round_id=round_id, username=user.username, sessions=close_sessions(user))
