"""What the statistics of a round are made of, read from committed rows: accepted versions, never drafts.

The queries are as many for 81 cities as for one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cities.models import City, PlanningDocument, Submission
from cities.questionnaire.metrics import METRICS
from reviews.models import RankingSnapshot, ScoreSheetVersion
from reviews.queries.appraisals import ProblemCount, problem_counts
from reviews.queries.promises import TABLE as PROMISES
from reviews.queries.promises import States, verified_states
from reviews.queries.ranking import newest_snapshot
from reviews.queries.results import result_in_force
from reviews.ranking import Standings, standings_of
from reviews.ranking.reading import indicators_of
from rounds.models import Round
from scoring.statistics.material import PUBLISHED, Material, Place, Row, Scores
from scoring.statistics.promises import IS_VERIFIED
from scoring.statistics.shape import Origin


@dataclass(frozen=True)
class ScoreSource:
    """The ranking that scores are read from: a frozen result by its number, or the newest snapshot (number 0)."""

    snapshot: RankingSnapshot
    number: int = 0

    @property
    def name(self) -> str:
        """Version of the scores; with the number of the result if it is frozen: ``41`` or ``41 #2``."""
        version = str(self.snapshot.scores_version)
        return f"{version} #{self.number}" if self.number else version


def score_source(round: Round) -> ScoreSource | None:
    """The result in force, or the newest ranking while none is frozen; None before the first."""
    if result := result_in_force(round):
        return ScoreSource(result.snapshot, result.number)
    newest = newest_snapshot(round)
    return ScoreSource(newest) if newest else None


def material_of(
    round: Round, scores: ScoreSource | None, *, with_problems: bool = False, blind: Collection[int] = ()
) -> Material:
    """Everything that statistics read. ``scores`` None: they stay out; problems are what experts tagged.

    ``blind``: cities whose scores stay out, because who reads marks them too.
    """
    cities, contents = _submissions(round)
    rows, nothing = _rows(contents)
    rows[PUBLISHED] = _published(round)
    counted = problem_counts(round) if with_problems else []
    return Material(
        places=[Place(city.gb_code, city.batch, city.province.code, city.level) for city in cities.values()],
        review=(round.review_start, round.review_end),
        previous=(round.previous_start, round.previous_end),
        epsilon=Fraction(round.epsilon),
        rows=rows,
        nothing=nothing,
        handed_in=frozenset(content.city for content in contents),
        metrics={metric.code: metric.is_share for metric in METRICS},
        scores=_scores(scores, cities, _domain_places(round), blind) if scores else None,
        experts=_experts(round),
        tags=_tags(counted),
        examined=counted[0].evaluated if counted else 0,
    )


@dataclass(frozen=True)
class _Content:
    city: str
    version: int
    forms: Mapping[str, Any]
    nothing: Sequence[str]
    states: States


def _submissions(round: Round) -> tuple[dict[int, City], list[_Content]]:
    """The round's cities by primary key, in the order of their codes, and what was accepted of them."""
    found = (
        Submission.objects.filter(round=round)
        .exclude(state=Submission.State.WITHDRAWN)
        .select_related("city__province")
        .order_by("city__gb_code")
    )
    accepted = found.filter(accepted_version__isnull=False).values_list(
        "city__gb_code",
        "accepted_version__number",
        "accepted_version__content__forms",
        "accepted_version__content__nothing",
        "pk",
    )
    states = verified_states(Submission.objects.filter(round=round))
    contents = [
        _Content(code, number, forms or {}, said or [], states.get(pk, {}))
        for code, number, forms, said, pk in accepted
    ]
    return {submission.city_id: submission.city for submission in found}, contents


def _rows(contents: Iterable[_Content]) -> tuple[dict[str, list[Row]], dict[str, frozenset[str]]]:
    rows: dict[str, list[Row]] = {}
    nothing: dict[str, set[str]] = {}
    for content in contents:
        for form, tables in content.forms.items():
            for short, kept in tables.items():
                table = f"{form}.{short}"
                rows.setdefault(table, []).extend(
                    Row(
                        Origin(content.city, table, row["row"], content.version),
                        _verified(row, content.states) if table == PROMISES else row["values"],
                        row["source"],
                    )
                    for row in kept
                )
        for table in content.nothing:
            nothing.setdefault(table, set()).add(content.city)
    return rows, {table: frozenset(cities) for table, cities in nothing.items()}


def _verified(row: Mapping[str, Any], states: States) -> Mapping[str, Any]:
    """The values of a promise, in its verified state where there is one."""
    state = states.get(row["row"])
    return row["values"] if state is None else {**row["values"], "fulfilment": state, IS_VERIFIED: True}


def _published(round: Round) -> list[Row]:
    """The register read off the published report, which belongs to no version."""
    documents = PlanningDocument.objects.filter(round=round, source=PlanningDocument.Source.PUBLISHED_REPORT)
    values = documents.order_by("kind", "status", "city__gb_code").values_list(
        "pk", "city__gb_code", "kind", "status", "issuer_classes"
    )
    return [
        Row(Origin(code, PUBLISHED, str(pk)), {"kind": kind, "status": status, "issuer_classes": issuers})
        for pk, code, kind, status, issuers in values
    ]


def _domain_places(round: Round) -> dict[str, list[int]]:
    """Domain → positions of its indicators; what all experts mark belongs to none."""
    places: dict[str, list[int]] = {}
    for place, indicator in enumerate(indicators_of(round.indicator_system)):
        if indicator.domain is not None:
            places.setdefault(indicator.domain.code, []).append(place)
    return places


def _scores(
    source: ScoreSource, cities: Mapping[int, City], domains: Mapping[str, Sequence[int]], blind: Collection[int]
) -> Scores:
    """Of the cities that are ranked and whose sheets are all in: of no other is a total shown to anybody."""
    standings = standings_of(source.snapshot)
    shown = {
        cities[pk].gb_code: place
        for pk, place in standings.place.items()
        if pk in cities and pk not in blind and not standings.reasons[place] and standings.all_in[place]
    }
    return Scores(
        name=source.name,
        totals={code: standings.total(place) or Fraction(0) for code, place in shown.items()},
        printed={code: int(standings.totals[place]) for code, place in shown.items()},
        grades={code: int(standings.grades[place]) for code, place in shown.items()},
        area_rates={
            area: {code: standings.area_rate(place, area) for code, place in shown.items()}
            for area in standings.areas
        },
        domain_rates={
            domain: {code: _rate(standings, place, indicators) for code, place in shown.items()}
            for domain, indicators in domains.items()
        },
        listed=_listed(standings, shown),
        is_frozen=bool(source.number),
    )


def _rate(standings: Standings, city: int, indicators: Sequence[int]) -> Fraction:
    """Points ÷ maxima of the indicators that apply to the city; 0 where none does."""
    points = {i: found for i in indicators if (found := standings.indicator_points(city, i)) is not None}
    most = sum(standings.max_points[i] for i in points)
    return sum(points.values(), Fraction(0)) * 100 / most if most else Fraction(0)


def _listed(standings: Standings, shown: Mapping[str, int]) -> list[str]:
    """By rank; equal ranks in the order of codes."""
    listed = [code for code, place in shown.items() if standings.listed[place]]
    return sorted(listed, key=lambda code: (int(standings.ranks[shown[code]]), code))


def _tags(counted: Sequence[ProblemCount]) -> dict[str, frozenset[str]]:
    """City → the codes of the problems that at least one expert tagged it with."""
    tags: dict[str, set[str]] = {}
    for count in counted:
        for city in count.cities:
            tags.setdefault(city.gb_code, set()).add(count.problem.code)
    return {city: frozenset(codes) for city, codes in tags.items()}


def _experts(round: Round) -> dict[str, frozenset[str]]:
    """Who signed score sheets that count, with the codes of their domains: who left before is not among them."""
    found: dict[str, set[str]] = {}
    signed = ScoreSheetVersion.objects.filter(assignment__round=round, to_version=None)
    experts = signed.values_list("assignment__expert", "assignment__expert__domains__code").distinct()
    for expert, domain in experts:
        found.setdefault(str(expert), set()).update({domain} if domain else ())
    return {expert: frozenset(domains) for expert, domains in found.items()}
