"""Losing the telephone must not lose the account: a second factor is taken away on record."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import AccountError
from accounts.models import User


@transaction.atomic
def take_second_factor_away(*, user: User, by: User) -> None:
    """After making sure who asks. The password alone opens the account until the person sets up a new one."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    number, _rows = Authenticator.objects.filter(user=user).delete()
    if not number:
        raise AccountError(_("%(name)s has no second factor.") % {"name": user})
    record(by, "take_second_factor_away", user)
