"""From what was read to the standings, by the method of ``scoring``."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.functional import cached_property

from reviews.ranking.places import positions
from reviews.ranking.reading import VERIFICATION, Inputs, SettledRow, SheetGroup
from reviews.ranking.standings import Standings, standings_from
from scoring.arrays import Bools, Int32s, Int64s
from scoring.cube import MarkCube
from scoring.evaluate import evaluate
from scoring.evaluation import Evaluation
from scoring.grade import Grade
from scoring.policy import ReconciliationPolicy
from scoring.sheets import Layout, SheetBlock, cube_from_sheets
from scoring.state import CityStates

MALFORMED_SHEET = "malformed_sheet"
"""A finding of ours beside those of ``scoring``: a stored sheet that does not fit its layout."""

UNKNOWN_AREAS = "unknown_tie_break_areas"
"""Another, of no city: rules that part equal totals by areas which the system has not. Ties then stay ties."""


@dataclass(frozen=True)
class Evaluated:
    """The result, with what it came from."""

    inputs: Inputs
    evaluation: Evaluation
    standings: Standings
    findings: list[dict[str, Any]]
    """Stored values that cannot count, by city (primary key; None: of the round) and indicator code; points in
    hundredths."""


def evaluate_inputs(inputs: Inputs) -> Evaluated:
    """The ranking that follows from ``inputs``. The same inputs give the same bytes.

    What it came from is without the settlements that have lapsed by it: noting that changes nothing.
    """
    places = _Places(inputs)
    cube = _cube(inputs, places)
    if inputs.settled:
        holding = _holding(inputs, places, cube)
        inputs = inputs if holding == inputs.settled else replace(inputs, settled=holding)
        cube = replace(cube, settled=_settled(inputs, places, cube))
    evaluation = evaluate(cube, policy=_policy(inputs), states=_states(inputs), caps=_caps(inputs, places))
    city_ids = np.array([city for _, city, _, _ in inputs.cities], dtype=np.int64)
    done, awaited = inputs.seats.done[:, -1], inputs.seats.awaited[:, -1]
    return Evaluated(
        inputs=inputs,
        evaluation=evaluation,
        standings=standings_from(evaluation, city_ids=city_ids, sheets_in=done, sheets_due=done + awaited),
        findings=_findings(inputs, places, evaluation),
    )


@dataclass(frozen=True)
class _Places:
    """Positions on the axes of the cube."""

    inputs: Inputs

    @cached_property
    def submissions(self) -> Int64s:
        return np.array([row[0] for row in self.inputs.cities], dtype=np.int64)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.inputs.cities), len(self.inputs.indicator_ids)

    def cities(self, submissions: Int64s) -> Int64s:
        return positions(self.submissions, submissions)

    def indicators(self, ids: Int64s) -> Int64s:
        return positions(self.inputs.indicator_ids, ids)

    def cell(self, submission: int, indicator: int) -> tuple[int, int]:
        """One cell; −1 where the round has no such city or indicator."""
        return int(self.cities(np.array([submission]))[0]), int(self.indicators(np.array([indicator]))[0])

    def layout(self, group: SheetGroup) -> Layout | None:
        """None: the layout names an indicator that the round's system does not have."""
        found = self.indicators(np.array(group.indicator_ids, dtype=np.int64)).tolist()
        return None if -1 in found else tuple(found)


def places_of(inputs: Inputs) -> "_Places":
    """Where submissions and indicators stand on the axes."""
    return _Places(inputs)


def _unknown_areas(inputs: Inputs) -> list[str]:
    return [code for code in inputs.policy.tie_break_areas if code not in inputs.system.areas]


def _policy(inputs: Inputs) -> ReconciliationPolicy:
    """The rules in force. A way to part ties that cannot be followed is a finding and stops nothing."""
    if not _unknown_areas(inputs):
        return inputs.policy
    return replace(inputs.policy, tie_break_areas=(), tie_break_words="")


def _cube(inputs: Inputs, places: _Places) -> MarkCube:
    computed, verified, off = _computed(inputs, places)
    cube = cube_from_sheets(
        inputs.system,
        _blocks(inputs, places),
        computed=computed,
        verified=verified,
        computed_does_not_apply=off if off.any() else None,
    )
    return replace(cube, not_applicable=_left_out(inputs, places)) if inputs.left_out else cube


def _left_out(inputs: Inputs, places: _Places) -> Bools:
    """[C, I] what does not apply to a city."""
    table = np.zeros(places.shape, dtype=bool, order="F")
    rows = np.array(inputs.left_out, dtype=np.int64)
    cities, indicators = places.cities(rows[:, 0]), places.indicators(rows[:, 1])
    known = (cities >= 0) & (indicators >= 0)
    table[cities[known], indicators[known]] = True
    return table


def _holding(inputs: Inputs, places: _Places, cube: MarkCube) -> tuple[SettledRow, ...]:
    """The settlements whose marks are those of the cell; where a mark has changed it has lapsed."""
    return tuple(row for row in inputs.settled if counted_marks(cube, *places.cell(*row[:2])) == list(row[3]))


def _settled(inputs: Inputs, places: _Places, cube: MarkCube) -> Int32s:
    """[C, I] what cases were settled with, −1 elsewhere."""
    table = np.full(places.shape, -1, dtype=np.int32, order="F")
    for submission, indicator, points, _marks in inputs.settled:
        table[places.cell(submission, indicator)] = points
    return table


def counted_marks(cube: MarkCube, city: int, indicator: int) -> list[int]:
    """The marks of a cell, hundredths, sorted: what a settlement replaces. A cell of no city has none."""
    if city < 0 or indicator < 0:
        return []
    return sorted(mark.points for mark in cube.cell_marks(city, indicator))


def _caps(inputs: Inputs, places: _Places) -> dict[int, Grade]:
    """By position."""
    rows = np.array(inputs.caps, dtype=np.int64).reshape(-1, 2)
    cities = places.cities(rows[:, 0]).tolist()
    grades = rows[:, 1].tolist()
    return {city: Grade(grade) for city, grade in zip(cities, grades, strict=True) if city >= 0}


def _computed(inputs: Inputs, places: _Places) -> tuple[Int32s, Bools, Bools]:
    """[C, I] verified points, whether there are any, and where the computed part does not apply."""
    records = np.frombuffer(inputs.verified, dtype=VERIFICATION)
    city = places.cities(records["submission"].astype(np.int64))
    indicator = places.indicators(records["indicator"].astype(np.int64))
    known = (city >= 0) & (indicator >= 0)
    at = city[known], indicator[known]
    computed = np.zeros(places.shape, dtype=np.int32, order="F")
    verified, off = (np.zeros(places.shape, dtype=bool, order="F") for _ in range(2))
    computed[at] = records["points"][known]
    verified[at] = True
    off[at] = records["applies"][known] == 0
    return computed, verified, off


def _blocks(inputs: Inputs, places: _Places) -> list[SheetBlock]:
    found = []
    for group in inputs.sheets:
        records, layout = group.records(), places.layout(group)
        if layout is None or not len(records):
            continue
        block = SheetBlock(
            layout=layout,
            cities=places.cities(records["submission"].astype(np.int64)),
            points=records["points"],
            there=records["mask"] != 0,
            weights=inputs.weights_of(group),
        )
        found.append(block)
    return found


def _states(inputs: Inputs) -> CityStates:
    withdrawn = np.array(inputs.withdrawn, dtype=bool)
    submitted = np.array(inputs.handed_in, dtype=bool)
    columns = _columns(inputs)
    deployed, awaited = inputs.seats.deployed[:, columns], inputs.seats.awaited[:, columns]
    system, policy = inputs.system, inputs.policy
    needed = np.where(system.judged_by_everyone, policy.everyone_min_marks, policy.min_marks)
    return CityStates(
        withdrawn=withdrawn,
        submitted=submitted,
        assigned=np.all(deployed >= np.where(system.judged_max > 0, needed, 0), axis=1, keepdims=True)[:, 0],
        awaited=awaited,
    )


def _columns(inputs: Inputs) -> list[int]:
    """For each indicator its column in the tables of ``Seats``."""
    place = {domain: column for column, domain in enumerate(inputs.seats.domains)}
    return [len(place) if domain is None else place[domain] for domain in inputs.domain_ids]


def _findings(inputs: Inputs, places: _Places, evaluation: Evaluation) -> list[dict[str, Any]]:
    codes = inputs.system.codes
    found: list[dict[str, Any]] = [
        {
            "kind": finding.kind.value,
            "city": inputs.cities[finding.city][1],
            "indicator": None if finding.indicator is None else codes[finding.indicator],
            "points": finding.points,
        }
        for finding in evaluation.findings
    ]
    for group in inputs.sheets:
        misfits = list(group.malformed)
        if places.layout(group) is None:
            misfits += group.records()["submission"].tolist()
        for city in places.cities(np.array(misfits, dtype=np.int64)).tolist():
            ours = {"kind": MALFORMED_SHEET, "city": inputs.cities[city][1], "indicator": None, "points": None}
            found.append(ours)
    if unknown := _unknown_areas(inputs):
        found.append({"kind": UNKNOWN_AREAS, "city": None, "indicator": None, "points": None, "areas": unknown})
    return found
