"""The dictionary of figures that form F6 asks for: each with its code, unit, period and task.

Codes are those that the rules of computed points read (``scoring.rules.series``). Values are given for the first
and the last year of the review period.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.questionnaire.spec import FixedRow, Years


class Period(Enum):
    """What stretch of time a value covers, said with the first and the last year of the review period."""

    WHOLE_YEAR = _("%(first)s and %(last)s, each the whole year")
    END_OF_YEAR = _("%(first)s and %(last)s, each at the end of the year")
    SINCE_FIRST_YEAR = _("from %(first)s to %(last)s together")
    UP_TO_YEAR = _("all up to the end of %(first)s and of %(last)s")

    def of(self, years: Years) -> str:
        return str(self.value) % {"first": years.review_start, "last": years.review_end}


@dataclass(frozen=True)
class Metric:
    code: str
    task: str
    name: Promise
    unit: str | Promise
    period: Period
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
        Period.WHOLE_YEAR,
        _("Value added of the tertiary sector ÷ GDP, at current prices."),
    ),
    Metric(
        "emerging_share",
        "C1",
        _("Share of strategic emerging industries"),
        "%",
        Period.WHOLE_YEAR,
        _("Value added of strategic emerging industries ÷ GDP."),
    ),
    Metric(
        "coal_share",
        "C2",
        _("Share of coal in energy consumption"),
        "%",
        Period.WHOLE_YEAR,
        _("Coal ÷ total energy consumption, in coal equivalent."),
    ),
    Metric(
        "non_fossil_share",
        "C2",
        _("Share of non-fossil energy"),
        "%",
        Period.WHOLE_YEAR,
        _("Non-fossil energy ÷ total energy consumption, in coal equivalent."),
    ),
    Metric(
        "renewable_capacity",
        "C2",
        _("Installed capacity of wind and solar power"),
        _("10,000 kW"),
        Period.END_OF_YEAR,
        _("Connected to the grid at the end of the year."),
    ),
    Metric(
        "industry_energy_intensity_fall",
        "C3",
        _("Fall of energy per unit of industrial value added"),
        "%",
        Period.SINCE_FIRST_YEAR,
        _("Industry above designated size, against the first year of the review period."),
    ),
    Metric(
        "green_building_share",
        "C4",
        _("Share of green buildings in new buildings"),
        "%",
        Period.WHOLE_YEAR,
        _("Floor area of green buildings ÷ floor area completed in towns in the year."),
        required=True,
        feeds=("C4",),
    ),
    Metric(
        "retrofitted_area",
        "C4",
        _("Existing buildings renovated for energy saving"),
        _("10,000 m²"),
        Period.SINCE_FIRST_YEAR,
        _("Floor area since the beginning of the review period."),
    ),
    Metric(
        "new_energy_bus_share",
        "C5",
        _("Share of new-energy buses"),
        "%",
        Period.END_OF_YEAR,
        _("New-energy and clean-energy buses ÷ all buses, at the end of the year."),
        required=True,
        feeds=("C5",),
    ),
    Metric(
        "green_travel_share",
        "C5",
        _("Share of green travel"),
        "%",
        Period.WHOLE_YEAR,
        _("Trips by public transport, bicycle and on foot ÷ all trips."),
    ),
    Metric(
        "charging_piles",
        "C5",
        _("Public charging piles"),
        _("piles"),
        Period.END_OF_YEAR,
        _("In operation at the end of the year."),
    ),
    Metric(
        "inclusion_users",
        "C6",
        _("Users of carbon inclusion"),
        _("10,000 persons"),
        Period.END_OF_YEAR,
        _("Registered on the city's platform."),
    ),
    Metric(
        "inclusion_reduction",
        "C6",
        _("Reduction by carbon inclusion"),
        _("t CO₂"),
        Period.UP_TO_YEAR,
        _("Certified since the platform began."),
    ),
    Metric(
        "green_procurement_share",
        "C6",
        _("Share of green procurement"),
        "%",
        Period.WHOLE_YEAR,
        _("Purchases of energy-saving and environmental products ÷ the government's purchases of such goods."),
    ),
    Metric(
        "waste_recycled_share",
        "C6",
        _("Share of household waste that is recycled"),
        "%",
        Period.WHOLE_YEAR,
        _("Recycled household waste ÷ household waste."),
    ),
    Metric(
        "forest_cover",
        "C7",
        _("Forest cover"),
        "%",
        Period.END_OF_YEAR,
        _("As published by the forestry department."),
        required=True,
        feeds=("C7",),
    ),
    Metric(
        "forest_stock",
        "C7",
        _("Forest stock"),
        _("10,000 m³"),
        Period.END_OF_YEAR,
        _("Counts for the trend where forest cover is not known for both years."),
        feeds=("C7",),
    ),
    Metric(
        "green_space",
        "C7",
        _("Park area a head"),
        _("m² a person"),
        Period.END_OF_YEAR,
        _("In the built-up area."),
    ),
)

BY_CODE = {metric.code: metric for metric in METRICS}


def figures_of_tasks(years: Years) -> list[FixedRow]:
    return [
        FixedRow(
            (metric.code,),
            f"{metric.task} {metric.name}",
            metric.required,
            str(metric.unit),
            metric.period.of(years),
        )
        for metric in METRICS
    ]
