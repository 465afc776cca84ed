"""F7: inventories of greenhouse gases, and whether making them is regular."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import (
    FormRow,
    answer_field,
    choice_field,
    count_field,
    figure_field,
    none_below_zero,
    text_field,
    year_field,
    years_make_sense,
)


class InventoryYear(FormRow):
    """The inventory of one year (温室气体清单): which gases and sectors, by which standard, verified or not."""

    class Gas(models.TextChoices):
        CO2 = "co2", "CO₂"
        CH4 = "ch4", "CH₄"
        N2O = "n2o", "N₂O"
        HFCS = "hfcs", "HFCs"
        PFCS = "pfcs", "PFCs"
        SF6 = "sf6", "SF₆"
        NF3 = "nf3", "NF₃"

    class Sector(models.TextChoices):
        ENERGY = "energy", _("Energy activities")
        PROCESSES = "processes", _("Industrial processes")
        AGRICULTURE = "agriculture", _("Agriculture")
        LAND = "land", _("Land use and forestry")
        WASTE = "waste", _("Waste")

    class Standard(models.TextChoices):
        PROVINCIAL = "provincial", _("Guidelines for provincial inventories")
        CITY = "city", _("Guidelines of the province for cities")
        IPCC = "ipcc", _("IPCC guidelines")
        GPC = "gpc", _("GPC for cities")
        OTHER = "other", _("Other")

    year = year_field(_("year of the inventory"))
    gases = ArrayField(
        models.CharField(max_length=10, choices=Gas), verbose_name=_("gases"), default=list, blank=True
    )
    sectors = ArrayField(
        models.CharField(max_length=20, choices=Sector), verbose_name=_("sectors"), default=list, blank=True
    )
    standard = choice_field(_("standard"), Standard)
    total = figure_field(_("total emissions without sinks"), _("10,000 t CO₂ equivalent"))
    compiled_by = text_field(_("compiled by"), 200)
    is_verified = answer_field(_("verified by a third party"))
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    class Meta(FormRow.Meta):
        verbose_name = _("inventory of a year")
        ordering = ["submission", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "year"],
                name="an_inventory_is_listed_once_a_year",
                violation_error_message=_("The inventory of this year is listed already."),
            ),
            years_make_sense("a_year_of_an_inventory_makes_sense", "year"),
            none_below_zero("an_inventory_total_is_not_negative", "total"),
        ]

    def __str__(self) -> str:
        return str(self.year or "")


class InventoryMechanism(FormRow):
    """Whether inventories are made regularly (常态化编制机制), by which document and with which means. One row."""

    class Cycle(models.TextChoices):
        YEARLY = "yearly", _("Every year")
        TWO_YEARS = "two_years", _("Every two years")
        IRREGULAR = "irregular", _("Without a fixed cycle")

    regular_mechanism = answer_field(_("inventories are made regularly"))
    document = text_field(_("document that rules it"), 200)
    document_number = text_field(_("document number"), 80)
    cycle = choice_field(_("cycle"), Cycle)
    budget_a_year = figure_field(_("budget a year"), _("10,000 yuan"))
    county_inventories = answer_field(_("districts and counties make inventories too"))
    counties = count_field(_("districts and counties with an inventory"))

    class Meta(FormRow.Meta):
        verbose_name = _("mechanism of inventories")
        constraints = [
            models.UniqueConstraint(fields=["submission"], name="a_city_has_one_mechanism_of_inventories"),
            none_below_zero("a_budget_of_inventories_is_not_negative", "budget_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} F7"
