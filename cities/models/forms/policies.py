"""F5: policies and laws."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import FormRow, choice_field, text_field


class PolicyDocument(FormRow):
    """A law, rule, policy or standard of the city for low-carbon development (政策法规)."""

    class Kind(models.TextChoices):
        LAW = "law", _("Local law")
        RULE = "rule", _("Rule of the government")
        NORMATIVE = "normative", _("Normative document")
        STANDARD = "standard", _("Local standard")
        INCENTIVE = "incentive", _("Incentive or subsidy")
        OTHER = "other", _("Other")

    class Level(models.TextChoices):
        CITY = "city", _("City")
        DISTRICT = "district", _("District or county")
        DEPARTMENT = "department", _("Department")

    class Theme(models.TextChoices):
        GENERAL = "general", _("Low-carbon development in general")
        INDUSTRY = "industry", _("Industry")
        ENERGY = "energy", _("Energy")
        BUILDINGS = "buildings", _("Buildings")
        TRANSPORT = "transport", _("Transport")
        LIVING = "living", _("Green living and consumption")
        SINKS = "sinks", _("Carbon sinks")
        DATA = "data", _("Data, statistics and verification")
        MARKET = "market", _("Carbon market and finance")
        TECHNOLOGY = "technology", _("Technology")

    title = text_field(_("title"), 200)
    document_number = text_field(_("document number"), 80)
    kind = choice_field(_("kind"), Kind)
    level = choice_field(_("level"), Level)
    theme = choice_field(_("theme"), Theme)
    issuer = text_field(_("issued by"), 200)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    link = models.URLField(_("public address"), max_length=500, blank=True)

    class Meta(FormRow.Meta):
        verbose_name = _("policy or law")

    def __str__(self) -> str:
        return self.title
