"""Figures 1 to 6 and the dot matrix: documents, inventories, responsibility."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from cities.models import PlanningDocument
from reports.figures.figure import Figure, FigureTable, cities_unit, number, text
from reports.statistics.compute import Computed
from reports.statistics.names import Names, issuer_class
from reports.statistics.published import named_for_public
from scoring.rules.records import longest_run, spans_of
from scoring.statistics.documents import COMPILED, ISSUED, KINDS
from scoring.statistics.inventories import years_by_city
from scoring.statistics.shape import Amount


def document_figures(computed: Computed, names: Names) -> list[Figure]:
    """Figures 1 to 4: one for each kind of document, its cities by class."""
    return [_documents(place, kind, computed, names) for place, kind in enumerate(KINDS, start=1)]


def _documents(place: int, kind: str, computed: Computed, names: Names) -> Figure:
    statistic = computed.statistics["S8"]
    classes = [
        amount
        for amount in statistic.amounts
        if amount.about[0] == kind and len(amount.about) == 2 and amount.value
    ]
    label = str(PlanningDocument.Kind(kind).label)
    issued = statistic[f"{kind}.{ISSUED}"]
    groups: list[dict[str, Any]] = [
        {
            "name": issuer_class(amount.about[1]),
            "count": len(amount.cities),
            "cities": [names.city(city) for city in amount.cities],
            "issued": amount.about[1] != COMPILED,
        }
        for amount in _in_figure_order(classes)
    ]
    rows = [[str(g["name"]), str(g["count"]), _(", ").join(g["cities"])] for g in groups]
    return Figure(
        key=f"documents-{kind.replace('_', '-')}",
        number=place,
        title=_("Pilot cities by issued and compiled documents: %(kind)s") % {"kind": label},
        drawing={"kind": "classes", "root": label, "groups": groups, "separator": _(", "), "unit": cities_unit()},
        table=FigureTable([_("Class"), _("Cities"), _("Names")], rows, frozenset({1})),
        statistic="S8",
        note=_("Issued in %(count)s cities. A city with issued and compiled documents is counted in both.")
        % {"count": len(issued.cities)},
    )


def _in_figure_order(amounts: Sequence[Amount]) -> list[Amount]:
    """Issued ones first, single issuers before several; what was compiled last."""
    return sorted(amounts, key=lambda amount: amount.about[1] == COMPILED)


def inventory_figures(computed: Computed, names: Names) -> list[Figure]:
    """Figure 5: the cities with many inventory years; and the same of all cities."""
    statistic = computed.statistics["S13"]
    by_city = years_by_city(computed.material)
    least = int(computed.parameters.inventory_years)
    many = {city: years for city, years in by_city.items() if len(years) >= least}
    note = _("%(with_data)s of %(of)s cities with data; sorted by the longest stretch without a gap.") % {
        "with_data": statistic.with_data,
        "of": statistic.of,
    }
    return [
        _dots("inventories", 5, _("Pilot cities with at least %(least)s inventory years") % {"least": least},
              many, names, note),
        _dots("inventory-years", None, _("Inventory years of all pilot cities"), by_city, names, note),
    ]  # fmt: skip


def _dots(
    key: str, place: int | None, title: str, by_city: Mapping[str, Sequence[int]], names: Names, note: str
) -> Figure:
    every = sorted({year for years in by_city.values() for year in years})
    span = list(range(every[0], every[-1] + 1)) if every else []
    rows = [
        [names.city(city), str(len(years)), str(len(longest_run(years))), spans_of(years)]
        for city, years in by_city.items()
    ]
    drawing = {
        "kind": "dots",
        "columns": [str(year) for year in span],
        "rows": [names.city(city) for city in by_city],
        "points": [[span.index(year), line] for line, years in enumerate(by_city.values()) for year in years],
        "runs": [len(longest_run(years)) for years in by_city.values()],
        "run_word": _("years without a gap"),
    }
    columns = [_("City"), _("Years"), _("Longest stretch"), _("Which years")]
    return Figure(
        key=key, number=place, title=title, drawing=drawing, statistic="S13", note=note,
        table=FigureTable(columns, rows, frozenset({1, 2})),
    )  # fmt: skip


def responsibility_figure(computed: Computed, names: Names, *, public: bool = False) -> Figure:
    """Figure 6: three percentages, of the cities that answered both questions. The public reads who did it."""
    statistic = computed.statistics["S15"]
    keys = ("assessed", "passed_on", "both", "either", "neither")
    labels = {
        "assessed": _("Part of a yearly assessment"),
        "passed_on": _("Passed on to districts and counties"),
        "both": _("Both assessed and passed on"),
        "either": _("At least one of the two"),
        "neither": _("Neither"),
    }
    rows = [
        [
            labels[key],
            str(len(amount.cities)),
            f"{text(amount.share or 0)} %",
            names.cities_as_text(named_for_public(statistic, amount) if public else amount.cities, 81),
        ]
        for key in keys
        if (amount := statistic[key]) and statistic.with_data
    ]
    drawing = {
        "kind": "venn",
        "sets": [
            {
                "name": labels[key],
                "percent": number(statistic[key].share or 0),
                "count": len(statistic[key].cities),
            }
            for key in keys
        ],
        "unit": cities_unit(),
    }
    return Figure(
        key="responsibility",
        number=6,
        title=_("Target responsibility of the pilot cities"),
        drawing=drawing,
        table=FigureTable([_("Group"), _("Cities"), _("Share"), _("Names")], rows, frozenset({1, 2})),
        statistic="S15",
        note=_("%(with_data)s of %(of)s cities with data.")
        % {"with_data": statistic.with_data, "of": statistic.of},
    )
