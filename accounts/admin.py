"""People and the record of acts, for the administrators."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from accounts.models import AuditEvent, User
from accounts.permissions import Administrator, ForAdministrators, ReadOnly
from accounts.recorded import Recorded
from accounts.resources import UserResource

admin.site.site_header = _("Low-Carbon City Pilot Evaluation")
admin.site.site_title = _("Administration")
admin.site.index_title = _("Administration")
admin.site.unregister(Group)  # parts follow from the rounds, cities and provinces, never from groups


@admin.register(User)
class PersonAdmin(ForAdministrators, Recorded, ImportExportMixin, UserAdmin[User]):
    """Accounts: the security administrator's. People leave by “may sign in” and are never deleted."""

    writers = frozenset({Administrator.SECURITY.value})
    readers = frozenset({Administrator.AUDIT.value})
    resource_classes = [UserResource]
    list_display = [
        "username",
        "full_name",
        "email",
        "administrator",
        "is_active",
        "is_demonstration",
        "last_login",
    ]
    list_filter = ["administrator", "is_active", "is_demonstration"]
    search_fields = ["username", "full_name", "email"]
    ordering = ["username"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["full_name", "email", "phone"]}),
        (_("Account"), {"fields": ["is_active", "administrator", "is_staff", "is_demonstration"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "full_name", "email", "password1", "password2"]}),
    ]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly, admin.ModelAdmin[AuditEvent]):
    """The record of acts: read by the audit administrator, changed by nobody."""

    readers = frozenset({Administrator.AUDIT.value})
    list_display = ["number", "at", "actor_name", "verb", "subject_type", "subject_id", "round_id"]
    list_filter = ["verb", "subject_type"]
    search_fields = ["actor_name", "verb", "subject_id"]
    date_hierarchy = "at"
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return super().get_queryset(request).defer("hash")
