"""What is known of the yearly forms: sums, orders of magnitude, ratios, jumps. All bounds are ours [DEF].

Form F1 is in 100 million yuan, 10,000 persons, 10,000 tce and 10,000 t CO2; F10 in 10,000 yuan. The ranges are
wide enough for every pilot, from a county of 100,000 people to Shanghai.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from cities.models import FuelUse
from cities.plausibility.yearly import Ratio, Scale, Sheet, Sum

YEARLY = Sheet(
    form="F1.years",
    sums=[
        Sum(("primary", "secondary", "tertiary"), "gdp_current", Fraction(1, 200), Fraction(1, 20)),
        Sum(("coal", "oil", "gas", "non_fossil", "other_energy"), "energy_total", Fraction(1, 20), Fraction(1, 5)),
    ],
    scales=[
        Scale("population", Decimal(1), Decimal(4_000)),
        Scale("gdp_current", Decimal(5), Decimal(60_000)),
        Scale("gdp_constant", Decimal(5), Decimal(60_000)),
        Scale("energy_total", Decimal(3), Decimal(15_000)),
        Scale("co2_total", Decimal(3), Decimal(30_000)),
    ],
    ratios=[
        Ratio("co2_total", "energy_total", Decimal("0.3"), Decimal(4)),
        Ratio("gdp_current", "population", Decimal("0.8"), Decimal(40)),
        Ratio("energy_total", "gdp_current", Decimal("0.08"), Decimal(4)),
        Ratio("gdp_constant", "gdp_current", Decimal("0.4"), Decimal("2.5")),
    ],
    quotients=[],
    jumps={
        "population": Fraction(1, 10),
        "gdp_current": Fraction(1, 5),
        "gdp_constant": Fraction(3, 20),
        "primary": Fraction(3, 10),
        "secondary": Fraction(3, 10),
        "tertiary": Fraction(3, 10),
        "energy_total": Fraction(1, 5),
        "coal": Fraction(3, 10),
        "co2_total": Fraction(1, 5),
    },
    shares=[],
    needed=["gdp_current", "gdp_constant", "energy_total", "co2_total"],
)

FUNDING = Sheet(
    form="F10.years",
    sums=[],
    scales=[Scale("amount", Decimal(0), Decimal(10_000_000))],
    ratios=[],
    quotients=[],
    jumps={"amount": Fraction(4)},
    shares=[],
    needed=["amount"],
)

COEFFICIENTS: Mapping[str, Scale] = {
    FuelUse.Unit.WEIGHT: Scale("coefficient", Decimal("0.1"), Decimal(2)),
    FuelUse.Unit.VOLUME: Scale("coefficient", Decimal("0.3"), Decimal(2)),
    FuelUse.Unit.ELECTRICITY: Scale("coefficient", Decimal("0.1"), Decimal("0.4")),
    FuelUse.Unit.HEAT: Scale("coefficient", Decimal("0.03"), Decimal("0.05")),
}
"""Coal equivalent of a unit of fuel, by the unit it is measured in."""

Fuel = FuelUse.Fuel
FUELS_OF: Mapping[str, tuple[str, ...]] = {
    "coal": (Fuel.RAW_COAL, Fuel.CLEANED_COAL, Fuel.COKE),
    "oil": (Fuel.CRUDE_OIL, Fuel.PETROL, Fuel.KEROSENE, Fuel.DIESEL, Fuel.FUEL_OIL, Fuel.LPG),
    "gas": (Fuel.NATURAL_GAS,),
}
"""Fields of the yearly data, and the fuels that they are made of."""

FUELS_OFF = Fraction(1, 20)
"""What the fuels of a field give may differ from the field by this share of it without a word."""

SHARES_OF: Mapping[str, tuple[str, str]] = {
    "tertiary_share": ("tertiary", "gdp_current"),
    "coal_share": ("coal", "energy_total"),
    "non_fossil_share": ("non_fossil", "energy_total"),
}
"""Figures of form F6 that are a share of two fields of form F1."""

STATED_OFF, STATED_BLOCKS = Fraction(1, 2), Fraction(5)
"""Percentage points between what is stated and what follows from form F1: without a word, and at all."""
