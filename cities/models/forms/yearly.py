"""F1: the yearly data sheet, and how fuels become tonnes of coal equivalent."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import (
    FormRow,
    choice_field,
    figure_field,
    none_below_zero,
    text_field,
    year_field,
    years_make_sense,
)

MONEY = _("100 million yuan")
TCE = _("10,000 tce")


class YearlyData(FormRow):
    """A city's figures of one year (年度数据表). One row a year, of the previous and the review period.

    Growth is only ever computed between rows of one price base, and of one method for CO2.
    """

    class Electricity(models.TextChoices):
        """By which coefficient electricity is counted as coal equivalent."""

        CALORIFIC = "calorific", _("Calorific value")
        EQUIVALENT = "equivalent", _("Equivalent value of generation")

    class Method(models.TextChoices):
        DIRECT = "direct", _("Direct emissions only")
        WITH_ELECTRICITY = "with_electricity", _("With emissions of purchased electricity and heat")

    class Origin(models.TextChoices):
        INVENTORY = "inventory", _("From an inventory")
        PROVINCE = "province", _("Stated by the province")
        ESTIMATE = "estimate", _("Own estimate")

    year = models.PositiveSmallIntegerField(_("year"))
    population = figure_field(_("permanent population"), _("10,000 persons"))
    gdp_current = figure_field(_("GDP at current prices"), MONEY)
    gdp_constant = figure_field(_("GDP at constant prices"), MONEY)
    price_base = year_field(_("base year of constant prices"))
    primary = figure_field(_("value added of the primary sector"), MONEY)
    secondary = figure_field(_("value added of the secondary sector"), MONEY)
    tertiary = figure_field(_("value added of the tertiary sector"), MONEY)
    energy_total = figure_field(_("energy consumption, total"), TCE)
    coal = figure_field(_("coal"), TCE)
    oil = figure_field(_("oil"), TCE)
    gas = figure_field(_("natural gas"), TCE)
    non_fossil = figure_field(_("non-fossil energy"), TCE)
    other_energy = figure_field(_("net import of electricity and other energy"), TCE)
    energy_basis = choice_field(_("coefficient of electricity"), Electricity)
    co2_total = figure_field(_("CO₂ emissions, total"), _("10,000 t CO₂"))
    co2_method = choice_field(_("method of CO₂"), Method)
    co2_origin = choice_field(_("source of the CO₂ figure"), Origin)
    remark = text_field(_("remark"), 200)

    class Meta(FormRow.Meta):
        verbose_name = _("yearly data")
        ordering = ["submission", "year"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "year"], name="yearly_data_has_one_row_a_year"),
            years_make_sense("a_year_of_data_makes_sense", "year", "price_base"),
            none_below_zero(
                "yearly_data_are_not_negative",
                *("population", "gdp_current", "gdp_constant", "primary", "secondary", "tertiary"),
                *("energy_total", "coal", "oil", "gas", "non_fossil", "co2_total"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.year}"


class FuelUse(FormRow):
    """How much of a fuel was used in a year, and its coal equivalent: quantity × coefficient.

    With the units below, the product is in 10,000 tce for what is weighed and for heat, and a tenth of it for what
    is measured in 100 million m³ or kWh (1 kgce a unit × 10⁸ = 10 × 10,000 tce).
    """

    class Fuel(models.TextChoices):
        RAW_COAL = "raw_coal", _("Raw coal")
        CLEANED_COAL = "cleaned_coal", _("Cleaned coal")
        COKE = "coke", _("Coke")
        CRUDE_OIL = "crude_oil", _("Crude oil")
        PETROL = "petrol", _("Petrol")
        KEROSENE = "kerosene", _("Kerosene")
        DIESEL = "diesel", _("Diesel")
        FUEL_OIL = "fuel_oil", _("Fuel oil")
        LPG = "lpg", _("Liquefied petroleum gas")
        NATURAL_GAS = "natural_gas", _("Natural gas")
        ELECTRICITY = "electricity", _("Electricity")
        HEAT = "heat", _("Heat")
        OTHER = "other", _("Other")

    class Unit(models.TextChoices):
        WEIGHT = "10kt", _("10,000 t; coefficient in tce/t")
        VOLUME = "100Mm3", _("100 million m³; coefficient in kgce/m³")
        ELECTRICITY = "100MkWh", _("100 million kWh; coefficient in kgce/kWh")
        HEAT = "10kGJ", _("10,000 GJ; coefficient in kgce/MJ")

    TIMES = {Unit.WEIGHT: 1, Unit.VOLUME: 10, Unit.ELECTRICITY: 10, Unit.HEAT: 1}

    year = year_field(_("year"))
    fuel = choice_field(_("fuel"), Fuel)
    quantity = figure_field(_("quantity"), _("in the unit beside it"))
    unit = choice_field(_("unit"), Unit)
    coefficient = figure_field(_("coefficient to coal equivalent"), _("see the unit"), decimal_places=6)

    class Meta(FormRow.Meta):
        verbose_name = _("fuel")
        ordering = ["submission", "year", "position", "pk"]
        constraints = [
            none_below_zero("fuel_is_not_negative", "quantity", "coefficient"),
            years_make_sense("a_year_of_fuel_makes_sense", "year"),
        ]

    def __str__(self) -> str:
        return f"{self.year or ''} {self.get_fuel_display()}"

    @property
    def coal_equivalent(self) -> Decimal | None:
        """In 10,000 tce; None while something is missing."""
        if self.quantity is None or self.coefficient is None or not self.unit:
            return None
        product: Decimal = self.quantity * self.coefficient * self.TIMES[self.Unit(self.unit)]
        return product
