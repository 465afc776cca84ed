"""Advice from the signed sheets: only of cities that are ranked and whose every sheet is in."""

import json
import math
import time
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F

from reviews.models import Advice, RankingState
from reviews.ranking.evaluation import Evaluated, places_of
from reviews.ranking.places import positions
from reviews.ranking.sensitivity import sensitivity
from reviews.ranking.standings import Standings
from scoring.advice import experts as marking
from scoring.advice import intervals, reliability, top
from scoring.advice import severity as severities
from scoring.advice.severity import Severity
from scoring.arrays import Bools, Int64s
from scoring.rank import competition_rank_array

Content = dict[str, Any]
Severities = dict[int | None, Severity | None]
"""By domain, None what everybody marks; no severity where there are no marks."""


FIRST_SUBMISSIONS = """
SELECT string_agg(
  int8send(a.expert_id) || int8send(a.submission_id) || int8send(v.from_version)
    || int8send(extract(epoch FROM v.submitted_at)::bigint), ''::bytea)
FROM reviews_scoresheetversion v JOIN reviews_assignment a ON a.id = v.assignment_id
WHERE a.round_id = %s AND v.number = 1
"""


@dataclass(frozen=True, eq=False)
class Marks:
    """Every judged mark that counts, as long columns [N]: positions of cell, city, …, its points and rate."""

    cells: Int64s
    cities: Int64s
    indicators: Int64s
    experts: Int64s
    points: Int64s
    rates: "np.ndarray[tuple[int], np.dtype[np.float64]]"


def advise(evaluated: Evaluated, standings: Standings) -> Content:
    """Everything of the method's part 2, in plain JSON types. Seeded by the version: the same twice."""
    seen = np.asarray((standings.reasons == 0) & standings.all_in)
    names, marks = _marks(evaluated, seen)
    domains: list[int | None] = [*evaluated.inputs.seats.domains, None]
    severe: Severities = {domain: _severity(evaluated, marks, names, domain) for domain in domains}
    return {
        "cities": _cities(evaluated, standings, seen, marks, severe),
        "domains": [_domain(evaluated, marks, names, domain, found) for domain, found in severe.items()],
        "experts": _experts(evaluated, marks, names),
        "sensitivity": list(sensitivity(evaluated, standings, seen, names)),
    }


def build_advice(round_id: int, evaluated: Evaluated) -> None:
    """Store the newest in place of the one before."""
    began = time.monotonic()
    content = advise(evaluated, evaluated.standings)
    plain = json.dumps(_without_nan(content), separators=(",", ":"), ensure_ascii=False).encode()
    fields = {
        "scores_version": evaluated.inputs.scores_version,
        "content": zlib.compress(plain, 6),
        "milliseconds": int((time.monotonic() - began) * 1000),
    }
    Advice.objects.update_or_create(round_id=round_id, defaults=fields)


def content_of(advice: Advice) -> Content:
    found: Content = json.loads(zlib.decompress(bytes(advice.content)))
    return found


def rounds_without_advice(quiet_since: datetime) -> list[int]:
    """Rounds whose newest ranking has no advice yet and is older than ``quiet_since``: many submits make one."""
    states = RankingState.objects.filter(requested=F("built"), requested__gt=0)
    fresh = states.filter(round__advice__scores_version=F("built"))
    due = states.exclude(pk__in=fresh.values("pk")).exclude(round__snapshots__finished_at__gt=quiet_since)
    return list(due.values_list("round_id", flat=True).distinct())


def _marks(evaluated: Evaluated, seen: Bools) -> tuple[Int64s, Marks]:
    """The experts' primary keys by position, and the columns."""
    inputs, places = evaluated.inputs, places_of(evaluated.inputs)
    applies = evaluated.evaluation.coverage.applies
    parts: list[tuple[Int64s, Int64s, Int64s, Int64s]] = []
    for group in inputs.sheets:
        records, layout = group.records(), places.layout(group)
        if layout is None or not len(records):
            continue
        cities = places.cities(records["submission"].astype(np.int64))
        experts = records["expert"].astype(np.int64)
        for column, indicator in enumerate(layout):
            here = (records["mask"][:, column] != 0) & seen[cities] & applies[cities, indicator]
            number = int(here.sum())
            points = records["points"][here, column].astype(np.int64)
            parts.append((cities[here], np.full(number, indicator), experts[here], points))
    columns = (
        [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.zeros(0, np.int64)] * 4
    )
    names, experts = np.unique(columns[2], return_inverse=True)
    most = np.maximum(inputs.system.judged_max, 1)[columns[1]]
    cells = _packed(columns[0] * len(inputs.indicator_ids) + columns[1])
    marks = Marks(cells, columns[0], columns[1], experts.astype(np.int64), columns[3], columns[3] / most)
    return names, marks


def _of_domain(evaluated: Evaluated, marks: Marks, domain: int | None) -> Bools:
    """[N] the marks of one domain."""
    wanted = np.array([own == domain for own in evaluated.inputs.domain_ids])
    return np.asarray(wanted[marks.indicators])


def _severity(evaluated: Evaluated, marks: Marks, names: Int64s, domain: int | None) -> Severity | None:
    """Within one domain, on rates."""
    here = _of_domain(evaluated, marks, domain)
    if not here.any():
        return None
    cells = _packed(marks.cells[here])
    return severities.severity(cells, marks.experts[here], marks.rates[here], expert_count=len(names))


def _domain(
    evaluated: Evaluated, marks: Marks, names: Int64s, domain: int | None, found: Severity | None
) -> Content:
    """Severity and agreement within one domain."""
    here = _of_domain(evaluated, marks, domain)
    experts, rates = marks.experts[here], marks.rates[here]
    cities, _experts, subtotals = _subtotals(evaluated, marks, domain)
    return {
        "domain": domain,
        "marks": len(rates),
        "experts": []
        if found is None
        else [
            {
                "expert": int(names[e]),
                "leniency": float(found.leniency[e]),
                "error": float(found.standard_errors[e]),
                "component": int(found.components[e]),
            }
            for e in np.unique(experts).tolist()
        ],
        "components": 0 if found is None else len(np.unique(found.components[np.unique(experts)])),
        "p_value": None if found is None else found.p_value,
        "icc": reliability.intraclass_one_k(cities, subtotals) if len(subtotals) else float("nan"),
        "alpha": reliability.krippendorff_interval(marks.cells[here], rates),
    }


def _points_gained(evaluated: Evaluated, marks: Marks, severe: Severities) -> Any:
    """[C] points that a city has through its experts' leniency, where a domain's experts can be compared."""
    gained = np.zeros(len(evaluated.inputs.cities))
    for domain, found in severe.items():
        here = _of_domain(evaluated, marks, domain)
        if found is None or len(np.unique(found.components[marks.experts[here]])) > 1:
            continue
        gained += severities.points_gained(
            marks.cities[here],
            _packed(marks.cells[here]),
            marks.experts[here],
            evaluated.inputs.system.judged_max[marks.indicators[here]] / 100,
            found.leniency[marks.experts[here]],
            city_count=len(gained),
        )
    return gained


def _subtotals(evaluated: Evaluated, marks: Marks, domain: int | None) -> tuple[Int64s, Int64s, Any]:
    """City, expert and points of each expert who marked all of the domain's indicators that apply there."""
    inputs = evaluated.inputs
    wanted = np.array(
        [
            own == domain and bool(most)
            for own, most in zip(inputs.domain_ids, inputs.system.judged_max, strict=True)
        ]
    )
    here = wanted[marks.indicators]
    pairs, place, count = np.unique(
        marks.cities[here] * (int(marks.experts.max(initial=0)) + 1) + marks.experts[here],
        return_inverse=True,
        return_counts=True,
    )
    points = np.bincount(place, weights=marks.points[here], minlength=len(pairs)) / 100
    width = int(marks.experts.max(initial=0)) + 1
    needed = (evaluated.evaluation.coverage.applies & wanted).sum(axis=1)
    whole = count == needed[pairs // width]
    return (pairs // width)[whole], (pairs % width)[whole], points[whole]


def _cities(
    evaluated: Evaluated, standings: Standings, seen: Bools, marks: Marks, severe: Severities
) -> list[Content]:
    """Per city its error, interval, chances and whether it is at a cut line or may belong to the list."""
    inputs, policy = evaluated.inputs, evaluated.inputs.policy
    domains: list[int | None] = [*inputs.seats.domains, None]
    parts = [_subtotals(evaluated, marks, domain) for domain in domains]
    errors = intervals.total_standard_errors(
        [(cities, points) for cities, _experts, points in parts], cities=len(inputs.cities)
    )[seen]
    totals = standings.totals[seen] / 100
    if not len(totals):
        return []
    seed = inputs.scores_version
    ranks = intervals.rank_intervals(totals, errors, seed=seed)
    cuts = [float(policy.excellent_from), float(policy.good_from), float(policy.qualified_from)]
    near = intervals.borderline(totals, errors, cuts)
    listed = int(standings.listed[seen].sum())
    kept = top.not_excluded_from_top(totals, errors, listed, seed=seed) if listed else np.zeros(len(totals), bool)
    level = standings.totals[seen] - np.round(_points_gained(evaluated, marks, severe)[seen] * 100).astype(
        np.int64
    )
    levelled = competition_rank_array([level])
    excellent = intervals.chance_of_at_least(totals, errors, cuts[0])
    good = intervals.chance_of_at_least(totals, errors, cuts[1])
    return [
        {
            "city": int(pk),
            "error": round(float(errors[i]), 4),
            "low": int(ranks.lowest[i]),
            "high": int(ranks.highest[i]),
            "excellent": round(float(excellent[i]), 4),
            "good": round(float(good[i]), 4),
            "near": bool(near[i]),
            "may_be_listed": bool(kept[i]),
            "levelled": int(levelled[i]),
        }
        for i, pk in enumerate(standings.city_ids[seen].tolist())
    ]


def _experts(evaluated: Evaluated, marks: Marks, names: Int64s) -> list[Content]:
    if not len(marks.rates):
        return []
    first = _first_submissions(evaluated, names)
    order = _order_of_submission(first, marks)
    found = marking.diagnostics(
        marks.cells, marks.cities, marks.experts, marks.rates, order, expert_count=len(names)
    )
    pace = marking.pace(first[:, 0], first[:, 3] / 60, expert_count=len(names))
    fields = ("left_out", "precision", "range_used", "halo", "straight", "order")
    return [
        {
            "expert": int(pk),
            "marks": int(found.marks[e]),
            "pace": float(pace[e]),
            **{name: float(getattr(found, name)[e]) for name in fields},
        }
        for e, pk in enumerate(names.tolist())
    ]


def _first_submissions(evaluated: Evaluated, names: Int64s) -> Int64s:
    """One row for each sheet of the experts: expert, city (positions), its version, seconds."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_SUBMISSIONS, [evaluated.inputs.round_id])
        packed = cursor.fetchone()[0]
    found = np.frombuffer(packed or b"", dtype=">i8").reshape(-1, 4).astype(np.int64)
    places = places_of(evaluated.inputs)
    found[:, 0], found[:, 1] = positions(names, found[:, 0]), places.cities(found[:, 1])
    return found[(found[:, 0] >= 0) & (found[:, 1] >= 0)]


def _order_of_submission(first: Int64s, marks: Marks) -> Any:
    """[N] which of the expert's sheets it was, by when it was first submitted."""
    width = int(max(marks.cities.max(initial=0), first[:, 1].max(initial=0))) + 1
    place = positions(first[:, 0] * width + first[:, 1], marks.experts * width + marks.cities)
    return np.where(place >= 0, first[place, 2], 0).astype(float)


def _packed(keys: Int64s) -> Int64s:
    """The keys as positions from 0 without gaps."""
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _without_nan(value: Any) -> Any:
    """JSON has no nan: where there is too little to say, nothing is said."""
    if isinstance(value, dict):
        return {key: _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
