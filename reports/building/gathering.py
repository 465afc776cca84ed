"""Facts of a round for one edition, read from committed rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation

from cities.models import City, Submission
from reports.building.classes import classes_of
from reports.building.drawings import Drawings
from reports.building.facts import Cover, Facts, PrintedCase, WrittenSection
from reports.building.tables import every_table
from reports.figures import every_figure
from reports.models import ReportBuild, ReportCase, ReportSettings
from reports.queries.cases import cases_of
from reports.queries.claims import objection_counts
from reports.queries.material import ScoreSource, score_source
from reports.queries.texts import current_texts, settings_of
from reports.rules import scores_are_shown
from reports.statistics import Computed, Names, compute, names_of, shown_statistics
from reports.template import Section, sections
from reports.wording import Language, enumerated
from reviews.models import ApprovedComment, Result
from reviews.queries.appraisals import approved_comments
from reviews.queries.ranking import areas_of
from reviews.queries.results import result_in_force
from reviews.ranking import Standings, standings_of
from rounds.models import Round
from scoring.canonical import sha256_of
from scoring.statistics.promises import IS_VERIFIED
from scoring.statistics.shape import Statistic

FORMAT = 2
"""Raised when the same inputs are to be printed otherwise: a build of before is then built again."""
LOCALES: Mapping[str, str] = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True, eq=False)
class Gathered:
    """Everything for one build. ``inputs_sha256`` is of all that decides its bytes."""

    facts: Facts
    computed: Computed
    result: Result | None
    source: ScoreSource | None
    standings: Standings | None
    city_codes: Mapping[int, str]
    comments: Mapping[Submission, Sequence[ApprovedComment]]
    """What the chair approved for each city's areas (E3), by code of the city."""
    inputs_sha256: str


def gather(round: Round, *, kind: str, language: Language, with_scores: bool = True) -> Gathered:
    """In the language of the edition, whatever the reader's is. Without scores for who may see none yet."""
    with translation.override(LOCALES[language]):
        return _gather(round, kind, language, with_scores=with_scores)


def _gather(round: Round, kind: str, language: Language, *, with_scores: bool) -> Gathered:
    result = result_in_force(round)
    may_read = with_scores and scores_are_shown(round, is_locked=result is not None)
    source = score_source(round) if may_read else None
    computed = compute(round, with_scores=source is not None, source=source)
    names, settings = names_of(round), settings_of(round)
    shown = shown_statistics(computed, names)
    standings = standings_of(source.snapshot) if source else None
    codes = {city.pk: city.gb_code for city in _cities(round)}
    labels = {(s.code, a.key): f"{s.title} · {a.label}" for s in shown for a in s.amounts}
    comments = _approved(round)
    drawings = Drawings(every_figure(computed, names, public=kind == ReportBuild.Kind.PUBLIC))
    for_ministry = kind == ReportBuild.Kind.MINISTRY
    facts = Facts(
        language=language,
        for_ministry=for_ministry,
        is_locked=result is not None,
        is_demonstration=round.is_demonstration,
        version=source.name if source else "",
        cover=_cover(settings, result, source, language),
        sections=written_sections(round, language),
        statistics=computed.statistics,
        names=names.cities,
        examples=int(computed.parameters.examples),
        city_order=ordered_codes(settings.city_order, _cities(round)),
        area_names={area.code: area.name for area in areas_of(round.indicator_system)},
        area_rates=_area_rates(computed, round),
        values=_values(round, computed, names, settings, language),
        labels=lambda code, key: labels.get((code, key), key),
        cases=chosen_cases(round),
        problems={problem.code: problem.name for problem in round.problems.all()},
        classes=classes_of(names),
        figures=drawings.makers(),
        tables=every_table(round, computed, names, shown, standings, codes, comments, for_ministry=for_ministry),
    )
    said = {"figures": drawings.content(), "comments": _comments_hashed(comments), "promises": _promises(computed)}
    hashed = inputs_hash(facts, source, kind, said)
    return Gathered(facts, computed, result, source, standings, codes, comments, hashed)


def written_sections(round: Round, language: Language) -> list[WrittenSection]:
    """The sections of the edition with the text that counts now. The English edition has some of them."""
    stored = current_texts(round)
    wanted = [section for section in sections() if language == "zh" or section.in_english]
    return [WrittenSection(section, _text(section, stored.get(section.key), language)) for section in wanted]


def _text(section: Section, stored: Any, language: Language) -> str:
    if stored is None:
        return section.text(language)
    text: str = stored.text_zh if language == "zh" else stored.text_en
    return text


def _approved(round: Round) -> dict[Submission, list[ApprovedComment]]:
    submissions = list(
        Submission.objects.filter(round=round)
        .exclude(state=Submission.State.WITHDRAWN)
        .select_related("city")
        .order_by("city__gb_code")
    )
    found = approved_comments(submissions)
    return {submission: found[submission.pk] for submission in submissions if found[submission.pk]}


def _comments_hashed(comments: Mapping[Submission, Sequence[ApprovedComment]]) -> dict[str, Any]:
    return {
        submission.city.gb_code: [[c.area.code, c.comment, c.suggestion] for c in its]
        for submission, its in comments.items()
    }


def _promises(computed: Computed) -> list[Any]:
    rows = computed.material.table("F11.promises")
    return [[row.city, row.text("promise"), row.text("fulfilment"), bool(row.says(IS_VERIFIED))] for row in rows]


def chosen_cases(round: Round) -> dict[str, list[PrintedCase]]:
    """Category → the cases in the report, in the editor's order."""
    found: dict[str, list[PrintedCase]] = {}
    rows = cases_of(round).filter(state=ReportCase.State.SELECTED)
    for case in rows:
        city = case.submission.city.short_name
        found.setdefault(case.category, []).append(PrintedCase(city, case.title, _ended(case.text)))
    return found


def _ended(text: str) -> str:
    stripped = " ".join(text.split())
    return stripped if stripped.endswith(("。", "！", "？", "”", ".")) else f"{stripped}。"


def ordered_codes(city_order: str, cities: Iterable[City]) -> list[str]:
    """The codes of the cities that the editor ordered, whatever the language of the edition."""
    by_name = by_each_name(cities)
    wanted = dict.fromkeys(by_name[name] for name in names_in(city_order) if name in by_name)
    return [city.gb_code for city in wanted]


def names_in(city_order: str) -> list[str]:
    """One a line, or separated by 、 or a comma."""
    parts = (part for line in city_order.splitlines() for part in line.replace(",", "、").split("、"))
    return [name for part in parts if (name := part.strip())]


def by_each_name(cities: Iterable[City]) -> dict[str, City]:
    """Cities by their Chinese and English names, whole and short; not by a name that two of them have."""
    return {name: its.pop() for name, its in _by_name(cities).items() if len(its) == 1}


def names_of_several(cities: Iterable[City]) -> set[str]:
    """Names that more than one of the cities has: none of them says which is meant."""
    return {name for name, its in _by_name(cities).items() if len(its) > 1}


def _by_name(cities: Iterable[City]) -> dict[str, set[City]]:
    found: dict[str, set[City]] = {}
    for city in cities:
        for name in filter(None, (city.name_zh, city.short_zh, city.name_en)):
            found.setdefault(name, set()).add(city)
    return found


def inputs_hash(facts: Facts, source: ScoreSource | None, kind: str, said: Mapping[str, Any]) -> str:
    """Of texts, cases, statistics, names, cover, scores, and ``said`` besides: equal hashes, equal bytes."""
    return sha256_of(
        {
            "format": FORMAT,
            "kind": kind,
            "language": facts.language,
            "locked": facts.is_locked,
            "demonstration": facts.is_demonstration,
            "cover": [facts.cover.title, facts.cover.executor, facts.cover.dated.isoformat()],
            "sections": [[w.section.key, w.section.heading(facts.language), w.text] for w in facts.sections],
            "cases": {key: [[c.city, c.title, c.text] for c in cases] for key, cases in facts.cases.items()},
            "order": list(facts.city_order),
            "examples": facts.examples,
            "names": dict(facts.names),
            "values": dict(facts.values),
            "statistics": {code: _hashed(s) for code, s in facts.statistics.items()},
            "scores": source.snapshot.inputs_sha256 if source else "",
            "policy": source.snapshot.policy_sha256 if source else "",
            "system": source.snapshot.system_sha256 if source else "",
            "version": facts.version,
            "problems": dict(facts.problems),
            **said,
        }
    )


def _hashed(statistic: Statistic) -> list[Any]:
    amounts = [[a.key, str(a.value), a.of, list(a.cities), a.is_withheld] for a in statistic.amounts]
    return [statistic.with_data, statistic.of, dict(statistic.parameters), amounts]


def _cover(
    settings: ReportSettings, result: Result | None, source: ScoreSource | None, language: Language
) -> Cover:
    zh = language == "zh"
    return Cover(
        title=settings.title_zh if zh else settings.title_en,
        executor=settings.executor_zh if zh else settings.executor_en,
        dated=settings.dated or _default_date(result, source),
    )


def _default_date(result: Result | None, source: ScoreSource | None) -> date:
    """Of the lock, else of the ranking: never today's, which would change the bytes from day to day."""
    moment = result.frozen_at if result else source.snapshot.finished_at if source else None
    return timezone.localdate(moment) if moment else date(2000, 1, 1)


def _values(
    round: Round, computed: Computed, names: Names, settings: ReportSettings, language: Language
) -> dict[str, str]:
    batches = sorted({place.batch for place in computed.material.places})
    panel = [names.domains.get(a.about[0], a.about[0]) for a in computed.statistics["S19"].amounts
             if a.key.startswith("domain.") and a.value]  # fmt: skip
    areas = [area.name for area in areas_of(round.indicator_system)]
    zh = language == "zh"
    return {
        "round.cities": str(computed.material.of) if computed.material.of else "",
        "round.batches": _batch_count(len(batches), language) if batches else "",
        "round.first_batch": str(batches[0]) if batches else "",
        "round.period": f"{round.review_start}-{round.review_end}"
        if zh
        else f"{round.review_start}–{round.review_end}",
        "round.executor": settings.executor_zh if zh else settings.executor_en,
        "round.name": round.name_zh if zh else round.name_en,
        "panel.domains": enumerated(panel, language),
        "areas.names": enumerated(areas, language),
        "areas.count": _batch_count(len(areas), language),
        **{f"objections.{what}": str(number) for what, number in objection_counts(round).items()},
    }


def _batch_count(number: int, language: Language) -> str:
    words = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"]
    return words[number] if language == "zh" and number < len(words) else str(number)


def _area_rates(computed: Computed, round: Round) -> list[tuple[str, Fraction]]:
    """Exact rates, in the order of the system; without those that are withheld."""
    statistic = computed.statistics["S18"]
    if statistic.is_empty:
        return []
    amounts = [statistic.by_key.get(f"area.{area.code}") for area in areas_of(round.indicator_system)]
    return [(a.about[0], a.value) for a in amounts if a is not None and a.value is not None]


def _cities(round: Round) -> "QuerySet[City]":
    return City.objects.filter(submissions__round=round)
