"""Statistics and figures of a round whose cities have handed in every form that they read."""

from typing import Any

from benchmarks.data import BuiltRound
from benchmarks.lines import Line, timed_ms
from cities.models import SubmissionVersion
from reports.figures import every_figure
from reports.figures.drawing import draw
from reports.statistics import compute, names_of

BARS = {81: 1_000.0}


def measure(built: BuiltRound, cities: int) -> list[Line]:
    """The shortest of three; nothing is kept from one to the next."""
    hand_in_forms(built)

    def everything() -> None:
        every_figure(compute(built.round, with_scores=True), names_of(built.round))

    took = min(timed_ms(everything) for _ in range(3))
    figures = every_figure(compute(built.round, with_scores=True), names_of(built.round))
    drawn = min(timed_ms(lambda: draw(figures)) for _ in range(2))
    return [
        Line("Statistics", f"all statistics and figures, {cities:,} cities", took, BARS.get(cities)),
        Line("Statistics", f"{len(figures)} figures as SVG, {cities:,} cities", drawn),
    ]


def hand_in_forms(built: BuiltRound) -> None:
    """Into the accepted versions: eleven years, an inventory for each, and some of everything else."""
    versions = list(SubmissionVersion.objects.filter(submission__round=built.round))
    for number, version in enumerate(versions):
        version.content = {**version.content, "forms": _forms(number), "nothing": []}
    SubmissionVersion.objects.bulk_update(versions, ["content"], batch_size=500)


def _forms(number: int) -> dict[str, Any]:
    years = range(2012, 2023)
    return {
        "F1": {"years": [_row(str(year), **_figures(number, year)) for year in years]},
        "F3": {"bodies": [_row("1", kind="leading_group", head_level=("mayor", "both")[number % 2])]},
        "F4": {"documents": [_row(str(n), kind=kind, status="issued", issuer_classes=["government"])
                             for n, kind in enumerate(("plan", "climate_plan", "work_points"))]},
        "F5": {"policies": [_row(str(n), kind="law", theme="energy") for n in range(10)]},
        "F6": {"figures": [_row(code, at_end=str(number % 90)) for code in ("forest_cover", "charging_piles")]},
        "F7": {"mechanism": [_row("", regular_mechanism=number % 2 == 0)],
               "years": [_row(str(year), year=year) for year in years if (year + number) % 5]},
        "F8": {"systems": [_row("1", kind="report_forms", tables=4, indicators=90)]},
        "F9": {"responsibility": [_row("", decomposed_to_districts=number % 2 == 0,
                                       in_annual_assessment=number % 3 == 0)]},
        "F11": {"promises": [_row(str(n), fulfilment="done", category="sinks") for n in range(3)]},
    }  # fmt: skip


def _figures(number: int, year: int) -> dict[str, str]:
    size, passed = 500 + number, year - 2012
    names = ("gdp_current", "gdp_constant", "tertiary", "energy_total", "coal", "co2_total")
    figures = {name: str(size * (100 + passed * (n + number % 3)) // 100) for n, name in enumerate(names)}
    return figures | {"price_base": "2015", "co2_method": "direct", "energy_basis": "calorific"}


def _row(row: str, **values: Any) -> dict[str, Any]:
    return {"row": row, "values": values, "source": None}
