"""The registry of experts for the administrators; official facts to look at.

No page here shows a mark or a comment: who may see those, and when, the pages of the round decide.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from accounts.models import User
from accounts.permissions import ForAdministrators, ReadOnly
from accounts.recorded import Recorded
from reviews.models import (
    Assignment,
    Expert,
    PanelMember,
    RankingSnapshot,
    RankingState,
    Recusal,
    ScoreSheetVersion,
    Verification,
)
from reviews.resources import ExpertResource
from reviews.services.experts import account_refusal, keep_former_employer
from reviews.services.recusals import live_rounds, refresh_rule_recusals, rounds_of


class ExpertForm(forms.ModelForm[Expert]):
    """The same limits as on the secretariat's page."""

    class Meta:
        model = Expert
        fields = ["user", "domains", "employer", "employer_city", "employer_province", "title"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (user := given.get("user")) and (why_not := account_refusal(user)):
            self.add_error("user", why_not)
        return given


@admin.register(Expert)
class ExpertAdmin(ForAdministrators, Recorded, ImportExportMixin, admin.ModelAdmin[Expert]):
    """Who scores. A new employer brings its recusals in every round of the expert."""

    form = ExpertForm  # type: ignore[assignment]  # the stubs know ModelForm[Model] only
    resource_classes = [ExpertResource]
    list_display = ["__str__", "employer", "employer_city", "employer_province", "title"]
    list_filter = ["domains"]
    list_select_related = ["user", "employer_city", "employer_province"]
    search_fields = ["user__full_name", "user__username", "employer"]
    autocomplete_fields = ["user"]
    filter_horizontal = ["domains"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        keep_former_employer(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        by = _person(request)
        transaction.on_commit(lambda: _refresh(form.instance, by))

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        response = super().process_result(result, request)
        refresh_rule_recusals(*live_rounds(), by=_person(request))
        return response


def _refresh(expert: Expert, by: User | None) -> None:
    refresh_rule_recusals(*rounds_of(expert), by=by, concerned=[expert])


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@admin.register(PanelMember)
class PanelMemberAdmin(ReadOnly, admin.ModelAdmin[PanelMember]):
    list_display = ["expert", "round", "weight", "pledged_at"]
    list_filter = ["round"]
    list_select_related = ["expert__user", "round"]


@admin.register(Recusal)
class RecusalAdmin(ReadOnly, admin.ModelAdmin[Recusal]):
    list_display = ["expert", "city", "kind", "round", "entered_at"]
    list_filter = ["round", "kind"]
    list_select_related = ["expert__user", "city", "round"]


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly, admin.ModelAdmin[Assignment]):
    list_display = ["expert", "submission", "domain", "state", "deployed_at"]
    list_filter = ["round", "state"]
    list_select_related = ["expert__user", "submission__city", "submission__round", "domain"]


@admin.register(ScoreSheetVersion)
class ScoreSheetVersionAdmin(ReadOnly, admin.ModelAdmin[ScoreSheetVersion]):
    """That something was signed, when, and whether it counts; not what."""

    list_display = [
        "sheet",
        "number",
        "submitted_by",
        "submitted_at",
        "from_version",
        "to_version",
        "why_ended",
    ]
    list_filter = ["sheet__assignment__round"]
    list_select_related = [
        "sheet__assignment__expert__user",
        "sheet__assignment__submission__city",
        "submitted_by",
    ]
    fields = ["sheet", "number", "submitted_by", "submitted_at", "policy_sha256", "from_version", "to_version"]

    @admin.display(description=_("ceased to count because"))
    def why_ended(self, version: ScoreSheetVersion) -> str:
        return version.why_ended


@admin.register(Verification)
class VerificationAdmin(ReadOnly, admin.ModelAdmin[Verification]):
    list_display = ["submission", "indicator", "points", "applies", "verified_by", "verified_at", "to_version"]
    list_filter = ["submission__round", "indicator"]
    list_select_related = ["submission__city", "submission__round", "indicator", "verified_by"]


@admin.register(RankingState)
class RankingStateAdmin(ReadOnly, admin.ModelAdmin[RankingState]):
    list_display = ["round", "requested", "built", "frozen", "behind_since"]


@admin.register(RankingSnapshot)
class RankingSnapshotAdmin(ReadOnly, admin.ModelAdmin[RankingSnapshot]):
    """That a ranking was built, from what, by whom; the standings are on the page of the ranking."""

    list_display = ["round", "scores_version", "ranked_count", "city_count", "finished_at", "worker"]
    list_filter = ["round"]
    fields = [
        "round",
        "scores_version",
        "policy_sha256",
        "system_sha256",
        "inputs_sha256",
        "cause",
        "ranked_count",
        "city_count",
        "sheet_count",
        "started_at",
        "finished_at",
        "worker",
    ]
