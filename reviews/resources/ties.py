"""The table of past ties, in and out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from accounts.imports import TableResource
from accounts.imports.resources import ChoiceWidget
from cities.models import City, Province
from reviews.models import Expert, PastTie
from reviews.resources.experts import CityWidget, ProvinceWidget


class TieResource(TableResource):
    """Known by expert, organisation, kind and first year. Nothing is removed by a file."""

    username = Field(attribute="expert__user__username", column_name="username")
    kind = Field(
        attribute="kind",
        column_name="kind",
        widget=ChoiceWidget(PastTie.Kind, gettext_lazy("“%(value)s” is no kind of tie.")),
    )
    city = Field(attribute="city", column_name="city", widget=CityWidget(City, "gb_code"))
    province = Field(attribute="province", column_name="province", widget=ProvinceWidget(Province, "name_zh"))

    labels = {
        "username": gettext_lazy("user name"),
        "kind": gettext_lazy("kind"),
        "organisation": gettext_lazy("organisation"),
        "from_year": gettext_lazy("from year"),
        "to_year": gettext_lazy("to year"),
        "city": gettext_lazy("of the city"),
        "province": gettext_lazy("authority of the province"),
    }
    required = ("username", "kind", "organisation", "from_year")

    class Meta(TableResource.Meta):
        model = PastTie
        import_id_fields = ("username", "organisation", "kind", "from_year")
        fields = ("username", "kind", "organisation", "from_year", "to_year", "city", "province")

    def get_queryset(self) -> QuerySet[PastTie]:
        found: QuerySet[PastTie] = PastTie.objects.select_related("expert__user", "city", "province")
        return found.order_by("expert", "from_year", "pk")

    def import_instance(self, instance: PastTie, row: Any, **kwargs: Any) -> None:
        """The expert first; the user name itself is never changed by a table."""
        name = str(row.get("username") or "").strip()
        expert = Expert.objects.select_related("user").filter(user__username=name).first()
        if expert is None:
            said = _("“%(name)s” is no expert of the registry.") % {"name": name}
            raise ValidationError({"expert__user__username": said})
        instance.expert = expert
        super().import_instance(instance, row, **kwargs)
