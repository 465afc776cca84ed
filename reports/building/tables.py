"""Tables of the report: the indicator system, all statistics, batches, and for the ministry every score."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from reports.blocks import Column, Table
from reports.statistics import Computed, Names, ShownStatistic
from reviews.ranking import Standings
from reviews.ranking.words import GRADES
from rounds.models import Indicator, Round
from scoring.canonical import plain_decimal
from scoring.statistics.shape import rounded

MakeTable = Callable[[str], Table | None]


def every_table(
    round: Round,
    computed: Computed,
    names: Names,
    shown: Sequence[ShownStatistic],
    standings: Standings | None,
    city_codes: Mapping[int, str],
) -> dict[str, MakeTable]:
    """By name; each makes its table under the caption it is given, or says None: there is no data."""
    return {
        "indicators": lambda caption: _indicators(caption, round),
        "batches": lambda caption: _batches(caption, computed, names),
        "statistics": lambda caption: _statistics(caption, shown),
        "scores": lambda caption: _scores(caption, standings, names, city_codes),
    }


def _indicators(caption: str, round: Round) -> Table:
    system = round.indicator_system
    indicators = Indicator.objects.filter(system=system).select_related("area")
    areas: dict[str, Fraction] = {}
    for indicator in indicators:
        areas[indicator.area.code] = areas.get(indicator.area.code, Fraction(0)) + Fraction(indicator.max_points)
    rows = tuple(
        (
            _("%(code)s %(area)s, %(points)s points")
            % {"code": i.area.code, "area": i.area.name, "points": _short(areas[i.area.code])},
            i.name, i.code, _points(Fraction(i.max_points)),
        )
        for i in indicators
    )  # fmt: skip
    columns = (
        Column(_("Area"), share=4), Column(_("Indicator"), share=6), Column(_("Code"), "center"),
        Column(_("Most points"), "center"),
    )  # fmt: skip
    notes = () if system.is_official else (_("Default points, not official."),)
    return Table(f"{caption} " + _("Indicator system of the evaluation"), columns, rows, notes)


def _batches(caption: str, computed: Computed, names: Names) -> Table | None:
    statistic, places = computed.statistics["S18"], computed.statistics["S20"]
    if statistic.is_empty:
        return None
    listed = statistic["listed"].cities
    batch_of = {place.code: place.batch for place in computed.material.places}
    rows = []
    for batch in sorted({place.batch for place in computed.material.places}):
        mean = statistic.by_key.get(f"batch.{batch}")
        printed = str(mean.printed) if mean and mean.printed is not None else "–"
        number = len(places[f"batch.{batch}"].cities)
        rows.append((str(batch), str(number), str(sum(batch_of[code] == batch for code in listed)), printed))
    columns = (
        Column(_("Batch"), "center"), Column(_("Cities"), "center"), Column(_("Excellent or good"), "center"),
        Column(_("Mean score"), "center"),
    )  # fmt: skip
    return Table(f"{caption} " + _("Results by batch"), columns, tuple(rows))


def _statistics(caption: str, shown: Sequence[ShownStatistic]) -> Table:
    rows = []
    for statistic in shown:
        for amount in statistic.amounts:
            value = _("withheld") if amount.is_withheld else (amount.text or "–")
            of = f"{amount.of}" if amount.of is not None else ""
            rows.append((statistic.code, statistic.title, amount.label, value, of, amount.share))
    columns = (
        Column(_("No."), "center", 2), Column(_("Statistic"), share=5), Column(_("What is counted"), share=7),
        Column(_("Value"), "right", 4), Column(_("Of"), "right", 2), Column(_("Share"), "right", 2),
    )  # fmt: skip
    notes = (_("Of: how many could be counted. Thresholds are the round's own."),)
    return Table(f"{caption} " + _("All statistics"), columns, tuple(rows), notes)


def _scores(
    caption: str, standings: Standings | None, names: Names, city_codes: Mapping[int, str]
) -> Table | None:
    if standings is None or not standings.ranked_count:
        return None
    ranked = [(int(standings.ranks[p]), city_codes[pk], p) for pk, p in standings.place.items()
              if pk in city_codes and not standings.reasons[p] and standings.all_in[p]]  # fmt: skip
    rows = tuple(
        (str(rank), names.city(code), str(rounded(Fraction(int(standings.totals[place]), 100), 2)),
         _grade(standings, place),
         *(f"{rounded(standings.area_rate(place, area) * 100, 1)}" for area in standings.areas))
        for rank, code, place in sorted(ranked)
    )  # fmt: skip
    columns = (
        Column(_("Rank"), "center"), Column(_("City"), share=3), Column(_("Total"), "right", 2),
        Column(_("Grade"), "center", 2),
        *(Column(f"{area} %", "right", 2) for area in standings.areas),
    )  # fmt: skip
    notes = (_("Score rates of the areas in per cent. For the ministry only, not for publication."),)
    return Table(f"{caption} " + _("All scores"), columns, rows, notes)


def _grade(standings: Standings, place: int) -> str:
    grade = standings.grade(place)
    return str(GRADES[grade].word) if grade is not None else ""


def _points(points: Fraction) -> str:
    return _("%(points)s points") % {"points": _short(points)}


def _short(points: Fraction) -> str:
    return plain_decimal(rounded(points, 2).normalize())
