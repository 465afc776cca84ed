"""The arithmetic of every rule can be read, in both languages."""

import pytest
from django.utils import translation

from cities.arithmetic import arithmetic_of, arithmetic_text
from rounds.arithmetic_words import COLUMNS, FLAGS, LABELS, UNITS
from rounds.rule_words import NAMES
from scoring.rules import series
from scoring.rules.facts import Facts, Standing
from scoring.rules.outcome import Flag, StepName, Unit
from scoring.rules.records import KINDS, QUESTIONS
from scoring.rules.trend import FALLING_IS_GOOD, RISING_IS_GOOD
from tests.scoring.facts import documents, figures, outcome
from tests.scoring.test_rule_parameters import default_rules


def test_every_step_flag_unit_and_figure_has_words():
    columns = {value for name, value in vars(series).items() if name.isupper() and isinstance(value, str)}

    assert set(LABELS) | {StepName.MISSING} == set(StepName)
    assert set(FLAGS) == set(Flag)
    assert set(UNITS) == set(Unit)
    assert set(COLUMNS) == columns
    assert {*QUESTIONS, *FALLING_IS_GOOD, *RISING_IS_GOOD, *Standing} <= set(NAMES)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("rule", "parameters"), default_rules())
def test_a_value_without_data_can_be_read(rule, parameters, language):
    kept = {"rule": rule, "parameters": parameters, **outcome(rule, parameters, Facts()).to_dict()}

    with translation.override(language):
        found = arithmetic_of(kept)

    assert found is not None
    assert all(line.label and line.value for line in found.lines)


@pytest.mark.usefixtures("english")
def test_what_is_missing_is_said_once_by_figure():
    parameters = {"series": "co2_intensity_reduction", "annual": "0.5", "cumulative": "0.5"}
    facts = Facts(figures=figures(co2_total={2017: 1, 2018: 1}, gdp_constant=dict.fromkeys(range(2017, 2023), 1)))
    kept = {
        "rule": "completion_rate",
        "parameters": parameters,
        **outcome("completion_rate", parameters, facts).to_dict(),
    }

    found = arithmetic_of(kept)

    assert found is not None
    assert (found.lines[0].label, found.lines[0].value) == ("missing", "CO2 emissions 2019, 2020, 2021, 2022")


@pytest.mark.usefixtures("english")
def test_the_arithmetic_reads_as_a_calculator_repeats_it():
    parameters = {
        "kinds": list(KINDS),
        "issued_by_government": "1",
        "issued_by_department_or_group": "0.8",
        "compiled_or_started": "0.4",
    }
    facts = Facts(documents=documents(("low_carbon_plan", "government"), ("climate_plan", "department")))
    kept = outcome("document_checklist", parameters, facts, points=200).to_dict()

    assert arithmetic_text({"rule": "document_checklist", "parameters": parameters, **kept}).splitlines() == [
        "low-carbon development plan: issued by the government → 1",
        "climate plan: issued by a department or leading group → 0.8",
        "plan to control greenhouse gas emissions: none → 0",
        "work plan of the pilot: none → 0",
        "mean: (1 + 0.8 + 0 + 0) ÷ 4 = 0.45",
        "computed points: 0.45 × 2 = 0.9 pts",
    ]


def test_nothing_computed_has_no_arithmetic():
    assert arithmetic_of({}) is None
    assert arithmetic_text({}) == ""
