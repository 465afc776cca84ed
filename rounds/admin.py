"""Set-up data for the administrators: domains, indicator systems, rounds and who leads them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from accounts.audit import record
from accounts.models import User
from accounts.permissions import EVERY_ADMINISTRATOR, Administrator, ForAdministrators, ReadOnly
from accounts.recorded import Recorded
from rounds.models import Area, Criterion, Domain, Indicator, IndicatorSystem, Round, RoundRole, Stage
from rounds.resources import DomainResource, IndicatorResource
from rounds.rules import system_refusal


@admin.register(Domain)
class DomainAdmin(ForAdministrators, Recorded, ImportExportMixin, admin.ModelAdmin[Domain]):
    resource_classes = [DomainResource]
    list_display = ["code", "name_zh", "name_en", "position"]
    deletable = True


class FrozenWithSystem(ForAdministrators):
    """Rows of a system: nothing of them changes once it is frozen."""

    deletable = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)


def _is_frozen(obj: Any) -> bool:
    system = obj if isinstance(obj, IndicatorSystem) else getattr(obj, "system", None)
    return bool(system and system_refusal(system))


class AreaInline(FrozenWithSystem, admin.TabularInline[Area, IndicatorSystem]):
    model = Area
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _is_frozen(obj)


@admin.register(IndicatorSystem)
class IndicatorSystemAdmin(FrozenWithSystem, Recorded, admin.ModelAdmin[IndicatorSystem]):
    list_display = ["__str__", "is_official", "frozen_at"]
    readonly_fields = ["frozen_at", "sha256"]
    inlines = [AreaInline]
    deletable = False


class CriterionInline(ForAdministrators, admin.TabularInline[Criterion, Indicator]):
    model = Criterion
    extra = 0
    deletable = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(Indicator)
class IndicatorAdmin(FrozenWithSystem, Recorded, ImportExportMixin, admin.ModelAdmin[Indicator]):
    resource_classes = [IndicatorResource]
    list_display = ["code", "named", "system", "area", "computed_max", "judged_max", "domain", "rule"]
    list_filter = ["system", "domain"]
    list_select_related = ["system", "area", "domain"]
    search_fields = ["code", "name_zh", "name_en"]
    inlines = [CriterionInline]

    @admin.display(description=_("indicator"))
    def named(self, indicator: Indicator) -> str:
        return indicator.name


class RoundRoleInline(ForAdministrators, admin.TabularInline[RoundRole, Round]):
    """Who leads the round: the security administrator's to give and take."""

    model = RoundRole
    extra = 0
    writers = frozenset({Administrator.SECURITY.value})
    deletable = True
    autocomplete_fields = ["user"]


READ = ("slug", "name_zh", "name_en", "indicator_system", "opened_at", "policy_frozen_at", "is_demonstration")


@admin.register(Round)
class RoundAdmin(ForAdministrators, admin.ModelAdmin[Round]):
    """Rounds are set up on their own pages; here only who leads them is changed."""

    writers = frozenset({Administrator.SECURITY.value})
    list_display = ["__str__", "slug", "indicator_system", "opened_at", "is_demonstration"]
    fields = READ
    readonly_fields = READ
    inlines = [RoundRoleInline]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        by = request.user if isinstance(request.user, User) else None
        for role in formset.new_objects + [role for role, _fields in formset.changed_objects]:
            record(by, "give_role", role, round_id=role.round_id, user=str(role.user), kind=role.kind)
        for role in formset.deleted_objects:
            record(by, "take_role", form.instance, round_id=role.round_id, user=str(role.user), kind=role.kind)


@admin.register(Stage)
class StageAdmin(ReadOnly, admin.ModelAdmin[Stage]):
    """Windows are moved on the round's own pages, where the record says so."""

    readers = EVERY_ADMINISTRATOR
    list_display = ["staff_name", "round", "opens_at", "closes_at"]
    list_filter = ["round"]

    @admin.display(description=_("stage"))
    def staff_name(self, stage: Stage) -> str:
        return stage.staff_name
