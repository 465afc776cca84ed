"""What the public is given, made once in both languages: the list, national figures, method and indicator system.

No score of a city, no name below the published list, nothing about a person.
"""

from collections import Counter
from typing import Any

from django.utils import translation

from cities.models import City
from reports.figures import Figure, every_figure
from reports.queries.claims import objection_counts
from reports.queries.material import ScoreSource
from reports.queries.parameters import parameters_of
from reports.statistics import Computed, Names, compute, names_of, shown_statistics
from reports.statistics.shown import ShownStatistic
from reviews.models import Result
from reviews.ranking import Standings, standings_of
from rounds.models import Area, Indicator, Round
from rounds.policy_words import GROUPS, LABELS, value_words
from scoring.canonical import plain_decimal
from scoring.grade import Grade
from scoring.statistics.shape import rounded

LANGUAGES = {"zh": "zh-hans", "en": "en"}
FORMAT = 1

Content = dict[str, Any]


def content_of(result: Result) -> Content:
    """Everything that public pages show. The same result gives the same content."""
    round, standings = result.round, standings_of(result.snapshot)
    return {
        "format": FORMAT,
        "round": {"slug": round.slug, "name_zh": round.name_zh, "name_en": round.name_en},
        "is_demonstration": round.is_demonstration,
        "result": {"number": result.number, "frozen_at": result.frozen_at.isoformat()},
        "list": _list(standings),
        "nation": _nation(standings, int(parameters_of(round).smallest_group)),
        "objections": objection_counts(round),
        "method": {"policy": round.policy_value.to_dict(), "sha256": result.snapshot.policy_sha256},
        "indicator_system": _system(round),
        "words": {name: _in_words(result, locale) for name, locale in LANGUAGES.items()},
    }


def _list(standings: Standings) -> list[Content]:
    """The published list in rank order, equal ranks by code. Ranks and points stay inside."""
    places = [place for place in range(len(standings.city_ids)) if standings.listed[place]]
    places.sort(key=lambda place: (int(standings.ranks[place]), place))
    ids = [int(standings.city_ids[place]) for place in places]
    cities = City.objects.select_related("province").in_bulk(ids)
    return [_city(cities[pk], Grade(int(standings.grades[place]))) for pk, place in zip(ids, places, strict=True)]


def _city(city: City, grade: Grade) -> Content:
    return {
        "gb_code": city.gb_code,
        "name_zh": city.name_zh,
        "name_en": city.name_en,
        "short_zh": city.short_zh,
        "province_zh": city.province.name_zh,
        "province_en": city.province.name_en,
        "batch": city.batch,
        "grade": grade.name.lower(),
    }


def _nation(standings: Standings, smallest_group: int) -> Content:
    """Over the ranked cities, from their exact totals, and how many there are of each grade.

    Means are withheld where fewer than ``smallest_group`` are ranked; the highest and the lowest never are.
    """
    ranked = [place for place in range(len(standings.city_ids)) if not standings.reasons[place]]
    grades = Counter(Grade(int(standings.grades[place])).name.lower() for place in ranked)
    totals = [total for place in ranked if (total := standings.total(place)) is not None]
    enough = len(ranked) >= smallest_group
    mean = standings.mean_total if enough else None
    return {
        "cities": len(standings.city_ids),
        "ranked": len(ranked),
        "grades": {grade.name.lower(): grades.get(grade.name.lower(), 0) for grade in Grade},
        "mean_total": None if mean is None else str(rounded(mean, 1)),
        "highest_total": str(rounded(max(totals), 1)) if totals else None,
        "lowest_total": str(rounded(min(totals), 1)) if totals else None,
        "area_rates": {
            area: str(rounded(rate * 100, 1)) if enough and rate is not None else None
            for area in standings.areas
            for rate in [standings.nation_area_rate(area)]
        },
    }


def _system(round: Round) -> Content:
    system = round.indicator_system
    indicators = Indicator.objects.filter(system=system).select_related("area").order_by("position")
    areas = Area.objects.filter(system=system)
    return {
        "version": system.version,
        "sha256": system.sha256,
        "is_official": system.is_official,
        "name_zh": system.name_zh,
        "name_en": system.name_en,
        "areas": [{"code": a.code, "name_zh": a.name_zh, "name_en": a.name_en} for a in areas],
        "indicators": [
            {
                "area": indicator.area.code,
                "code": indicator.code,
                "name_zh": indicator.name_zh,
                "name_en": indicator.name_en,
                "max_points": plain_decimal(indicator.max_points),
            }
            for indicator in indicators
        ],
    }


def _in_words(result: Result, locale: str) -> Content:
    """Statistics, figures and the rules of scoring as sentences of one language."""
    with translation.override(locale):
        source = ScoreSource(result.snapshot, result.number)
        computed = compute(result.round, with_scores=True, source=source)
        names = names_of(result.round)
        return {
            "statistics": [_statistic(shown) for shown in shown_statistics(computed, names) if not shown.is_empty],
            "figures": _figures(computed, names),
            "rules": _rules(result.round),
        }


def _statistic(shown: ShownStatistic) -> Content:
    return {
        "code": shown.code,
        "title": shown.title,
        "definition": shown.definition,
        "with_data": shown.with_data,
        "of": shown.of,
        "amounts": [
            {"label": amount.label, "text": amount.text, "share": amount.share, "of": amount.of}
            for amount in shown.amounts
            if not amount.is_of_one_city
        ],
    }


def _figures(computed: Computed, names: Names) -> list[Content]:
    return [_figure(f) for f in every_figure(computed, names, public=True) if not f.is_internal and not f.is_empty]


def _figure(figure: Figure) -> Content:
    return {
        "key": figure.key,
        "number": figure.number,
        "title": figure.title,
        "note": figure.note,
        "drawing": figure.drawing,
        "heads": [list(head) for head in figure.table.heads],
        "lines": [[list(cell) for cell in line] for line in figure.table.lines],
    }


def _rules(round: Round) -> list[Content]:
    values = round.policy_value.to_dict()
    return [
        {"title": str(title), "rows": [[str(LABELS[name]), value_words(name, values[name])] for name in fields]}
        for title, fields in GROUPS
    ]
