"""The dictionary of figures that form F6 asks for: each with its code, unit and task.

Codes are those that the rules of computed points read (``scoring.rules.series``). Values are given for the first
and the last year of the review period.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.questionnaire.spec import FixedRow
from rounds.models import Round


@dataclass(frozen=True)
class Metric:
    code: str
    task: str
    name: Promise
    unit: str | Promise
    help: Promise
    required: bool = False
    feeds: tuple[str, ...] = ()

    @property
    def is_share(self) -> bool:
        return self.unit == "%"


METRICS = (
    Metric(
        "tertiary_share",
        "C1",
        _("Share of the tertiary sector in GDP"),
        "%",
        _("Value added of the tertiary sector ÷ GDP, at current prices."),
    ),
    Metric(
        "emerging_share",
        "C1",
        _("Share of strategic emerging industries"),
        "%",
        _("Value added of strategic emerging industries ÷ GDP."),
    ),
    Metric(
        "coal_share",
        "C2",
        _("Share of coal in energy consumption"),
        "%",
        _("Coal ÷ total energy consumption, in coal equivalent."),
    ),
    Metric(
        "non_fossil_share",
        "C2",
        _("Share of non-fossil energy"),
        "%",
        _("Non-fossil energy ÷ total energy consumption, in coal equivalent."),
    ),
    Metric(
        "renewable_capacity",
        "C2",
        _("Installed capacity of wind and solar power"),
        _("10,000 kW"),
        _("Connected to the grid at the end of the year."),
    ),
    Metric(
        "industry_energy_intensity_fall",
        "C3",
        _("Fall of energy per unit of industrial value added"),
        "%",
        _("Industry above designated size, against the first year of the review period."),
    ),
    Metric(
        "green_building_share",
        "C4",
        _("Share of green buildings in new buildings"),
        "%",
        _("Floor area of green buildings ÷ floor area completed in towns in the year."),
        required=True,
        feeds=("C4",),
    ),
    Metric(
        "retrofitted_area",
        "C4",
        _("Existing buildings renovated for energy saving"),
        _("10,000 m²"),
        _("Floor area since the beginning of the review period."),
    ),
    Metric(
        "new_energy_bus_share",
        "C5",
        _("Share of new-energy buses"),
        "%",
        _("New-energy and clean-energy buses ÷ all buses, at the end of the year."),
        required=True,
        feeds=("C5",),
    ),
    Metric(
        "green_travel_share",
        "C5",
        _("Share of green travel"),
        "%",
        _("Trips by public transport, bicycle and on foot ÷ all trips."),
    ),
    Metric(
        "charging_piles",
        "C5",
        _("Public charging piles"),
        _("piles"),
        _("In operation at the end of the year."),
    ),
    Metric(
        "inclusion_users",
        "C6",
        _("Users of carbon inclusion"),
        _("10,000 persons"),
        _("Registered on the city's platform."),
    ),
    Metric(
        "inclusion_reduction",
        "C6",
        _("Reduction by carbon inclusion"),
        _("t CO₂"),
        _("Certified since the platform began."),
    ),
    Metric(
        "green_procurement_share",
        "C6",
        _("Share of green procurement"),
        "%",
        _("Purchases of energy-saving and environmental products ÷ the government's purchases of such goods."),
    ),
    Metric(
        "waste_recycled_share",
        "C6",
        _("Share of household waste that is recycled"),
        "%",
        _("Recycled household waste ÷ household waste."),
    ),
    Metric(
        "forest_cover",
        "C7",
        _("Forest cover"),
        "%",
        _("As published by the forestry department."),
        required=True,
        feeds=("C7",),
    ),
    Metric(
        "forest_stock",
        "C7",
        _("Forest stock"),
        _("10,000 m³"),
        _("Counts for the trend where forest cover is not known for both years."),
        feeds=("C7",),
    ),
    Metric(
        "green_space",
        "C7",
        _("Park area a head"),
        _("m² a person"),
        _("In the built-up area."),
    ),
)

BY_CODE = {metric.code: metric for metric in METRICS}


def figures_of_tasks(round: Round) -> list[FixedRow]:
    return [
        FixedRow((metric.code,), f"{metric.task} {metric.name}", metric.required, str(metric.unit))
        for metric in METRICS
    ]
