"""Parameters are read by name and checked; the default table can be used as it is."""

import csv
from pathlib import Path
from typing import Any

import pytest

from scoring.rules.compute import RULES, check_rule, read_rule
from scoring.rules.parameters import ParametersError
from tests.scoring.test_rules import COAL, DOCUMENTS, DUTIES, INTENSITY, INVENTORIES, PROMISES, TREND

TABLE = Path(__file__).parent / "indicators_2023_default.csv"


def default_rules() -> list[tuple[str, dict[str, Any]]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(row["rule"], split(row["rule_parameters"])) for row in csv.DictReader(file) if row["rule"]]


def split(text: str) -> dict[str, Any]:
    pairs = (part.split("=") for part in text.split(";"))
    return {name: value.split(",") if "," in value else value for name, value in pairs}


def test_every_rule_of_the_default_table_can_be_used():
    found = default_rules()

    assert {name for name, _parameters in found} == set(RULES)
    assert [check_rule(name, parameters) for name, parameters in found] == [()] * len(found)


@pytest.mark.parametrize(
    ("rule", "parameters", "sentences"),
    [
        ("eval", {}, ["There is no rule eval."]),
        ("completion_rate", {}, ["The rule needs the parameter series."]),
        (
            "completion_rate",
            {"series": "co2"},
            ["series must be one of gdp_growth, co2_intensity_reduction, energy_intensity_reduction; given: co2."],
        ),
        (
            "completion_rate",
            {**INTENSITY, "annual": "0.6"},
            ["annual, cumulative must sum to 1, so that all points can be earned; they sum to 1.1."],
        ),
        ("trend_class", {**TREND, "growing": "1.01"}, ["growing must be a share from 0 to 1; given: 1.01."]),
        ("trend_class", {**TREND, "growing": "-0.1"}, ["growing must be a share from 0 to 1; given: -0.1."]),
        ("trend_class", {**TREND, "growing": "NaN"}, ["growing must be a share from 0 to 1; given: NaN."]),
        ("trend_class", {**TREND, "growing": "1/3"}, ["growing must be a share from 0 to 1; given: 1/3."]),
        (
            "trend_class",
            {**TREND, "up": "1"},
            ["The rule has no parameter up; it knows series, stable_or_falling, slower_growth, growing, no_data."],
        ),
        (
            "document_checklist",
            {**DOCUMENTS, "kinds": ["climate_plan", "climate_plan"]},
            ["kinds names climate_plan twice."],
        ),
        ("document_checklist", {**DOCUMENTS, "kinds": []}, ["The rule needs the parameter kinds."]),
        ("checklist", {}, ["The rule needs at least one share."]),
        (
            "checklist",
            {**DUTIES, "results_used": "0.3"},
            [
                "decomposed_to_districts, in_annual_assessment, results_used must sum to 1, "
                "so that all points can be earned; they sum to 1.1."
            ],
        ),
        ("linear_change", {**COAL, "full_at": "0"}, ["zero_at and full_at must differ; both are 0."]),
        ("linear_change", {**COAL, "full_at": "ten"}, ["full_at must be a number; given: ten."]),
        (
            "inventory_record",
            {**INVENTORIES, "full_years": "0"},
            ["full_years must be a whole number from 1 to 100; given: 0."],
        ),
        (
            "inventory_record",
            {**INVENTORIES, "full_run": "2.5"},
            ["full_run must be a whole number from 1 to 100; given: 2.5."],
        ),
        (
            "promises_kept",
            {**PROMISES, "no_promise_on_record": "1"},
            ["no_promise_on_record must be one of not_applicable_part, 0; given: 1."],
        ),
    ],
)
def test_what_is_wrong_with_parameters_is_said(rule, parameters, sentences):
    with pytest.raises(ParametersError) as refused:
        read_rule(rule, parameters)

    assert [str(refusal) for refusal in refused.value.refusals] == sentences
