"""The first password of a new account: its owner sets it by a link that somebody hands over."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import AccountError
from accounts.models import User


@transaction.atomic
def first_password_address(*, user: User, by: User, round_id: int | None = None) -> str:
    """The address, good for one use, at which ``user`` sets a first password. On record.

    AccountError if there is a password already or the account has powers beyond the rounds.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.has_usable_password():
        raise AccountError(
            _("%(name)s has a password already. A forgotten one is replaced by mail from the sign-in page.")
            % {"name": user}
        )
    if not user.is_active or user.is_staff or user.is_superuser or user.administrator:
        raise AccountError(_("This account is looked after by the administrators, not by the secretariat."))
    record(by, "issue_password_link", user, round_id=round_id)
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)
