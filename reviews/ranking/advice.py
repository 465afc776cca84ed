"""Advice from the signed sheets: only of cities that are ranked and whose every sheet is in."""

import json
import math
import time
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import F

from reviews.models import Advice, RankingState, ScoreSheetVersion
from reviews.ranking.evaluation import Evaluated, places_of
from reviews.ranking.sensitivity import sensitivity
from reviews.ranking.standings import Standings
from scoring.advice import experts as marking
from scoring.advice import intervals, reliability
from scoring.advice import severity as severities
from scoring.arrays import Bools, Int64s

Content = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Marks:
    """Every judged mark that counts, as long columns [N]: positions of city, indicator, expert; points, rate."""

    cities: Int64s
    indicators: Int64s
    experts: Int64s
    points: Int64s
    rates: "np.ndarray[tuple[int], np.dtype[np.float64]]"


def advise(evaluated: Evaluated, standings: Standings) -> Content:
    """Everything of the method's part 2, in plain JSON types. Seeded by the version: the same twice."""
    seen = np.asarray((standings.reasons == 0) & standings.all_in)
    names, marks = _marks(evaluated, seen)
    domains = list(evaluated.inputs.seats.domains)
    return {
        "cities": _cities(evaluated, standings, seen, marks),
        "domains": [_domain(evaluated, marks, names, domain) for domain in [*domains, None]],
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
    parts: list[tuple[Int64s, Int64s, Int64s, Int64s]] = []
    for group in inputs.sheets:
        records, layout = group.records(), places.layout(group)
        if layout is None or not len(records):
            continue
        cities = places.cities(records["submission"].astype(np.int64))
        experts = records["expert"].astype(np.int64)
        for column, indicator in enumerate(layout):
            here = (records["mask"][:, column] != 0) & seen[cities]
            number = int(here.sum())
            points = records["points"][here, column].astype(np.int64)
            parts.append((cities[here], np.full(number, indicator), experts[here], points))
    columns = (
        [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.zeros(0, np.int64)] * 4
    )
    names, experts = np.unique(columns[2], return_inverse=True)
    most = np.maximum(inputs.system.judged_max, 1)[columns[1]]
    return names, Marks(columns[0], columns[1], experts.astype(np.int64), columns[3], columns[3] / most)


def _domain(evaluated: Evaluated, marks: Marks, names: Int64s, domain: int | None) -> Content:
    """Severity and agreement within one domain, on rates; None: what everybody marks."""
    inputs = evaluated.inputs
    wanted = np.array([own == domain for own in inputs.domain_ids])
    here = wanted[marks.indicators]
    cells = _packed(marks.cities[here] * len(wanted) + marks.indicators[here])
    experts, rates = marks.experts[here], marks.rates[here]
    found = severities.severity(cells, experts, rates, expert_count=len(names)) if len(rates) else None
    cities, subtotal_experts, subtotals = _subtotals(evaluated, marks, domain)
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
        "alpha": _alpha(subtotal_experts, cities, subtotals),
    }


def _alpha(experts: Int64s, cities: Int64s, subtotals: Any) -> float:
    """Krippendorff's interval α on subtotals; large rounds are not tabulated."""
    if len(subtotals) < 4 or len(np.unique(subtotals)) > 400:
        return float("nan")
    rows, columns = np.unique(experts, return_inverse=True)[1], np.unique(cities, return_inverse=True)[1]
    table = np.full((rows.max() + 1, columns.max() + 1), np.nan)
    table[rows, columns] = subtotals
    return (
        reliability.krippendorff(table, "interval") if (~np.isnan(table)).sum(axis=0).max() > 1 else float("nan")
    )


def _subtotals(evaluated: Evaluated, marks: Marks, domain: int | None) -> tuple[Int64s, Int64s, Any]:
    """City, expert and points of each expert who marked all of the domain's indicators there."""
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
    whole = count == int(wanted.sum())
    points = np.bincount(place, weights=marks.points[here], minlength=len(pairs)) / 100
    width = int(marks.experts.max(initial=0)) + 1
    return (pairs // width)[whole], (pairs % width)[whole], points[whole]


def _cities(evaluated: Evaluated, standings: Standings, seen: Bools, marks: Marks) -> list[Content]:
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
    top = _list_length(standings, seen)
    kept = intervals.not_excluded_from_top(totals, errors, top, seed=seed) if top else np.zeros(len(totals), bool)
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
        }
        for i, pk in enumerate(standings.city_ids[seen].tolist())
    ]


def _list_length(standings: Standings, seen: Bools) -> int:
    return int(standings.listed[seen].sum())


def _experts(evaluated: Evaluated, marks: Marks, names: Int64s) -> list[Content]:
    if not len(marks.rates):
        return []
    order = _order_of_submission(evaluated.inputs.round_id, names, marks, evaluated)
    cells = _packed(marks.cities * len(evaluated.inputs.indicator_ids) + marks.indicators)
    found = marking.diagnostics(cells, marks.cities, marks.experts, marks.rates, order, expert_count=len(names))
    fields = ("left_out", "precision", "range_used", "halo", "straight", "order")
    return [
        {
            "expert": int(pk),
            "marks": int(found.marks[e]),
            **{name: float(getattr(found, name)[e]) for name in fields},
        }
        for e, pk in enumerate(names.tolist())
    ]


def _order_of_submission(round_id: int, names: Int64s, marks: Marks, evaluated: Evaluated) -> Any:
    """[N] which of the expert's sheets it was, by when it was first submitted."""
    rows = ScoreSheetVersion.objects.filter(sheet__assignment__round=round_id, number=1).values_list(
        "sheet__assignment__expert_id", "sheet__assignment__submission_id", "from_version"
    )
    first = {(expert, submission): version for expert, submission, version in rows.iterator()}
    submissions = [row[0] for row in evaluated.inputs.cities]
    pairs, place = np.unique(marks.experts * len(submissions) + marks.cities, return_inverse=True)
    versions = [
        first.get((int(names[pair // len(submissions)]), submissions[pair % len(submissions)]), 0)
        for pair in pairs.tolist()
    ]
    return np.array(versions, dtype=float)[place]


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
