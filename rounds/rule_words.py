"""A rule's parameters in plain words, as the city reads them before it files."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rounds.models import Indicator
from rounds.rule_names import RULE_TITLES, RULES
from scoring.rules.compute import check_rule
from scoring.rules.parameters import MESSAGES

NAMES: dict[str, Promise] = {
    "series": _("figure"),
    "annual": _("weight of the yearly targets"),
    "cumulative": _("weight of the target for the whole period"),
    "stable_or_falling": _("stable or falling"),
    "slower_growth": _("growing more slowly than before"),
    "growing": _("growing"),
    "rising": _("rising"),
    "stable": _("stable"),
    "falling": _("falling"),
    "no_data": _("no data"),
    "kinds": _("documents"),
    "issued_by_government": _("issued by the government"),
    "issued_by_department_or_group": _("issued by a department or leading group"),
    "compiled_or_started": _("compiled or begun"),
    "target_set": _("a target is set"),
    "in_five_year_outline_or_plan": _("it stands in the five-year outline or a plan"),
    "zero_at": _("no points at"),
    "full_at": _("full points at"),
    "years": _("share for the number of years"),
    "full_years": _("full at this many years"),
    "longest_run": _("share for the longest run of years"),
    "full_run": _("full at a run of this many years"),
    "regular_mechanism": _("share for a regular mechanism"),
    "decomposed_to_districts": _("divided among districts and counties"),
    "in_annual_assessment": _("part of the yearly assessment"),
    "results_used": _("the results are used"),
    "budget_line": _("a line in the budget"),
    "amount_every_year": _("an amount in every year"),
    "kept": _("kept"),
    "partly": _("partly kept"),
    "no_promise_on_record": _("no promise on record"),
}

VALUES: dict[str, Promise] = {
    "gdp_growth": _("average annual GDP growth"),
    "co2_intensity_reduction": _("reduction of CO2 per unit of GDP"),
    "energy_intensity_reduction": _("reduction of energy per unit of GDP"),
    "tertiary_share_pp": _("share of the tertiary sector, percentage points"),
    "coal_share_fall_pp": _("fall of coal's share in energy use, percentage points"),
    "green_building_share_of_new": _("share of green buildings in new ones"),
    "new_energy_bus_share": _("share of new-energy buses"),
    "forest_cover_or_stock": _("forest cover or growing stock"),
    "low_carbon_plan": _("low-carbon development plan"),
    "climate_plan": _("climate plan"),
    "ghg_control_plan": _("plan to control greenhouse gas emissions"),
    "pilot_work_plan": _("work plan of the pilot"),
    "not_applicable_part": _("the computed part does not apply"),
}

AS_GIVEN = {"zero_at", "full_at", "full_years", "full_run"}
"""Numbers that are values or years; all others are shares of the computed points."""


def rule_title(indicator: Indicator) -> str:
    """The rule's name with what it does, as a city reads it before it files."""
    if indicator.rule not in RULES:
        return title_of(indicator.rule)
    return gettext("%(title)s: %(what)s") % {"title": title_of(indicator.rule), "what": RULES[indicator.rule]}


def title_of(rule: str) -> str:
    return str(RULE_TITLES.get(rule, rule))


def refusals_in_words(rule: str, parameters: Mapping[str, Any]) -> list[str]:
    """What is wrong with the parameters of a rule, a sentence each; empty if it can be used."""
    return [gettext(MESSAGES[refusal.problem]) % refusal.gaps for refusal in check_rule(rule, parameters)]


def parameters_in_words(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Each parameter's name and value; what has no words yet is shown as it was entered."""
    return in_words(indicator.rule_parameters)


def in_words(parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in parameters.items():
        yield str(NAMES.get(name, name)), _value(name, value)


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return gettext(", ").join(_value(name, item) for item in value) if name in NAMES else str(value)
    text = str(value)
    if text in VALUES:
        return str(VALUES[text])
    is_share = name not in AS_GIVEN and text.replace(".", "", 1).isdigit()
    return f"{(Decimal(text) * 100).normalize():f} %" if is_share else text
