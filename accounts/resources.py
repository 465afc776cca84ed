"""Tables of people, in and out. Passwords are in neither."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.imports import TableResource
from accounts.models import User


class UserResource(TableResource):
    """Known by the user name. A new account has no password until one is set, by its owner or an administrator."""

    labels = {
        "username": _("User name"),
        "full_name": _("full name"),
        "email": _("E-mail"),
        "phone": _("telephone"),
        "is_active": _("may sign in"),
    }
    required = ("username", "full_name")

    class Meta(TableResource.Meta):
        model = User
        import_id_fields = ("username",)
        fields = ("username", "full_name", "email", "phone", "is_active")

    def before_save_instance(self, instance: User, row: Any, **kwargs: Any) -> None:
        if instance._state.adding:
            instance.set_unusable_password()
