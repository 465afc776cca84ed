"""People and the record of acts, for the administrators."""

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from accounts.errors import AccountError
from accounts.models import AuditEvent, User, UserRequest
from accounts.permissions import Administrator, ForAdministrators, ReadOnly
from accounts.recorded import Recorded
from accounts.resources import UserResource
from accounts.second_factor import take_second_factor_away

admin.site.site_header = _("Low-Carbon City Pilot Evaluation")
admin.site.site_title = _("Administration")
admin.site.index_title = _("Administration")
admin.site.unregister(Authenticator)  # nobody reads another's keys
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
    actions = ["take_away_second_factor"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["full_name", "email", "phone"]}),
        (_("Account"), {"fields": ["is_active", "administrator", "is_staff", "is_demonstration"]}),
        (_("Times"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "full_name", "email", "password1", "password2"]}),
    ]

    @admin.action(description=_("Take the second factor away"), permissions=["change"])
    def take_away_second_factor(self, request: UserRequest, chosen: QuerySet[User]) -> None:
        """For who has lost their telephone, after making sure that it is them."""
        for person in chosen:
            try:
                take_second_factor_away(user=person, by=request.user)
            except AccountError as error:
                self.message_user(request, error.message, messages.ERROR)
            else:
                self.message_user(request, gettext("%(name)s signs in by password alone.") % {"name": person})


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
