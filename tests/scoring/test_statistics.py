"""What the report counts: known answers, borders of thresholds, exclusions, and the guard of small groups."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.statistics.every import STATISTICS, every_statistic
from scoring.statistics.material import PUBLISHED, Material, Place, Row
from scoring.statistics.parameters import LIMITS, ParameterError, Parameters
from scoring.statistics.shape import Exclusion, Statistic, Why, rounded
from tests.scoring.statistics_material import both_years, document, material, places, row, scores, year

DEFAULT = Parameters()


def one(code: str, given_: Material, **parameters: Any) -> Statistic:
    texts = {name: str(value) for name, value in parameters.items()}
    return STATISTICS[code](given_, Parameters.from_dict(texts))


def printed(statistic: Statistic, *keys: str) -> list[Decimal | None]:
    return [statistic[key].printed for key in keys]


def test_77_of_81_print_as_95_percent_and_31_and_20_as_38_and_25() -> None:
    rows: list[Row] = []
    for number, place in enumerate(places(81)):
        fell = ("80", "100") if number < 77 else ("83", "100")  # by 20 % and by 17 %
        rows += both_years(place.code, co2_total=("100", fell[0]), gdp_constant=("100", fell[1]))
    assert one("S5", material(81, rows))["reached"].printed_share() == Decimal(95)

    trends = []
    for number, place in enumerate(places(81)):
        end = 100 if number < 31 else 110 if number < 51 else 130
        trends += [year(place.code, 2012, co2_total=80), year(place.code, 2017, co2_total=100)]
        trends += [year(place.code, 2022, co2_total=end)]
    statistic = one("S6", material(81, trends))

    keys = ("stable_or_falling", "slower", "growing")
    assert printed(statistic, *keys) == [31, 20, 30]
    assert [statistic[key].printed_share() for key in keys] == [38, 25, 37]
    assert statistic.with_data == 81


def test_gdp_growth_of_all_together_beside_mean_and_median_of_the_cities() -> None:
    rates = {"c00": "1.00", "c01": "1.06", "c02": "1.08", "c03": "1.02"}
    sizes = {"c00": 100, "c01": 800, "c02": 100, "c03": 0}
    rows = [
        each
        for city, rate in rates.items()
        for each in both_years(city, gdp_constant=(sizes[city], Decimal(sizes[city]) * Decimal(rate) ** 5))
    ]

    statistic = one("S1", material(5, rows))

    assert printed(statistic, "mean", "median") == [Decimal("4.7"), Decimal("6.0")]
    pooled = statistic["pooled"].value
    assert pooled is not None
    end = Fraction(100) + 800 * Fraction("1.06") ** 5 + 100 * Fraction("1.08") ** 5
    assert float((1 + pooled / 100) ** 5) == pytest.approx(float(end / 1000))
    assert statistic.with_data == 3
    assert statistic.excluded == (Exclusion("c03", Why.NOT_ABOVE_ZERO), Exclusion("c04", Why.NOT_HANDED_IN))
    assert [origin.row for origin in statistic.origins_of(["c01"])] == ["2017", "2022"]


def test_years_of_different_price_bases_are_not_compared() -> None:
    rows = both_years("c00", gdp_constant=(100, 120))
    rows[1] = year("c00", 2022, gdp_constant=120, price_base=2015)

    assert one("S1", material(1, rows)).excluded == (Exclusion("c00", Why.MIXED_PRICES),)


def test_a_threshold_of_tertiary_share_is_reached_by_exactly_it_and_the_biggest_rise_comes_first() -> None:
    rises = {"c00": 43, "c01": "42.99", "c02": 50, "c03": 43}
    rows = [
        each
        for city, end in rises.items()
        for each in both_years(city, tertiary=(40, end), gdp_current=(100, 100))
    ]

    statistic = one("S2", material(4, rows))

    assert statistic["reached"].cities == ("c02", "c00", "c03")
    assert statistic["reached"].of == 4


def test_coal_must_fall_by_more_than_the_threshold_in_the_measure_that_is_chosen() -> None:
    rows = [
        *both_years("c00", coal=(60, 55), energy_total=(100, 100)),  # 5 pp, 8.3 %
        *both_years("c01", coal=(20, 14), energy_total=(100, 100)),  # 6 pp, 30 %
        *both_years("c02", coal=(0, 0), energy_total=(100, 100)),
    ]

    assert one("S3", material(3, rows))["reached"].cities == ("c01",)
    relative = one("S3", material(3, rows), coal_measure="relative", coal_nation="8")
    assert relative["reached"].cities == ("c01", "c00")
    assert relative["above_nation"].cities == ("c00", "c01")
    assert "above_nation" not in one("S3", material(3, rows)).by_key


def test_years_that_count_electricity_differently_are_not_compared() -> None:
    rows = both_years("c00", coal=(60, 40), energy_total=(100, 100))
    rows[1] = year("c00", 2022, coal=40, energy_total=100, energy_basis="equivalent")

    assert one("S3", material(1, rows)).excluded == (Exclusion("c00", Why.MIXED_COEFFICIENTS),)


def test_co2_of_another_method_is_left_out_and_listed() -> None:
    rows = [each for city in ("c00", "c01", "c02") for each in both_years(city, co2_total=(100, 105))]
    rows += [year("c03", when, co2_total=10, co2_method="with_electricity") for when in (2017, 2022)]
    rows += [year("c04", 2017, co2_total=10), year("c04", 2022, co2_total=10, co2_method="with_electricity")]

    statistic = one("S4", material(5, rows))

    assert set(statistic.excluded) == {Exclusion("c03", Why.OTHER_METHOD), Exclusion("c04", Why.MIXED_METHODS)}
    assert (statistic.with_data, statistic.parameters["method"]) == (3, "direct")
    assert statistic["mean"].printed == Decimal("1.0")
    assert one("S4", material(5, rows), co2_method="with_electricity").with_data == 1


def test_a_city_that_grew_without_a_previous_period_is_in_no_class() -> None:
    rows = [*both_years("c00", co2_total=(100, 110)), *both_years("c01", co2_total=(100, 100))]
    rows += both_years("c02", co2_total=(100, 90)) + both_years("c03", co2_total=(100, 80))

    statistic = one("S6", material(4, rows))

    assert statistic.excluded == (Exclusion("c00", Why.NO_PREVIOUS_PERIOD),)
    assert statistic["stable_or_falling"].cities == ("c01", "c02", "c03")


def test_epsilon_itself_still_counts_as_stable() -> None:
    rows = [
        each
        for c in ("c00", "c01", "c02")
        for each in both_years(c, co2_total=(1000, Decimal("1.005") ** 5 * 1000))
    ]

    assert one("S6", material(3, rows, epsilon=Fraction("0.005")))["stable_or_falling"].cities == (
        "c00",
        "c01",
        "c02",
    )


FIGURES = ("co2_total", "gdp_constant", "gdp_current", "tertiary", "coal", "energy_total")
GUARDED = ("S1", "S2", "S3", "S4", "S5", "S6", "S16", "S18")


def everything(count: int) -> Material:
    """``count`` cities with every figure, total and answer."""
    rows: list[Row] = []
    for place in places(count):
        figures = dict.fromkeys(FIGURES, (100, 90))
        rows += both_years(place.code, **figures)
        rows.append(row(place.code, "F6.figures", "forest_cover", at_end="40"))
        rows.append(document(place.code, "plan", "issued", "government"))
    totals = {place.code: "80" for place in places(count)}
    return material(count, rows, scores=scores(totals, {"A": dict.fromkeys(totals, "0.8")}))


@pytest.mark.parametrize("code", GUARDED)
def test_aggregates_of_unpublished_quantities_need_three_cities(code: str) -> None:
    two, three = (one(code, everything(count)) for count in (2, 3))
    extremes = {"highest", "lowest", "listed", *(f"grade.{grade}" for grade in (1, 2, 3, 4))}
    guarded = [amount for amount in two.amounts if amount.key not in extremes]

    assert guarded
    assert all(amount.is_withheld and amount.value is None and not amount.cities for amount in guarded)
    assert not any(amount.is_withheld for amount in three.amounts)


def test_document_registers_and_extremes_are_not_withheld() -> None:
    assert one("S8", everything(1))["plan.government"].cities == ("c00",)
    assert printed(one("S18", everything(1)), "highest", "lowest") == [80, 80]


def test_the_smallest_group_can_be_raised_and_never_below_three() -> None:
    assert one("S5", everything(4), smallest_group=5)["reached"].is_withheld
    with pytest.raises(ParameterError):
        Parameters.from_dict({"smallest_group": "2"})


def test_a_city_is_counted_from_its_documents_and_may_stand_in_two_classes() -> None:
    rows = [
        document("c00", "plan", "issued", "government"),
        document("c00", "plan", "compiled"),
        document("c01", "plan", "issued", "government"),
        document("c01", "plan", "issued", "drc_eeb"),
        document("c02", "plan", "repealed", "government"),
        document("c03", "plan", "started"),
        document("c03", "climate_plan", "issued", "leading_group"),
    ]

    statistic = one("S8", material(5, rows))

    counted = {a.about[1]: a.cities for a in statistic.amounts if a.about[:1] == ("plan",) and len(a.about) == 2}
    assert counted == {
        "government": ("c00",), "drc_eeb": (), "leading_group": (), "compiled_or_started": ("c00", "c03"),
        "government+drc_eeb": ("c01",),
    }  # fmt: skip
    assert statistic["plan.issued"].cities == ("c00", "c01")
    assert statistic["climate_plan.leading_group"].cities == ("c03",)


def test_what_a_city_handed_in_goes_before_what_the_published_report_says_of_it() -> None:
    rows = [
        document("c00", "plan", "issued", "government", table=PUBLISHED),
        document("c00", "plan", "compiled"),
        document("c01", "plan", "issued", "government", table=PUBLISHED),
        document("c02", "plan", "issued", "government", table=PUBLISHED),
    ]
    its = material(3, rows, nothing={"F4.documents": frozenset({"c02"})})

    def issued(choice: str) -> tuple[str, ...]:
        return one("S8", its, documents_from=choice)["plan.issued"].cities

    assert issued("own_first") == ("c01",)
    assert issued("published_only") == ("c00", "c01", "c02")
    assert issued("own_only") == ()


def test_work_points_of_every_year_may_be_single_years_or_a_period() -> None:
    rows = [document("c00", "work_points", "issued", "government", first_year=when) for when in range(2017, 2023)]
    rows += [document("c01", "work_points", "issued", "government", first_year=2017, last_year=2022)]
    rows += [document("c02", "work_points", "issued", "government", issued_on="2019-02-01")]
    rows += [document("c03", "work_points", "compiled", "government", first_year=2017, last_year=2022)]

    statistic = one("S10", material(5, rows))

    assert statistic["every_year"].cities == ("c00", "c01")
    assert statistic["some_year"].cities == ("c00", "c01", "c02")
    assert (statistic.with_data, statistic.of) == (4, 5)


def inventory(city: str, *years_: int) -> list[Row]:
    return [row(city, "F7.years", f"{city}{when}", year=when) for when in years_]


def test_inventory_years_runs_and_the_full_span() -> None:
    rows = [
        *inventory("c00", 2012, 2013, 2014, 2016, 2017, 2018),
        *inventory("c01", *range(2010, 2023), 2023),  # a year after the review period is not counted
        *inventory("c02", 2015, 2015, 2020),
    ]

    statistic = one("S13", material(4, rows, nothing={"F7.years": frozenset({"c03"})}))

    assert statistic["many"].cities == ("c01", "c00")
    assert statistic["run"].cities == ("c01",)
    assert statistic["full"].cities == ("c01",)
    assert statistic["few"].cities == ("c02", "c03")
    assert printed(statistic, "first_year", "last_year", "span") == [2010, 2022, 13]
    assert statistic.with_data == 4


def answers(city: str, passed_on: bool | None, assessed: bool | None, **more: Any) -> Row:
    given_ = {"decomposed_to_districts": passed_on, "in_annual_assessment": assessed, "basis": "intensity", **more}
    return row(
        city, "F9.responsibility", "", **{name: value for name, value in given_.items() if value is not None}
    )


def test_responsibility_counts_only_who_answered_both_questions() -> None:
    rows = [
        answers("c00", True, True),
        answers("c01", True, False),
        answers("c02", False, False),
        answers("c03", True, None),
    ]

    statistic = one("S15", material(4, rows))

    assert {key: statistic[key].cities for key in ("passed_on", "assessed", "both", "neither")} == {
        "passed_on": ("c00", "c01"), "assessed": ("c00",), "both": ("c00",), "neither": ("c02",)
    }  # fmt: skip
    assert statistic.with_data == 3
    assert statistic["both"].printed_share() == Decimal(33)


def test_only_a_target_for_intensity_counts_as_passed_on() -> None:
    bases = ["intensity", "total", "both", "energy"]

    statistic = one("S15", material(4, [answers(f"c0{n}", True, False, basis=b) for n, b in enumerate(bases)]))

    assert statistic["passed_on"].cities == ("c00", "c02")
    assert statistic["neither"].cities == ("c01", "c03")


def test_assessments_are_counted_by_their_kind() -> None:
    rows = [
        answers("c00", True, True, schemes=["ecology", "quality"]),
        answers("c01", True, True, schemes=["quality"]),
        answers("c02", True, False, schemes=["quality"]),
    ]

    statistic = one("S15", material(3, rows))

    assert statistic["scheme.quality"].cities == ("c00", "c01")
    assert printed(statistic, "scheme.ecology", "scheme.carbon") == [1, 0]


def test_policies_are_counted_for_each_city() -> None:
    rows = [row(city, "F5.policies", f"{n}", kind="policy", theme="plan") for n, city in enumerate(["c01"] * 3)]

    statistic = one("S9", material(2, rows))

    assert printed(statistic, "all", "city.c01") == [3, 3]
    assert "city.c00" not in statistic.by_key


def test_leadership_is_that_of_the_highest_head_of_a_leading_group() -> None:
    rows = [
        row("c00", "F3.bodies", "1", kind="leading_group", head_level="deputy"),
        row("c00", "F3.bodies", "2", kind="leading_group", head_level="mayor"),
        row("c01", "F3.bodies", "3", kind="joint_meeting", head_level="both"),
        row("c02", "F3.bodies", "4", kind="office", head_level="secretary"),
    ]

    statistic = one("S7", material(4, rows))

    assert statistic["top"].cities == ("c00",)
    assert statistic["head.mayor"].cities == ("c00",)
    assert statistic["head.both"].cities == ()
    assert statistic["joint_meeting"].cities == ("c01",)
    assert statistic["no_group"].cities == ("c01", "c02")
    mechanisms = one("S21", material(4, rows))
    assert mechanisms["coordination"].cities == ("c00", "c01")
    assert mechanisms["no_coordination"].cities == ("c02",)
    assert mechanisms["no_coordination"].of == 3


def test_figures_of_tasks_are_added_up_and_shares_never() -> None:
    values = {"forest_stock": ("10", "20", "30"), "forest_cover": ("10", "20", "60")}
    rows = [
        row(f"c{n:02d}", "F6.figures", metric, at_end=value)
        for metric, its in values.items()
        for n, value in enumerate(its)
    ]

    statistic = one("S16", material(3, rows))

    assert printed(statistic, "forest_stock.sum", "forest_cover.median") == [60, 20]


def test_promises_kept_are_done_or_done_in_part_and_the_newest_batch_stands_apart() -> None:
    its = [Place("a", 2010, "p", "l"), Place("b", 2017, "p", "l"), Place("c", 2017, "p", "l")]
    states = {"a": ("done", "partly", "cancelled"), "b": ("under_way", "done"), "c": ()}
    rows = [
        row(city, "F11.promises", f"{city}{n}", fulfilment=state, category="sinks")
        for city, given_ in states.items()
        for n, state in enumerate(given_)
    ]

    statistic = one("S17", material(its, rows))

    assert printed(statistic, "newest.cities", "newest.promised", "newest.kept") == [1, 2, 1]
    assert printed(statistic, "earlier.cities", "earlier.promised", "earlier.kept") == [1, 3, 2]
    assert statistic["all.kept"].printed_share() == Decimal(60)
    assert statistic["category.sinks"].of == 5


def test_mean_highest_and_lowest_are_those_of_the_published_report() -> None:
    others = Fraction("79.2") * 81 - Fraction("93.7") - Fraction("68.9")
    totals = {place.code: others / 79 for place in places(81)}
    totals |= {"c00": Fraction("93.7"), "c80": Fraction("68.9")}

    statistic = one("S18", material(81, scores=scores({c: str(t) for c, t in totals.items()}, printed={})))

    assert printed(statistic, "mean", "highest", "lowest") == [Decimal("79.2"), Decimal("93.7"), Decimal("68.9")]


def test_areas_stand_with_the_highest_rate_first_and_batches_of_two_are_withheld() -> None:
    its = [*places(3), Place("d", 2010, "p", "l"), Place("e", 2010, "p", "l")]
    codes = [place.code for place in its]
    rates = {"A": "0.8", "B": "0.6", "C": "0.75", "D": "0.9", "E": "0.6"}
    its_scores = scores(dict.fromkeys(codes, "80"), {a: dict.fromkeys(codes, rate) for a, rate in rates.items()})

    statistic = one("S18", material(its, scores=its_scores))

    assert [a.about[0] for a in statistic.amounts if a.key.startswith("area.")] == ["D", "A", "C", "B", "E"]
    assert statistic["batch.2010"].is_withheld
    assert statistic["batch.2017"].printed == 80


def test_a_minus_half_rounds_up_and_nothing_is_rounded_twice() -> None:
    assert rounded(Fraction(-1, 2), 0) == 0
    assert rounded(Fraction("0.45"), 1) == Decimal("0.5")
    assert rounded(Fraction("0.4499"), 1) == Decimal("0.4")


@pytest.mark.parametrize(
    ("name", "value"),
    [("tertiary_rise", "x"), ("tertiary_rise", "-1"), ("inventory_years", "2.5"), ("coal_measure", "tons"),
     ("coal_fall", "NaN"), ("coal_fall", ""), ("examples", "0")],
)  # fmt: skip
def test_a_parameter_that_cannot_be_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(ParameterError) as refused:
        Parameters.from_dict({name: value})

    assert (refused.value.name, refused.value.limits) == (name, LIMITS[name])


def test_parameters_survive_the_journey_through_text() -> None:
    chosen = Parameters.from_dict({"coal_nation": "4.8", "coal_measure": "relative", "examples": "5"})

    assert Parameters.from_dict(chosen.to_dict()) == chosen
    assert Parameters.from_dict({}) == DEFAULT


CITIES = st.integers(0, 8).map(lambda n: f"c{n:02d}")
CO2 = st.integers(1, 200).map(str)


@given(st.dictionaries(CITIES, st.tuples(CO2, CO2, CO2)))
def test_every_city_with_data_is_in_exactly_one_class_of_the_trend(co2: dict[str, tuple[str, str, str]]) -> None:
    rows = [
        year(c, when, co2_total=v)
        for c, its in co2.items()
        for when, v in zip((2012, 2017, 2022), its, strict=True)
    ]

    statistic = one("S6", material(9, rows))

    if len(co2) >= 3:
        classes = [city for amount in statistic.amounts for city in amount.cities]
        assert sorted(classes) == sorted(co2)
        assert sum(amount.value or 0 for amount in statistic.amounts) == statistic.with_data == len(co2)


@given(st.dictionaries(CITIES, st.tuples(st.booleans(), st.booleans())))
def test_the_parts_of_the_venn_diagram_add_up(given_: dict[str, tuple[bool, bool]]) -> None:
    statistic = one("S15", material(9, [answers(city, *both) for city, both in given_.items()]))
    count = {amount.key: len(amount.cities) for amount in statistic.amounts}

    assert count["both"] + count["only_passed_on"] + count["only_assessed"] + count["neither"] == len(given_)
    assert count["passed_on"] + count["assessed"] - count["both"] == count["either"]


DOCUMENTS = st.lists(
    st.tuples(
        CITIES,
        st.sampled_from(["started", "compiled", "issued", "repealed"]),
        st.sets(st.sampled_from(["government", "drc_eeb", "leading_group"]), min_size=1),
    )
)


@given(DOCUMENTS)
def test_issued_classes_part_the_cities_that_issued_one(given_: list[tuple[str, str, set[str]]]) -> None:
    rows = [document(city, "plan", status, *sorted(issuers)) for city, status, issuers in given_]

    statistic = one("S8", material(9, rows))

    classes = [a for a in statistic.amounts if a.about[:1] == ("plan",) and len(a.about) == 2]
    issued = [c for a in classes if a.about[1] != "compiled_or_started" for c in a.cities]
    assert sorted(issued) == sorted(statistic["plan.issued"].cities)
    assert set(issued) == {city for city, status, _issuers in given_ if status == "issued"}


@given(st.dictionaries(CITIES, st.tuples(st.integers(1, 999), st.integers(1, 999)), min_size=3))
def test_the_pooled_rate_lies_between_the_cities_rates(gdp: dict[str, tuple[int, int]]) -> None:
    statistic = one(
        "S1", material(9, [each for c, pair in gdp.items() for each in both_years(c, gdp_constant=pair)])
    )
    ratios = [Fraction(last, first) for first, last in gdp.values()]
    pooled = statistic["pooled"].value

    assert pooled is not None
    low, high = (float(edge) ** 0.2 * 100 - 100 for edge in (min(ratios), max(ratios)))
    assert low - 1e-9 <= float(pooled) <= high + 1e-9


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(dice: random.Random) -> None:
    its = everything(6)
    shuffled = {table: dice.sample(list(rows), len(rows)) for table, rows in its.rows.items()}
    again = material(list(its.places), [each for rows in shuffled.values() for each in rows], scores=its.scores)

    assert [s.amounts for s in every_statistic(again, DEFAULT).values()] == [
        s.amounts for s in every_statistic(its, DEFAULT).values()
    ]


def test_a_round_without_anything_has_every_statistic_and_no_number() -> None:
    found = every_statistic(material(0), DEFAULT)

    assert list(found) == [*(f"S{n}" for n in range(1, 22)), "E4"]
    assert all(not amount.value for statistic in found.values() for amount in statistic.amounts)
