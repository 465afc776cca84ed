"""Known answers of every rule, found with a calculator, and what must hold for any data."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.facts import Facts, Fulfilment, Promise, Standing
from scoring.rules.outcome import Flag, Outcome, StepName, shown
from scoring.rules.records import longest_run
from scoring.rules.series import yearly_rate
from tests.scoring.facts import (
    PERIODS,
    answers,
    datum,
    documents,
    figures,
    inventories,
    outcome,
    promises,
    source,
    targets,
)

GROWTH = {"series": "gdp_growth"}
INTENSITY = {"series": "co2_intensity_reduction", "annual": "0.5", "cumulative": "0.5"}
TREND = {"stable_or_falling": "1", "slower_growth": "0.7", "growing": "0.4", "no_data": "0"}
FOREST = {"rising": "1", "stable": "0.8", "falling": "0", "no_data": "0", "series": "forest_cover_or_stock"}
DOCUMENTS = {
    "kinds": ["low_carbon_plan", "climate_plan", "ghg_control_plan", "pilot_work_plan"],
    "issued_by_government": "1",
    "issued_by_department_or_group": "0.8",
    "compiled_or_started": "0.4",
}
DUTIES = {"decomposed_to_districts": "0.4", "in_annual_assessment": "0.4", "results_used": "0.2"}
INVENTORIES = {
    "years": "0.5",
    "full_years": "10",
    "longest_run": "0.2",
    "full_run": "5",
    "regular_mechanism": "0.3",
}
PROMISES = {"kept": "1", "partly": "0.5", "no_promise_on_record": "not_applicable_part"}
TERTIARY = {"series": "tertiary_share_pp", "zero_at": "0", "full_at": "3"}
COAL = {"series": "coal_share_fall_pp", "zero_at": "0", "full_at": "10"}
BUSES = {"series": "new_energy_bus_share", "zero_at": "0.3", "full_at": "0.9"}


def formulas(result: Outcome) -> list[str]:
    return [f"{step.formula} = {shown(step.value)}" for step in result.steps]


def growth(last: object, target: object = None, first: object = 100) -> Outcome:
    """Of GDP from ``first`` in 2017 to ``last`` in 2022."""
    given = {} if target is None else {("gdp_growth", None): target}
    facts = Facts(figures=figures(gdp_constant={2017: first, 2022: last}), targets=targets(given))
    periods = replace(PERIODS, reference={"gdp_growth": Fraction("5.5")})
    return outcome("completion_rate", GROWTH, facts, periods=periods)


@pytest.mark.parametrize(
    ("last", "target", "points", "flags"),
    [
        ("133.8225577600", "6", 1000, ()),  # 1.06^5: exactly the target
        ("127.62815625", "6.25", 800, ()),  # 1.05^5
        ("127.62815625", "4", 1000, ()),  # more than the target gives no more than all
        ("127.62815625", None, 909, (Flag.REFERENCE_TARGET,)),  # 5 ÷ 5.5
        ("127.62815625", "0", 909, (Flag.REFERENCE_TARGET,)),
        ("127.62815625", "-2", 909, (Flag.REFERENCE_TARGET,)),
        ("90", "6", 0, ()),  # a fall is data, and gives nothing
    ],
)
def test_completion_is_actual_by_target(last, target, points, flags):
    result = growth(last, target)

    assert (result.points, result.flags) == (points, flags)


def test_completion_shows_its_arithmetic_and_its_rows():
    result = growth("127.62815625", "6.25")

    assert formulas(result) == [
        "((127.628156 ÷ 100)^(1 ÷ 5) − 1) × 100 = 5",
        "6.25 = 6.25",
        "5 ÷ 6.25 = 0.8",
        "0.8 × 10 = 8",
    ]
    assert [(s.row, s.field, s.said) for s in result.sources] == [
        ("2017", "gdp_constant", "100"),
        ("2022", "gdp_constant", "127.62815625"),
        ("None", "gdp_growth", "6.25"),
    ]


def test_without_any_target_the_value_says_so():
    facts = Facts(figures=figures(gdp_constant={2017: 100, 2022: 130}))

    result = outcome("completion_rate", GROWTH, facts)

    assert (result.points, result.flags) == (0, (Flag.NO_TARGET,))


INTENSITY_ROWS = {
    "co2_total": {2017: 1000, 2018: 960, 2019: 930, 2020: 900, 2021: 880, 2022: 850},
    "gdp_constant": dict.fromkeys(range(2017, 2023), 100),
}


def test_yearly_and_whole_period_parts_are_weighted():
    # Falls: 4, 3.125, 3.225806…, 2.222222…, 3.409090… per cent; over the period 15.
    aims: dict[tuple[str, int | None], object] = {
        ("co2_intensity_reduction", year): 4 for year in (2018, 2019, 2020, 2021, 2022)
    }
    facts = Facts(
        figures=figures(**INTENSITY_ROWS), targets=targets({**aims, ("co2_intensity_reduction", None): 20})
    )

    result = outcome("completion_rate", INTENSITY, facts)

    falls = [Fraction(40, 1000), Fraction(30, 960), Fraction(30, 930), Fraction(20, 900), Fraction(30, 880)]
    yearly = sum(falls) * 25 / 5
    assert result.share == yearly / 2 + Fraction(3, 4) / 2
    assert (result.points, result.flags) == (775, ())


def test_a_year_without_data_counts_nothing_and_is_said():
    rows = {**INTENSITY_ROWS, "co2_total": {2017: 1000, 2018: 960, 2022: 850}}
    periods = replace(
        PERIODS,
        reference={"co2_intensity_reduction": Fraction(15), "co2_intensity_reduction_annual": Fraction(4)},
    )

    result = outcome("completion_rate", INTENSITY, Facts(figures=figures(**rows)), periods=periods)

    assert result.share == Fraction(1, 5) / 2 + Fraction(1, 2)
    assert result.flags == (Flag.PARTLY_NO_DATA, Flag.REFERENCE_TARGET)
    missing = [step.about for step in result.steps if step.name is StepName.MISSING]
    assert missing == [
        "co2_total 2019",
        "co2_total 2019",
        "co2_total 2020",
        "co2_total 2020",
        *["co2_total 2021"] * 2,
    ]


def test_figures_on_two_bases_are_not_compared():
    rows = {2017: datum("co2_total", 2017, 100, "direct"), 2022: datum("co2_total", 2022, 90, "with power")}

    result = outcome("trend_class", TREND, Facts(figures={"co2_total": rows}))

    assert (result.points, result.flags) == (0, (Flag.MIXED_BASIS, Flag.NO_DATA))


@pytest.mark.parametrize(
    ("before", "first", "last", "points", "flags"),
    [
        (100, 100, 90, 1000, ()),  # falling
        (100, 100, "102.5251253128125", 1000, ()),  # exactly +0.5 % a year is stable
        (100, 100, "102.5251253128126", 400, ()),  # just above, and not slower than the 0 % before
        (80, 100, 110, 700, ()),  # 1.92 % a year after 4.56 %
        ("80", "100", "125", 400, ()),  # as fast as before is not slower
        (None, 100, 110, 400, (Flag.NO_PREVIOUS_PERIOD,)),
        (80, None, 110, 0, (Flag.NO_DATA,)),
        (80, 100, None, 0, (Flag.NO_DATA,)),
        (80, 0, 100, 0, (Flag.NO_DATA,)),  # from nothing there is no rate
    ],
)
def test_emissions_fall_in_one_of_three_classes(before, first, last, points, flags):
    rows = {year: v for year, v in {2012: before, 2017: first, 2022: last}.items() if v is not None}

    result = outcome("trend_class", TREND, Facts(figures=figures(co2_total=rows)))

    assert (result.points, result.flags) == (points, flags)


@pytest.mark.parametrize(
    ("first", "last", "points"),
    [
        (100, "102.5251253128126", 1000),
        (100, "102.5251253128125", 800),  # exactly +0.5 % a year
        (100, 100, 800),
        (100, "97.5248753121875", 800),  # exactly -0.5 % a year
        (100, "97.5248753121874", 0),
    ],
)
def test_forest_cover_rises_stays_or_falls(first, last, points):
    facts = Facts(figures=figures(forest_cover={2017: first, 2022: last}))

    assert outcome("trend_class", FOREST, facts).points == points


def test_growing_stock_counts_where_the_cover_is_not_known():
    facts = Facts(figures=figures(forest_cover={2022: 40}, forest_stock={2017: 100, 2022: 130}))

    assert outcome("trend_class", FOREST, facts).points == 1000


@pytest.mark.parametrize(
    ("given", "points"),
    [
        ([], 0),
        ([("climate_plan", "government")], 250),
        ([("climate_plan", "compiled"), ("climate_plan", "department")], 200),  # the best of a kind
        (
            [
                ("low_carbon_plan", "government"),
                ("climate_plan", "department"),
                ("ghg_control_plan", "compiled"),
                ("pilot_work_plan", "government"),
            ],
            800,
        ),
        ([("work_points", "government")], 0),  # a kind that is not asked for
    ],
)
def test_documents_count_with_the_best_of_each_kind(given, points):
    result = outcome("document_checklist", DOCUMENTS, Facts(documents=documents(*given)))

    assert result.points == points
    assert result.flags == (() if result.sources else (Flag.NO_DATA,))


@pytest.mark.parametrize(
    ("given", "points", "flags"),
    [
        ({}, 0, (Flag.NO_DATA,)),
        ({"decomposed_to_districts": True}, 400, (Flag.PARTLY_NO_DATA,)),
        (dict.fromkeys(DUTIES, False), 0, ()),
        ({"decomposed_to_districts": True, "in_annual_assessment": False, "results_used": True}, 600, ()),
        (dict.fromkeys(DUTIES, True), 1000, ()),
    ],
)
def test_yes_answers_earn_their_shares(given, points, flags):
    result = outcome("checklist", DUTIES, Facts(answers=answers(**given)))

    assert (result.points, result.flags) == (points, flags)


@pytest.mark.parametrize(
    ("tertiary", "points"),
    [
        ((500, 503), 100),
        ((500, 530), 1000),
        ((500, 545), 1000),
        ((500, 490), 0),
        ((500, 500), 0),
        ((500, None), 0),
    ],
)
def test_a_change_lies_on_a_line(tertiary, points):
    # Of a GDP of 1000: three points of 1000 are 0.3 percentage points of 3.
    rows = {year: v for year, v in zip((2017, 2022), tertiary, strict=True) if v is not None}
    facts = Facts(figures=figures(tertiary=rows, gdp_current={2017: 1000, 2022: 1000}))

    assert outcome("linear_change", TERTIARY, facts).points == points


def test_a_fall_of_a_share_counts_upwards():
    facts = Facts(figures=figures(coal={2017: 60, 2022: 53}, energy_total={2017: 100, 2022: 100}))

    result = outcome("linear_change", COAL, facts)

    assert formulas(result) == [
        "(60 ÷ 100 − 53 ÷ 100) × 100 = 7",
        "(7 − 0) ÷ (10 − 0) = 0.7",
        "0.7 × 10 = 7",
    ]


@pytest.mark.parametrize(("share", "points"), [(30, 0), (29, 0), (60, 500), (90, 1000), (100, 1000), (None, 0)])
def test_a_level_lies_on_a_line(share, points):
    rows = {} if share is None else {2022: share}

    result = outcome("linear_level", BUSES, Facts(figures=figures(new_energy_bus_share=rows)))

    assert (result.points, result.flags) == (points, () if rows else (Flag.NO_DATA,))


@pytest.mark.parametrize(
    ("years", "regular", "points"),
    [
        ([], None, 0),
        ([2022], True, 390),  # 0.5 × 1/10 + 0.2 × 1/5 + 0.3
        ([2010, 2012, 2013, 2014, 2018, 2019], False, 420),  # 0.5 × 6/10 + 0.2 × 3/5
        (list(range(2013, 2023)), True, 1000),
        (list(range(2005, 2023)), True, 1000),  # more years than are asked for
        ([2022, 2022, 2023, 2024], None, 90),  # a year counts once, and later years don't
    ],
)
def test_inventories_count_by_years_run_and_mechanism(years, regular, points):
    given_ = {} if regular is None else answers(regular_mechanism=regular)

    result = outcome("inventory_record", INVENTORIES, Facts(inventories=inventories(years), answers=given_))

    assert result.points == points
    assert result.flags == (() if years or given_ else (Flag.NO_DATA,))


@pytest.mark.parametrize(
    ("years", "run"),
    [
        ([], []),
        ([2010], [2010]),
        ([2010, 2012, 2013, 2015], [2012, 2013]),
        ([2010, 2011, 2013, 2014], [2013, 2014]),
    ],
)
def test_the_longest_run_is_the_latest_of_equal_ones(years, run):
    assert longest_run(years) == run


@pytest.mark.parametrize(
    ("given", "points"), [((4, 0, 0), 1000), ((2, 1, 1), 625), ((0, 1, 2), 167), ((0, 0, 3), 0)]
)
def test_promises_count_kept_and_partly_kept(given, points):
    result = outcome("promises_kept", PROMISES, Facts(promises=promises(*given)))

    assert (result.points, result.applies, result.flags) == (points, True, ())


def test_without_a_promise_on_record_the_computed_part_does_not_apply():
    result = outcome("promises_kept", PROMISES, Facts())

    assert (result.points, result.applies, result.flags) == (0, False, ())


def test_points_are_rounded_once_half_up():
    # 1 of 8 promises kept, of 1.00 point: 0.125 → 0.13.
    facts = Facts(promises=promises(1, 0, 7))

    assert outcome("promises_kept", PROMISES, facts, points=100).points == 13


def test_a_value_can_be_kept_as_plain_texts():
    kept = outcome("promises_kept", PROMISES, Facts(promises=promises(1, 0, 2))).to_dict()

    assert (kept["points"], kept["applies"], kept["flags"]) == (333, True, [])
    assert kept["steps"] == [
        {
            "name": "promises",
            "about": "",
            "formula": "(1 × 1 + 0 × 0.5) ÷ 3",
            "value": "0.333333",
            "unit": "",
            "sign": "≈",
        },
        {
            "name": "points",
            "about": "",
            "formula": "0.333333 × 10",
            "value": "3.33",
            "unit": "points",
            "sign": "=",
        },
    ]
    assert kept["sources"][0] == {"form": "form", "row": "0", "field": "", "said": ""}


values = st.fractions(min_value=-10, max_value=10_000, max_denominator=100)
positive = st.fractions(min_value="0.01", max_value=10_000, max_denominator=100)
years = st.integers(2005, 2025)
yearly = st.dictionaries(years, values)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Anything a city might have on record, also nonsense."""
    names = [
        "gdp_constant", "gdp_current", "co2_total", "energy_total", "coal", "tertiary",
        "forest_cover", "new_energy_bus_share",
    ]  # fmt: skip
    rows = {name: {year: datum(name, year, value) for year, value in draw(yearly).items()} for name in names}
    aims = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(["gdp_growth", "co2_intensity_reduction"]), st.none() | years), values
        )
    )
    return Facts(
        figures=rows,
        targets=targets(aims),
        answers=answers(**draw(st.dictionaries(st.sampled_from([*DUTIES, "regular_mechanism"]), st.booleans()))),
        documents=documents(
            *draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(DOCUMENTS["kinds"]),
                        st.sampled_from(["government", "department", "compiled"]),
                    )
                )
            )
        ),
        inventories=inventories(draw(st.lists(years))),
        promises=promises(*draw(st.tuples(*[st.integers(0, 4)] * 3))),
    )


every_rule = st.sampled_from(
    [
        ("completion_rate", GROWTH),
        ("completion_rate", INTENSITY),
        ("trend_class", TREND),
        ("trend_class", FOREST),
        ("document_checklist", DOCUMENTS),
        ("checklist", DUTIES),
        ("linear_change", TERTIARY),
        ("linear_change", COAL),
        ("linear_level", BUSES),
        ("inventory_record", INVENTORIES),
        ("promises_kept", PROMISES),
    ]
)


@given(every_rule, facts(), st.integers(1, 1000))
def test_points_stay_within_the_computed_maximum_and_follow_from_the_share(rule, on_record, computed_max):
    name, parameters = rule
    result = outcome(name, parameters, on_record, points=computed_max)

    assert 0 <= result.share <= 1
    assert abs(result.points - result.share * computed_max) <= Fraction(1, 2)
    assert 0 <= result.points <= computed_max
    if Flag.NO_DATA in result.flags or not result.applies:
        assert result.points == 0


@given(
    st.lists(st.tuples(st.sampled_from(DOCUMENTS["kinds"]), st.sampled_from(["government", "compiled"]))),
    st.data(),
)
def test_one_more_document_never_lowers_the_value_and_order_does_not_matter(given_, data):
    more = data.draw(st.tuples(st.sampled_from(DOCUMENTS["kinds"]), st.sampled_from(["government", "compiled"])))
    before = outcome("document_checklist", DOCUMENTS, Facts(documents=documents(*given_)))
    after = outcome("document_checklist", DOCUMENTS, Facts(documents=documents(more, *reversed(given_))))

    assert after.points >= before.points


@given(st.sets(years), years)
def test_one_more_inventory_year_never_lowers_the_value(given_, more):
    before = outcome("inventory_record", INVENTORIES, Facts(inventories=inventories(sorted(given_))))
    after = outcome("inventory_record", INVENTORIES, Facts(inventories=inventories([more, *sorted(given_)])))

    assert after.points >= before.points


@given(st.lists(st.sampled_from(Fulfilment), min_size=1), st.integers(0, 20))
def test_keeping_one_promise_more_never_lowers_the_value(states, place):
    better = [Fulfilment.KEPT if n == place % len(states) else state for n, state in enumerate(states)]
    results = [
        outcome(
            "promises_kept", PROMISES, Facts(promises=[Promise(state, source(n)) for n, state in enumerate(some)])
        )
        for some in (states, better)
    ]

    assert results[1].points >= results[0].points


@given(positive, positive, st.integers(1, 12))
def test_a_yearly_rate_leads_from_the_first_to_the_last(first, last, count):
    rate = yearly_rate(first, last, count)

    assert abs(first * (1 + rate) ** count - last) < Fraction(1, 10**25)


@given(st.decimals("-0.5", "1", places=4), st.integers(1, 10))
def test_a_rate_that_is_a_short_decimal_is_found_exactly(rate, count):
    factor = Fraction(rate) + 1

    assert yearly_rate(Fraction(100), 100 * factor**count, count) == Fraction(rate)


@given(st.sampled_from(Standing))
def test_every_standing_has_a_share(standing):
    assert Decimal(DOCUMENTS[standing.value]) > 0
