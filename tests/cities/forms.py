"""Filling in forms the way the pages do: row by row, by the service that saves them."""

from accounts.models import User
from cities.models import FormRow, Submission
from cities.questionnaire import TABLES
from cities.services import TypedRow, add_row, save_rows


def fill(submission: Submission, by: User, table: str, rows: dict[object, dict[str, object]]) -> None:
    """Rows of a table that has them by itself: key → field → what is typed."""
    typed = [TypedRow(str(key), 0, _texts(values)) for key, values in rows.items()]
    save_rows(submission=submission, table=TABLES[table], typed=typed, by=by)


def enter(submission: Submission, by: User, table: str, *rows: dict[str, object]) -> list[FormRow]:
    """Rows of a register."""
    made = []
    for values in rows:
        row = add_row(submission=submission, table=TABLES[table], by=by)
        typed = [TypedRow(str(row.pk), row.version, _texts(values))]
        made += save_rows(submission=submission, table=TABLES[table], typed=typed, by=by)
    return made


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def fill_method_example(submission: Submission, by: User) -> None:
    """The invented city of ``docs/method.md``, part 10, as its people would enter it."""
    constant = {2017: 3000, 2018: 3180, 2019: 3370, 2020: 3470, 2021: 3750, 2022: 3900}
    co2 = {2012: 4000, 2017: 5000, 2018: 5100, 2019: 5200, 2020: 5150, 2021: 5300, 2022: 5350}
    years: dict[object, dict[str, object]] = {
        year: {"co2_total": total, "co2_method": "direct"} for year, total in co2.items()
    }
    for year, gdp in constant.items():
        years[year] |= {"gdp_constant": gdp, "price_base": 2015}
    years[2017] |= {"gdp_current": 3000, "tertiary": 1470, "energy_total": 2400, "coal": 1320}
    years[2022] |= {"gdp_current": 4100, "tertiary": 2124, "energy_total": 2700, "coal": 1296}
    for year in (2017, 2022):
        years[year] |= {"energy_basis": "equivalent"}
    fill(submission, by, "F1.years", years)
    targets: dict[object, dict[str, object]] = {
        f"co2_intensity_reduction-{year}": {"target": 4} for year in (2018, 2019, 2021, 2022)
    }
    targets |= {
        "gdp_growth-0": {"target": 6},
        "co2_intensity_reduction-0": {"target": "19.5"},
        "energy_intensity_reduction-0": {"target": 14},
    }
    fill(submission, by, "F2.targets", targets)
    fill(submission, by, "F2.peaking", {"": {"target_set": "yes", "in_outline_or_plan": "no"}})
    issued = {"status": "issued", "issued_on": "2019-05-06"}
    enter(
        submission,
        by,
        "F4.documents",
        {"kind": "plan", "title": "低碳发展规划", **issued, "issuer_classes": "government,drc_eeb"},
        {"kind": "plan", "title": "低碳发展规划初稿", "status": "compiled"},
        {"kind": "climate_plan", "title": "应对气候变化规划", **issued, "issuer_classes": "drc_eeb"},
        {"kind": "ghg_control_plan", "title": "控温方案", "status": "compiled"},
        {"kind": "pilot_work_plan", "title": "试点方案", "status": "repealed"},
        {"kind": "work_points", "title": "年度要点", **issued, "issuer_classes": "government"},
    )
    fill(
        submission,
        by,
        "F6.figures",
        {"green_building_share": {"at_start": 40, "at_end": 75}, "new_energy_bus_share": {"at_end": 95}},
    )
    fill(submission, by, "F7.mechanism", {"": {"regular_mechanism": "yes"}})
    enter(
        submission, by, "F7.years", *({"year": y} for y in (2012, 2014, 2015, 2016, 2019, 2020, 2021, 2022, 2023))
    )
    fill(
        submission,
        by,
        "F9.responsibility",
        {"": {"decomposed_to_districts": "yes", "in_annual_assessment": "yes", "results_used": "no"}},
    )
    amounts = {2017: 100, 2018: 120, 2019: 0, 2020: 80, 2021: 90, 2022: 90}
    fill(
        submission,
        by,
        "F10.years",
        {
            year: {"budget_line": "yes" if year > 2019 else "no", "amount": amount}
            for year, amount in amounts.items()
        },
    )
    said = ("done", "done", "done", "partly", "under_way")
    enter(
        submission,
        by,
        "F11.promises",
        *({"promise": f"承诺{n}", "fulfilment": what} for n, what in enumerate(said, 1)),
    )
