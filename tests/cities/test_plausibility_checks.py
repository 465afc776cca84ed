"""Each check at its bound and just beyond. No database."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.plausibility.dates import check_dates
from cities.plausibility.findings import Finding, Level, Rule
from cities.plausibility.rows import DatedRow, Window, YearRow, plain
from cities.plausibility.words import SENTENCES, sentence
from cities.plausibility.yearly import Quotient, Ratio, Scale, Sheet, Sum, check_years

WINDOW = Window(review=(2017, 2022), previous=(2012, 2017), deadline=date(2023, 7, 15))
SHEET = Sheet(
    form="sheet",
    sums=[Sum(("primary", "secondary", "tertiary"), "gdp", Fraction(1, 200), Fraction(1, 20))],
    scales=[Scale("energy", Decimal(10), Decimal(10_000))],
    ratios=[Ratio("co2", "energy", Decimal("0.2"), Decimal(4))],
    quotients=[Quotient("intensity", "co2", "gdp", Decimal(1), Fraction(1, 100), Fraction(1, 10))],
    jumps={"gdp": Fraction(15, 100)},
    shares=["cover"],
    needed=["population"],
)


def found(*rows: dict[str, object], sheet: Sheet = SHEET) -> list[tuple[str, str, Rule, Level]]:
    """Findings but those about missing years, of rows such as {"year": 2019, "gdp": "100"}."""
    years = [
        YearRow(int(str(row["year"])), {k: Decimal(str(v)) for k, v in row.items() if k != "year"}) for row in rows
    ]
    return [
        (finding.row, finding.field, finding.rule, finding.level)
        for finding in check_years(years, sheet, WINDOW)
        if finding.rule is not Rule.MISSING_YEAR
    ]


def one(rule: Rule, level: Level, field: str, year: int = 2019) -> list[tuple[str, str, Rule, Level]]:
    return [(str(year), field, rule, level)]


@pytest.mark.parametrize(
    ("tertiary", "expected"),
    [
        ("50", []),
        ("50.5", []),  # half a per cent off is within
        ("49.5", []),
        ("50.51", one(Rule.PARTS_NOT_WHOLE, Level.WARNING, "gdp")),
        ("55", one(Rule.PARTS_NOT_WHOLE, Level.WARNING, "gdp")),  # five per cent off is still a warning
        ("55.01", one(Rule.PARTS_NOT_WHOLE, Level.ERROR, "gdp")),
        ("44.99", one(Rule.PARTS_NOT_WHOLE, Level.ERROR, "gdp")),
    ],
)
def test_sectors_make_up_the_whole(tertiary, expected):
    assert found({"year": 2019, "gdp": 100, "primary": 10, "secondary": 40, "tertiary": tertiary}) == expected


def test_a_sum_with_a_part_missing_is_not_judged_but_a_part_above_the_whole_is():
    assert found({"year": 2019, "gdp": 100, "primary": 10, "secondary": 40}) == []
    assert found({"year": 2019, "gdp": 100, "tertiary": "100.5"}) == []
    assert found({"year": 2019, "gdp": 100, "tertiary": "100.51"}) == one(
        Rule.PART_ABOVE_WHOLE, Level.ERROR, "tertiary"
    )


@pytest.mark.parametrize(
    ("energy", "expected"),
    [
        ("10", []),
        ("10000", []),
        ("9.99", one(Rule.OUT_OF_SCALE, Level.WARNING, "energy")),
        ("10000.01", one(Rule.OUT_OF_SCALE, Level.WARNING, "energy")),
        ("1", one(Rule.OUT_OF_SCALE, Level.WARNING, "energy")),  # a tenth of the bound
        ("0.99", one(Rule.OUT_OF_SCALE, Level.ERROR, "energy")),
        ("100000", one(Rule.OUT_OF_SCALE, Level.WARNING, "energy")),
        ("100000.01", one(Rule.OUT_OF_SCALE, Level.ERROR, "energy")),
    ],
)
def test_a_figure_has_its_order_of_magnitude(energy, expected):
    assert found({"year": 2019, "energy": energy}) == expected


@pytest.mark.parametrize(
    ("co2", "expected"),
    [
        ("20", []),
        ("400", []),
        ("19.9", one(Rule.RATIO_OUT_OF_SCALE, Level.WARNING, "co2")),
        ("400.1", one(Rule.RATIO_OUT_OF_SCALE, Level.WARNING, "co2")),
        ("4000", one(Rule.RATIO_OUT_OF_SCALE, Level.WARNING, "co2")),
        ("4000.1", one(Rule.RATIO_OUT_OF_SCALE, Level.ERROR, "co2")),
    ],
)
def test_emissions_fit_the_energy(co2, expected):
    assert found({"year": 2019, "energy": 100, "co2": co2}) == expected


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        ("0", []),
        ("100", []),
        ("100.01", one(Rule.NOT_A_SHARE, Level.ERROR, "cover")),
        ("-1", one(Rule.NOT_A_SHARE, Level.ERROR, "cover")),
    ],
)
def test_a_share_lies_between_nothing_and_all(cover, expected):
    assert found({"year": 2019, "cover": cover}) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2", []),
        ("2.02", []),  # one per cent off
        ("2.021", one(Rule.NOT_ITS_PARTS, Level.WARNING, "intensity")),
        ("2.2", one(Rule.NOT_ITS_PARTS, Level.WARNING, "intensity")),
        ("2.21", one(Rule.NOT_ITS_PARTS, Level.ERROR, "intensity")),
    ],
)
def test_a_stated_intensity_is_that_of_its_parts(stated, expected):
    assert found({"year": 2019, "co2": 200, "gdp": 100, "intensity": stated}) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("115", []),
        ("85", []),
        ("115.01", one(Rule.JUMP, Level.WARNING, "gdp", 2020)),
        ("84.99", one(Rule.JUMP, Level.WARNING, "gdp", 2020)),
        ("500", one(Rule.JUMP, Level.WARNING, "gdp", 2020)),
        ("500.01", one(Rule.UNIT_SLIP, Level.ERROR, "gdp", 2020)),
        ("20", one(Rule.JUMP, Level.WARNING, "gdp", 2020)),
        ("19.99", one(Rule.UNIT_SLIP, Level.ERROR, "gdp", 2020)),
    ],
)
def test_a_jump_needs_a_word_and_a_slip_of_the_unit_is_refused(after, expected):
    assert found({"year": 2020, "gdp": after}, {"year": 2019, "gdp": 100}) == expected


def test_a_jump_over_a_missing_year_is_none():
    assert found({"year": 2018, "gdp": 100}, {"year": 2020, "gdp": 200}) == []


@pytest.mark.parametrize(("year", "is_outside"), [(2011, True), (2012, False), (2022, False), (2023, True)])
def test_a_year_outside_the_periods_is_said(year, is_outside):
    expected = one(Rule.YEAR_OUTSIDE, Level.WARNING, "year", year) if is_outside else []

    assert found({"year": year}) == expected


def test_missing_years_of_the_review_period_are_one_finding():
    rows = [YearRow(year, {"population": Decimal(1)}) for year in (2016, 2017, 2019)]

    [missing] = list(check_years(rows, SHEET, WINDOW))

    assert (missing.field, missing.rule, missing.level) == ("population", Rule.MISSING_YEAR, Level.WARNING)
    assert missing.values == {"years": "2018, 2020, 2021, 2022"}


def test_no_year_is_missing_if_all_are_there():
    rows = [YearRow(year, {"population": Decimal(1)}) for year in range(2017, 2023)]

    assert list(check_years(rows, SHEET, WINDOW)) == []


@pytest.mark.parametrize(
    ("field", "day", "expected"),
    [
        ("issued_on", "2023-07-15", []),
        ("issued_on", "2023-07-16", [(Rule.AFTER_DEADLINE, Level.ERROR)]),
        ("issued_on", "2017-01-01", []),
        ("issued_on", "2016-12-31", [(Rule.BEFORE_WINDOW, Level.WARNING)]),
        ("period_end", "2030-12-31", []),
    ],
)
def test_a_date_lies_in_the_window(field, day, expected):
    rows = [DatedRow("evidence", "1", "方案", {field: date.fromisoformat(day)})]

    assert [(finding.rule, finding.level) for finding in check_dates(rows, WINDOW)] == expected


def test_a_period_does_not_end_before_it_starts():
    days = {"period_start": date(2021, 1, 2), "period_end": date(2021, 1, 1)}
    [reversed_] = list(check_dates([DatedRow("plans", "1", "方案", days)], WINDOW))

    assert (reversed_.field, reversed_.rule, reversed_.where) == ("period_end", Rule.END_BEFORE_START, "方案")
    assert not list(
        check_dates([DatedRow("plans", "1", "方案", {**days, "period_end": date(2021, 1, 2)})], WINDOW)
    )


def test_without_a_deadline_nothing_is_late():
    rows = [DatedRow("evidence", "1", "方案", {"issued_on": date(2099, 1, 1)})]

    assert list(check_dates(rows, Window((2017, 2022), (2012, 2017)))) == []


def test_other_values_are_another_fingerprint_of_the_same_finding():
    def finding(value: str) -> Finding:
        return Finding("sheet", "2019", "gdp", Rule.JUMP, Level.WARNING, {"before": "1", "after": value})

    assert finding("2").key == finding("3").key
    assert finding("2").fingerprint == finding("2").fingerprint != finding("3").fingerprint
    assert Finding.from_dict(finding("2").to_dict()) == finding("2")


def test_every_rule_has_a_sentence():
    assert set(SENTENCES) == set(Rule)


numbers = st.decimals(0, 100_000, places=2)
fields = ["gdp", "primary", "secondary", "tertiary", "energy", "co2", "intensity", "cover", "population"]


@given(st.dictionaries(st.integers(2010, 2024), st.dictionaries(st.sampled_from(fields), numbers)))
def test_every_finding_of_any_sheet_can_be_said_and_is_there_once(years):
    rows = [YearRow(year, values) for year, values in years.items()]

    findings = list(check_years(rows, SHEET, WINDOW))

    assert all(sentence(finding.rule, finding.values) for finding in findings)
    assert len({finding.key for finding in findings}) == len(findings)


@pytest.mark.parametrize(
    ("value", "text"),
    [("1234.50", "1234.5"), ("0.005", "0.01"), ("-3.14159", "-3.14"), ("100", "100"), ("-0.001", "0")],
)
def test_numbers_in_sentences_are_short(value, text):
    assert plain(Decimal(value)) == text
