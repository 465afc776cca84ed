"""Figures of scores: area rates, totals, grades by batch, and one city against batch and nation."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from reports.figures.figure import Figure, FigureTable, cities_unit, number, text
from reports.statistics.compute import Computed
from reports.statistics.names import REGIONS, Names
from reviews.ranking.words import GRADES
from scoring.grade import Grade
from scoring.statistics.growth import mean
from scoring.statistics.material import Scores
from scoring.statistics.scores import region_of

BIN = 5
"""Points in a column of the histogram."""

QUARTERS = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))


def scores_of(computed: Computed) -> Scores | None:
    """Only where there are enough of them: figures show the spread of a group."""
    scores = computed.material.scores
    enough = scores is not None and len(scores.totals) >= computed.parameters.smallest_group
    return scores if enough else None


def area_figure(computed: Computed, names: Names) -> Figure:
    """The cities' 得分率 by area."""
    scores = scores_of(computed)
    rates = {
        f"{area} {names.areas.get(area, '')}": its for area, its in (scores.area_rates if scores else {}).items()
    }
    return _box_plot("area-rates", _("Score rates of the cities by area"), _("Area"), rates, scores)


def domain_figure(computed: Computed, names: Names) -> Figure:
    """The same by domain."""
    scores = scores_of(computed)
    rates = {names.domains.get(code, code): its for code, its in (scores.domain_rates if scores else {}).items()}
    return _box_plot("domain-rates", _("Score rates of the cities by domain"), _("Domain"), rates, scores)


def _box_plot(
    key: str, title: str, what: str, rates: Mapping[str, Mapping[str, Fraction]], scores: Scores | None
) -> Figure:
    """Lowest, quarters, highest and mean. ``rates`` by the words for their group."""
    fives = {name: [quantile(list(its.values()), at) * 100 for at in QUARTERS] for name, its in rates.items()}
    means = {name: (mean(list(its.values())) or Fraction(0)) * 100 for name, its in rates.items()}
    columns = [what, _("Lowest"), _("Lower quarter"), _("Median"), _("Upper quarter"), _("Highest"), _("Mean")]
    rows = [[name, *(f"{text(value, 1)} %" for value in [*fives[name], means[name]])] for name in rates]
    drawing = {
        "kind": "boxes",
        "names": list(rates),
        "boxes": [[number(value, 1) for value in fives[name]] for name in rates],
        "means": [number(means[name], 1) for name in rates],
        "mean_word": _("Mean"),
        "words": columns[1:6],
    }
    table = FigureTable(columns, rows, frozenset(range(1, 7)))
    return Figure(key, title, drawing, table, "S18", note=_note(scores))


def group_figure(computed: Computed, names: Names) -> Figure:
    """Mean 得分率 by area of the batches, the regions and the provinces, with the nation first.

    A group of fewer cities than the smallest group is withheld, and not drawn.
    """
    scores = scores_of(computed)
    areas = list(scores.area_rates) if scores else []
    rows: list[list[str]] = []
    drawn: list[str] = []
    cells: list[list[float]] = []
    for label, cities in _groups(computed, names, scores).items():
        means = [_group_mean(scores, area, cities, computed) for area in areas] if scores else []
        known = [(column, value) for column, value in enumerate(means) if value is not None]
        if known:
            cells += [[column, len(drawn), number(value * 100, 1)] for column, value in known]
            drawn.append(label)
        rows.append(
            [label, str(len(cities)), *(_("withheld") if m is None else f"{text(m * 100, 1)} %" for m in means)]
        )
    labels = [f"{area} {names.areas.get(area, '')}" for area in areas]
    return Figure(
        key="group-rates",
        title=_("Mean score rates by batch, region and province"),
        drawing={
            "kind": "matrix",
            "columns": labels,
            "short": areas,
            "rows": drawn,
            "cells": cells,
        },
        table=FigureTable(
            [_("Group"), _("Cities"), *labels], rows if scores else [], frozenset(range(1, 2 + len(labels)))
        ),
        statistic="S18",
        note=_note(scores),
        is_internal=True,
    )


def _groups(computed: Computed, names: Names, scores: Scores | None) -> dict[str, list[str]]:
    """Label → ranked cities of the group."""
    if scores is None:
        return {}
    places = [place for place in computed.material.places if place.code in scores.totals]
    groups: dict[str, list[str]] = {_("All cities"): [place.code for place in places]}
    for place in sorted(places, key=lambda place: place.batch):
        groups.setdefault(_("batch of %(year)s") % {"year": place.batch}, []).append(place.code)
    for region, word in REGIONS.items():
        groups[str(word)] = [place.code for place in places if region_of(place.province) == region]
    for place in sorted(places, key=lambda place: place.province):
        groups.setdefault(names.provinces.get(place.province, place.province), []).append(place.code)
    return groups


def _group_mean(scores: Scores, area: str, cities: Sequence[str], computed: Computed) -> Fraction | None:
    if len(cities) < computed.parameters.smallest_group:
        return None
    return mean([scores.area_rates[area][city] for city in cities])


def quantile(values: Sequence[Fraction], at: Fraction) -> Fraction:
    """Exact, linear between the two nearest values; at least one value."""
    ordered = sorted(values)
    place = at * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def histogram(computed: Computed, names: Names) -> Figure:
    """How many cities have a total in each interval. Without names, published or not."""
    scores = scores_of(computed)
    printed = list(scores.printed.values()) if scores else []
    bins = _bins(printed)
    labels = [f"{low}–{low + BIN}" for low in bins]
    rows = [[label, str(count)] for label, count in zip(labels, bins.values(), strict=True)]
    average = mean(list(scores.totals.values())) if scores else None
    drawing = {
        "kind": "histogram",
        "names": labels,
        "counts": list(bins.values()),
        "axis": _("Total, points"),
        "unit": cities_unit(),
    }
    note = _note(scores)
    if average is not None:
        note = _("%(note)s Mean %(mean)s; an interval holds its lower end.") % {
            "note": note,
            "mean": text(average, 1),
        }
    return Figure(
        key="totals",
        title=_("Distribution of the totals"),
        drawing=drawing,
        table=FigureTable([_("Total, points"), _("Cities")], rows, frozenset({1})),
        statistic="S18",
        note=note,
    )


def _bins(hundredths: Sequence[int]) -> dict[int, int]:
    """Lower end in points → cities, without gaps; 100 itself belongs to the last interval."""
    if not hundredths:
        return {}
    width = BIN * 100
    places = [min(value // width, (10_000 - 1) // width) for value in hundredths]
    return {place * BIN: places.count(place) for place in range(min(places), max(places) + 1)}


def batch_figure(computed: Computed, names: Names, *, public: bool = False) -> Figure:
    """Cities by batch and grade; for the public only whether they are on the list."""
    scores = scores_of(computed)
    series = _listed_or_not(scores) if public else _grades(scores)
    batches = sorted({place.batch for place in computed.material.places})
    of_batch = {
        batch: [place.code for place in computed.material.places if place.batch == batch] for batch in batches
    }
    counts = {
        name: [sum(city in cities for city in of_batch[batch]) for batch in batches]
        for name, (cities, _tone) in series.items()
    }
    labels = [_("batch of %(year)s") % {"year": batch} for batch in batches]
    columns = [_("Batch"), *counts, _("Cities")]
    rows = (
        [
            [label, *(str(its[place]) for its in counts.values()), str(len(of_batch[batch]))]
            for place, (label, batch) in enumerate(zip(labels, batches, strict=True))
        ]
        if scores
        else []
    )
    return Figure(
        key="batch-grades",
        title=_("Cities on the list by batch") if public else _("Grades by batch"),
        drawing={
            "kind": "stacked",
            "names": labels,
            "series": [{"name": name, "values": its, "tone": series[name][1]} for name, its in counts.items()],
            "unit": cities_unit(),
        },
        table=FigureTable(columns, rows, frozenset(range(1, len(columns)))),
        statistic="S18",
        note=_note(scores),
        is_internal=not public,
    )


def _grades(scores: Scores | None) -> dict[str, tuple[frozenset[str], str]]:
    """Grade in words → cities and colour, best first."""
    grades = scores.grades if scores else {}
    return {
        str(GRADES[grade].word): (
            frozenset(city for city, its in grades.items() if its == grade), GRADES[grade].tone
        )
        for grade in sorted(Grade, reverse=True)
    }  # fmt: skip


def _listed_or_not(scores: Scores | None) -> dict[str, tuple[frozenset[str], str]]:
    listed = frozenset(scores.listed) if scores else frozenset()
    others = frozenset(scores.totals) - listed if scores else frozenset()
    return {
        _("On the list of the excellent and good"): (listed, "green"),
        _("Not on the list"): (others, "secondary"),
    }


def city_rates(computed: Computed, city: str) -> Mapping[str, tuple[Fraction, Fraction | None, Fraction]]:
    """Area → rates of the city, its batch (None: too few cities) and the nation; empty: not ranked."""
    scores = scores_of(computed)
    if scores is None or city not in scores.totals:
        return {}
    batch = computed.material.place[city].batch
    peers = [code for code in scores.totals if computed.material.place[code].batch == batch]
    enough = len(peers) >= computed.parameters.smallest_group
    return {
        area: (
            rates[city],
            mean([rates[peer] for peer in peers]) if enough else None,
            mean(list(rates.values())) or Fraction(0),
        )
        for area, rates in scores.area_rates.items()
    }


def radar(computed: Computed, names: Names, city: str) -> Figure:
    """One city's 得分率 by area against its batch and the nation. For the city and those who lead."""
    rates = city_rates(computed, city)
    labels = [f"{area} {names.areas.get(area, '')}" for area in rates]
    columns = [_("Area"), names.city(city), _("Mean of its batch"), _("Mean of all cities")]
    rows = [
        [label, *("–" if value is None else f"{text(value * 100, 1)} %" for value in values)]
        for label, values in zip(labels, rates.values(), strict=True)
    ]
    series = [
        {
            "name": columns[place + 1],
            "values": [number((values[place] or Fraction(0)) * 100, 1) for values in rates.values()],
        }
        for place in range(3)
        if all(values[place] is not None for values in rates.values())
    ]
    return Figure(
        key="city",
        title=_("Score rates of %(city)s by area") % {"city": names.city(city)},
        drawing={"kind": "radar", "names": labels, "series": series},
        table=FigureTable(columns, rows, frozenset({1, 2, 3})),
        statistic="S18",
        note=_note(scores_of(computed)),
        is_internal=True,
    )


def _note(scores: Scores | None) -> str:
    if scores is None:
        return _("Shown once enough cities are ranked and all their score sheets are in.")
    return _("%(count)s ranked cities, version %(version)s of the ranking.") % {
        "count": len(scores.totals),
        "version": scores.name,
    }
