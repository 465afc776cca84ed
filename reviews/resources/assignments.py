"""The table of assignments, in and out: one line for each expert and city."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from accounts.imports import TableResource
from accounts.models import User
from cities.models import Submission
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert
from reviews.queries.assignments import begun_of
from reviews.queries.panel import Assigned, Pairing, pairing_of
from reviews.services.assignments import require_pair
from rounds.models import Domain, Round


class DomainWidget(ForeignKeyWidget):
    """A domain by its code or Chinese name; empty: all domains of the expert."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Domain | None:
        name = str(value or "").strip()
        if not name:
            return None
        found = next((domain for domain in Domain.objects.all() if name in (domain.code, domain.name_zh)), None)
        if found is None:
            raise ValueError(_("No such domain: %(names)s.") % {"names": name})
        return found


class AssignmentResource(TableResource):
    """Known by expert and city. A new line becomes a pinned draft under the same checks as by hand.

    Nothing is removed by a file, and what is deployed or begun is not changed by one.
    """

    username = Field(attribute="expert__user__username", column_name="username")
    full_name = Field(attribute="expert__user__full_name", column_name="full_name", readonly=True)
    gb_code = Field(attribute="submission__city__gb_code", column_name="gb_code")
    city = Field(attribute="submission__city__name_zh", column_name="city", readonly=True)
    domain = Field(attribute="domain", column_name="domain", widget=DomainWidget(Domain, "name_zh"))

    labels = {
        "username": gettext_lazy("user name"),
        "full_name": gettext_lazy("full name"),
        "gb_code": gettext_lazy("GB/T 2260 code"),
        "city": gettext_lazy("city"),
        "domain": gettext_lazy("only the domain"),
    }
    required = ("username", "gb_code")

    class Meta(TableResource.Meta):
        model = Assignment
        import_id_fields = ("username", "gb_code")
        fields = ("username", "full_name", "gb_code", "city", "domain")

    def __init__(self, round: Round, by: User) -> None:
        super().__init__()
        self.round, self.by = round, by
        self.pairing: Pairing | None = None

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.pairing = pairing_of(self.round)

    def get_queryset(self) -> QuerySet[Assignment]:
        found = Assignment.objects.filter(round=self.round, case=None)
        return found.select_related("expert__user", "submission__city", "domain").order_by("submission", "expert")

    def init_instance(self, row: Any = None) -> Assignment:
        return Assignment(round=self.round, made_by=self.by, is_pinned=True)

    def import_instance(self, instance: Assignment, row: Any, **kwargs: Any) -> None:
        """Who and where of a new pair, then the checks; of a known one only the domain may change."""
        domain = self.fields["domain"].clean(row)
        if instance._state.adding:
            instance.expert, instance.submission = self._expert(row), self._submission(row)
        elif domain != instance.domain:
            self._require_changeable(instance)
        instance.domain = domain
        if instance._state.adding or domain != Assignment.objects.get(pk=instance.pk).domain:
            self._require(instance)

    def _expert(self, row: Any) -> Expert:
        name = str(row.get("username") or "").strip()
        found = Expert.objects.select_related("user").filter(user__username=name, panels__round=self.round).first()
        if found is None:
            raise ValidationError(
                {"expert__user__username": _("“%(name)s” is not in the panel.") % {"name": name}}
            )
        return found

    def _submission(self, row: Any) -> Submission:
        code = str(row.get("gb_code") or "").strip()
        found = Submission.objects.select_related("city").filter(round=self.round, city__gb_code=code).first()
        if found is None:
            said = _("No city of this round has the code %(code)s.") % {"code": code}
            raise ValidationError({"submission__city__gb_code": said})
        return found

    def _require_changeable(self, instance: Assignment) -> None:
        if instance.state == Assignment.State.DEPLOYED or hasattr(instance, "sheet") or begun_of([instance]):
            raise ValidationError(
                {"domain": _("This pair is deployed or begun: take it back first, then change its domain.")}
            )

    def _require(self, instance: Assignment) -> None:
        assert self.pairing is not None  # before_import was there
        pair = (instance.expert_id, instance.submission_id)
        others = {known: row for known, row in self.pairing.assigned.items() if known != pair}
        self.pairing = replace(self.pairing, assigned=others)
        try:
            require_pair(self.pairing, instance.submission, instance.expert, instance.domain)
        except ReviewError as error:
            raise ValidationError({"expert__user__username": error.message}) from None
        added = Assigned(instance.pk or 0, *pair, instance.domain_id, is_draft=True, is_pinned=True)
        self.pairing = replace(self.pairing, assigned={**others, pair: added})
