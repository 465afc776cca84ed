"""The table of experts' weights, in and out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.imports import TableResource
from accounts.models import User
from reviews.models import PanelMember
from reviews.queries.people import panel_of
from reviews.services.weights import lock_table, no_weight, weight_refusal
from rounds.models import Round


class WeightWidget(Widget):
    """A whole number in the range of the weights."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        text = str(value or "").strip()
        if not (text.isascii() and text.isdigit()) or weight_refusal(int(text[:9])):
            raise ValueError(no_weight(text or "–"))
        return int(text)


class WeightResource(TableResource):
    """Known by the user name, of experts of the panel. Nobody is added or removed by a file."""

    username = Field(attribute="expert__user__username", column_name="username")
    full_name = Field(attribute="expert__user__full_name", column_name="full_name", readonly=True)
    weight = Field(attribute="weight", column_name="weight", widget=WeightWidget())

    labels = {
        "username": gettext_lazy("user name"),
        "full_name": gettext_lazy("full name"),
        "weight": gettext_lazy("weight"),
    }
    required = ("username", "weight")

    class Meta(TableResource.Meta):
        model = PanelMember
        import_id_fields = ("username",)
        fields = ("username", "full_name", "weight")

    def __init__(self, round: Round, by: User) -> None:
        super().__init__()
        self.round, self.by = round, by

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Nobody freezes the rules between this and the last line."""
        if not kwargs.get("dry_run"):
            lock_table(self.round, self.by)

    def get_queryset(self) -> QuerySet[PanelMember]:
        return panel_of(self.round)

    def import_instance(self, instance: PanelMember, row: Any, **kwargs: Any) -> None:
        """Only the weight of a member can change."""
        if instance._state.adding:
            name = str(row.get("username") or "").strip()
            raise ValidationError(
                {"expert__user__username": _("“%(name)s” is not in the panel.") % {"name": name}}
            )
        instance.weight = self.fields["weight"].clean(row)
