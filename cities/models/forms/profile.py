"""F0: who files, and what kind of place the city is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import (
    FormRow,
    choice_field,
    figure_field,
    long_text_field,
    none_below_zero,
    text_field,
)


class CityProfile(FormRow):
    """The city's profile and the people to ask (基本情况与联系人). One row.

    The names of persons and how to reach them are for the secretariat: they never become part of a version.
    """

    class Type(models.TextChoices):
        INDUSTRIAL = "industrial", _("Industrial city")
        SERVICE = "service", _("Service city")
        COMPREHENSIVE = "comprehensive", _("Comprehensive city")
        RESOURCE = "resource", _("Resource-based city")
        ECOLOGICAL = "ecological", _("Ecological priority city")
        AGRICULTURAL = "agricultural", _("Agricultural city")
        TOURISM = "tourism", _("Tourism city")

    department = text_field(_("department in charge"), 100)
    city_type = choice_field(_("type of city"), Type)
    area = figure_field(_("land area"), _("km²"), max_digits=12, decimal_places=2)
    districts = models.PositiveSmallIntegerField(_("districts and counties below the city"), null=True, blank=True)
    summary = long_text_field(_("the city in brief"), 500)
    leader_name = text_field(_("responsible leader"), 50)
    leader_post = text_field(_("post of the responsible leader"), 100)
    contact_name = text_field(_("contact person"), 50)
    contact_post = text_field(_("department and post of the contact person"), 100)
    contact_phone = text_field(_("office telephone"), 40)
    contact_email = models.EmailField(_("e-mail of the contact person"), blank=True)

    class Meta(FormRow.Meta):
        verbose_name = _("profile")
        constraints = [
            models.UniqueConstraint(fields=["submission"], name="a_city_has_one_profile"),
            none_below_zero("a_land_area_is_not_negative", "area"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} F0"
