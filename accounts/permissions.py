"""Who may do what in the administration: the three administrators have different rights, and none has all.

``is_staff`` opens the door; a model's admin says which administrator may read and which may change it.
"""

from typing import Any, ClassVar

from django.http import HttpRequest

from accounts.models import User

Administrator = User.Administrator
EVERY_ADMINISTRATOR = frozenset(Administrator.values)


class ForAdministrators:
    """Put before ModelAdmin. ``writers`` may add and change, ``readers`` may look; nobody deletes by default."""

    writers: ClassVar[frozenset[str]] = frozenset({Administrator.SYSTEM.value})
    readers: ClassVar[frozenset[str]] = EVERY_ADMINISTRATOR
    deletable: ClassVar[bool] = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_one_of(request, self.readers | self.writers)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_one_of(request, self.writers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_one_of(request, self.writers)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and _is_one_of(request, self.writers)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class ReadOnly(ForAdministrators):
    """For facts: they are looked at and never changed here, by nobody."""

    writers = frozenset()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_one_of(request: HttpRequest, administrators: frozenset[str]) -> bool:
    user = request.user
    if not isinstance(user, User) or not user.is_active or not user.is_staff:
        return False
    return user.is_superuser or user.administrator in administrators
