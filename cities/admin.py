"""Places and city accounts for the administrators; what was handed in is only looked at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from accounts.permissions import Administrator, ForAdministrators, ReadOnly
from accounts.recorded import Recorded
from cities.models import (
    City,
    CityMembership,
    Evidence,
    PlanningDocument,
    Province,
    ProvinceMembership,
    Submission,
    SubmissionVersion,
)
from cities.pinyin import pinyin_of
from cities.resources import CityResource, ProvinceResource


class Place(ForAdministrators, Recorded, ImportExportMixin):
    """Pinyin follows from the Chinese name, whoever enters it."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pinyin = pinyin_of(obj.name_zh)
        super().save_model(request, obj, form, change)


@admin.register(Province)
class ProvinceAdmin(Place, admin.ModelAdmin[Province]):
    resource_classes = [ProvinceResource]
    list_display = ["code", "name_zh", "name_en", "authority_zh"]
    search_fields = ["code", "name_zh", "name_en", "pinyin"]


@admin.register(City)
class CityAdmin(Place, admin.ModelAdmin[City]):
    resource_classes = [CityResource]
    list_display = ["gb_code", "name_zh", "name_en", "province", "batch", "level"]
    list_filter = ["batch", "level", "is_pilot", "province"]
    list_select_related = ["province"]
    readonly_fields = ["filing_parent"]
    search_fields = ["gb_code", "name_zh", "name_en", "pinyin"]
    autocomplete_fields = ["province"]


class Membership(ForAdministrators, Recorded):
    """Who acts for whom: the security administrator's. It ends by its date and is never deleted."""

    writers = frozenset({Administrator.SECURITY.value})


@admin.register(CityMembership)
class CityMembershipAdmin(Membership, admin.ModelAdmin[CityMembership]):
    list_display = ["user", "city", "kind", "is_administrator", "ended_at"]
    list_filter = ["kind", "is_administrator"]
    list_select_related = ["user", "city"]
    search_fields = ["user__username", "user__full_name", "city__name_zh", "city__name_en"]
    autocomplete_fields = ["user", "city"]


@admin.register(ProvinceMembership)
class ProvinceMembershipAdmin(Membership, admin.ModelAdmin[ProvinceMembership]):
    list_display = ["user", "province", "ended_at"]
    list_select_related = ["user", "province"]
    search_fields = ["user__username", "user__full_name", "province__name_zh", "province__name_en"]
    autocomplete_fields = ["user", "province"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, admin.ModelAdmin[Submission]):
    """Where each city stands. The texts are for those who may read them, on their own pages."""

    list_display = ["city", "round", "state", "last_activity_at"]
    list_filter = ["round", "state"]
    list_select_related = ["city", "round"]
    search_fields = ["city__gb_code", "city__name_zh", "city__name_en"]
    fields = ["city", "round", "state", "edit_version", "last_activity_at"]


@admin.register(SubmissionVersion)
class SubmissionVersionAdmin(ReadOnly, admin.ModelAdmin[SubmissionVersion]):
    """That something was handed in, when, by whom, and its hash; not what it says."""

    list_display = ["submission", "number", "submitted_by", "submitted_at", "sha256"]
    list_filter = ["submission__round"]
    search_fields = ["sha256", "submission__city__name_zh", "submission__city__name_en"]
    fields = ["submission", "number", "submitted_by", "submitted_at", "sha256"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SubmissionVersion]:
        related = ("submission__city", "submission__round", "submitted_by")
        return super().get_queryset(request).defer("content").select_related(*related)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, admin.ModelAdmin[Evidence]):
    """What lies in the storage, with its hash; the file itself is fetched on the pages that record it."""

    list_display = ["title", "of_city", "kind", "content_type", "size", "uploaded_at", "removed_at"]
    list_filter = ["kind", "submission__round"]
    search_fields = ["title", "original_name", "sha256", "submission__city__name_zh"]
    fields = [
        "submission",
        "title",
        "kind",
        "issuer",
        "issued_on",
        "original_name",
        "content_type",
        "size",
        "pages",
        "sha256",
        "uploaded_by",
        "uploaded_at",
        "removed_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        related = ("submission__city", "submission__round", "uploaded_by")
        return super().get_queryset(request).select_related(*related)

    @admin.display(description=_("city"), ordering="submission__city__gb_code")
    def of_city(self, evidence: Evidence) -> str:
        return str(evidence.submission.city)


@admin.register(PlanningDocument)
class PlanningDocumentAdmin(ReadOnly, admin.ModelAdmin[PlanningDocument]):
    """The register as it was loaded from the published report."""

    list_display = ["city", "round", "kind", "status", "source", "confidence"]
    list_filter = ["round", "kind", "status", "confidence"]
    list_select_related = ["city", "round"]
    search_fields = ["city__name_zh", "city__name_en", "title"]
