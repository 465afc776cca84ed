"""Tables of the report: the indicator system, all statistics, batches, and for the ministry every score."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from cities.models import Submission
from reports.blocks import Column, Table
from reports.statistics import Computed, Names, ShownStatistic
from reviews.models import ApprovedComment
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
    comments: Mapping[Submission, Sequence[ApprovedComment]],
    *,
    for_ministry: bool,
) -> dict[str, MakeTable]:
    """By name; each makes its table under the caption it is given, or says None: there is no data."""
    return {
        "indicators": lambda caption: _indicators(caption, round),
        "batches": lambda caption: _batches(caption, computed, names),
        "statistics": lambda caption: _statistics(caption, shown),
        "problems": lambda caption: _problems(caption, round, computed, names, named=for_ministry),
        "recommendations": lambda caption: _recommendations(caption, comments),
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
            if amount.is_of_one_city:
                continue
            value = _("withheld") if amount.is_withheld else (amount.text or "–")
            of = f"{amount.of}" if amount.of is not None else ""
            rows.append((statistic.code, statistic.title, amount.label, value, of, amount.share))
    columns = (
        Column(_("No."), "center", 2), Column(_("Name of the statistic"), share=5),
        Column(_("What is counted"), share=7),
        Column(_("Value"), "right", 4), Column(_("Of"), "right", 2), Column(_("Share"), "right", 2),
    )  # fmt: skip
    notes = (_("Of: how many could be counted. Thresholds are the round's own."),)
    return Table(f"{caption} " + _("All statistics"), columns, tuple(rows), notes)


def _problems(caption: str, round: Round, computed: Computed, names: Names, *, named: bool) -> Table | None:
    """E4: how many cities experts tagged with each problem; which, only where they may be named."""
    statistic = computed.statistics["E4"]
    if not statistic.with_data:
        return None
    rows = []
    for problem in round.problems.all():
        amount = statistic.by_key.get(f"tag.{problem.code}")
        cities = amount.cities if amount else ()
        share = rounded(Fraction(100 * len(cities), statistic.with_data), 0)
        which = [_(", ").join(names.city(code) for code in cities) or "–"] if named else []
        rows.append((problem.name, str(len(cities)), str(statistic.with_data), f"{share}%", *which))
    columns = (
        Column(_("Problem"), share=8), Column(_("Cities"), "center", 2), Column(_("Of"), "center", 2),
        Column(_("Share"), "center", 2), *([Column(_("Which"), share=9)] if named else []),
    )  # fmt: skip
    notes = (_("Cities that at least one expert tagged with the problem, of those that were looked at."),)
    return Table(f"{caption} " + _("Common problems of the pilot cities"), columns, tuple(rows), notes)


def _recommendations(caption: str, comments: Mapping[Submission, Sequence[ApprovedComment]]) -> Table | None:
    """E3: what the panel recommends to each city, as the chair approved it."""
    rows = tuple(
        (submission.city.short_name, f"{c.area.code} {c.area.name}", c.suggestion)
        for submission, its in comments.items()
        for c in its
        if c.suggestion
    )
    columns = (Column(_("City"), share=2), Column(_("Area"), share=3), Column(_("Recommendation"), share=9))
    notes = (_("Approved by the chair. For the ministry only, not for publication."),)
    return Table(f"{caption} " + _("Recommendations to the cities"), columns, rows, notes) if rows else None


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
    left_out = [
        _("%(city)s earned %(earned)s of the %(applies)s points that apply to it.")
        % {
            "city": names.city(code),
            "earned": rounded(standings.earned_in_all(place), 2),
            "applies": _short(standings.applicable_in_all(place)),
        }
        for _rank, code, place in sorted(ranked)
        if standings.leaves_out(place)
    ]
    notes = (_("Score rates of the areas in per cent. For the ministry only, not for publication."), *left_out)
    return Table(f"{caption} " + _("All scores"), columns, rows, notes)


def _grade(standings: Standings, place: int) -> str:
    grade = standings.grade(place)
    return str(GRADES[grade].word) if grade is not None else ""


def _points(points: Fraction) -> str:
    return _("%(points)s points") % {"points": _short(points)}


def _short(points: Fraction) -> str:
    return plain_decimal(rounded(points, 2).normalize())
