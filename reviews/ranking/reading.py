"""What a ranking is made of, read in as few and as packed queries as it takes.

Transport is the cost, not the arithmetic: sheets and verified points arrive as one string of bytes per layout,
and nothing is turned into a Python object row by row.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property
from psycopg import Cursor

from accounts.prepared import prepared
from cities.models import Submission
from reviews.models import Assignment, RankingState, Result
from reviews.ranking.places import Places, positions
from reviews.ranking.statements import (
    ASSIGNED,
    CAPS,
    CITIES,
    EXPERTS,
    FITTING,
    LAYOUTS,
    LEFT_OUT,
    RECUSED,
    SETTLED,
    SHEETS,
    VERIFIED,
    WEIGHTS,
    as_of,
)
from rounds.models import Indicator, IndicatorSystem, Round
from scoring.arrays import Bools, Int64s
from scoring.choices import ExpertWeights
from scoring.policy import ReconciliationPolicy
from scoring.system import IndicatorSpec, SystemSpec

Records = npt.NDArray[np.void]

ASSIGNMENT = np.dtype([("what", ">i8"), ("who", ">i8")])
SUBMISSIONS, DOMAINS = 2**24 - 1, 2**19 - 1
"""The bits of ``what`` that name a submission, and those of ``who`` that name a domain."""
PAIR = np.dtype([("submission", "<i8"), ("expert", "<i8"), ("domain", "<i4"), ("done", "?")])
"""``done``: the expert's sheet is in."""
PIECE = 2**17
"""Pairs that are counted at once."""
VERIFICATION = np.dtype([("submission", ">i8"), ("indicator", ">i8"), ("points", ">i4"), ("applies", ">i4")])


SettledRow = tuple[int, int, int, list[int]]


@dataclass(frozen=True)
class SheetGroup:
    """The counting sheets of one layout: packed records by city and expert."""

    layout_id: int
    indicator_ids: tuple[int, ...]
    packed: bytes
    malformed: tuple[int, ...]
    """Submissions with a sheet that does not fit its layout."""

    @property
    def record_type(self) -> "np.dtype[np.void]":
        width = len(self.indicator_ids)
        return np.dtype(
            [("submission", ">i8"), ("expert", ">i8"), ("points", "<i2", (width,)), ("mask", "u1", (width,))]
        )

    def records(self) -> Records:
        return np.frombuffer(self.packed, dtype=self.record_type)


@dataclass(frozen=True, eq=False)
class Seats:
    """[C, D + 1] experts per city and domain; the last column counts each expert of the city once."""

    domains: tuple[int, ...]
    deployed: Int64s
    awaited: Int64s
    """Those whose sheet is still to come; a recused one is not waited for."""
    done: Int64s
    """Those whose sheet is in."""

    def column(self, domain: int | None) -> int:
        """Of a domain, or of what everybody marks."""
        return len(self.domains) if domain is None else self.domains.index(domain)


HANDED_IN = frozenset({Submission.State.SUBMITTED.value, Submission.State.ACCEPTED.value})


def is_handed_in(state: str, was_accepted: bool) -> bool:
    """There is something to judge: being accepted afterwards, or asked for a supplement, changes nothing."""
    return was_accepted or state in HANDED_IN


@dataclass(frozen=True)
class Inputs:
    """Everything that decides a ranking, as of one scores_version. Cities are in GB code order."""

    round_id: int
    scores_version: int
    cause: str
    policy: ReconciliationPolicy
    system: SystemSpec
    indicator_ids: tuple[int, ...]
    domain_ids: tuple[int | None, ...]
    """Per indicator; None: every expert marks it."""
    cities: tuple[tuple[int, int, str, bool], ...]
    """Submission, city, state of the submission, whether a version was accepted."""
    sheets: tuple[SheetGroup, ...]
    pairs: bytes
    """Deployed experts, but not the further ones of cases: those are not waited for. Packed records of type
    ``PAIR``; domain 0: all of the expert's."""
    expert_domains: tuple[tuple[int, int], ...]
    recused: tuple[tuple[int, int], ...]
    """Expert and city."""
    verified: bytes
    settled: tuple[SettledRow, ...]
    """Submission, indicator, hundredths, and the marks (sorted hundredths) for as long as which it holds."""
    weights: Mapping[int, int] = field(default_factory=dict)
    left_out: tuple[tuple[int, int], ...] = ()
    """Submission and the indicator that does not apply to it."""
    caps: tuple[tuple[int, int], ...] = ()
    """Submission and the highest grade that the authority lets it have."""

    @property
    def sheet_count(self) -> int:
        return sum(len(group.records()) for group in self.sheets)

    @cached_property
    def seats(self) -> Seats:
        return count_seats(self)

    @cached_property
    def withdrawn(self) -> tuple[bool, ...]:
        """By city."""
        gone = Submission.State.WITHDRAWN.value
        return tuple([state == gone for _, _, state, _ in self.cities])

    @cached_property
    def handed_in(self) -> tuple[bool, ...]:
        """By city."""
        states = {state: is_handed_in(state, was_accepted=False) for _, _, state, _ in self.cities}
        return tuple([was_accepted or states[state] for _, _, state, was_accepted in self.cities])

    def weights_of(self, group: SheetGroup) -> Int64s | None:
        """Each sheet's weight by the panel's table, 1 for who is not in it; None: the rules have no table."""
        if self.policy.expert_weights is not ExpertWeights.TABLE:
            return None
        known = np.array([*self.weights.values(), 1], dtype=np.int64)
        return np.asarray(known[positions(list(self.weights), group.records()["expert"].astype(np.int64))])

    def sha256(self) -> str:
        """The hash of all that decides the result, and of nothing else: not of version, cause or time, nor of
        panel members without a sheet.
        """
        digest = hashlib.sha256()
        plain: list[object] = [
            self.policy.sha256(), self.system.sha256(), self.indicator_ids, self.domain_ids,
            [(n, city, withdrawn, handed_in) for (n, city, _, _), withdrawn, handed_in
             in zip(self.cities, self.withdrawn, self.handed_in, strict=True)],
            *([self.settled] if self.settled else []),
            *([("caps", self.caps)] if self.caps else []),
            *([("left out", self.left_out)] if self.left_out else []),
        ]  # fmt: skip
        digest.update(repr(plain).encode())
        for table in (self.seats.deployed, self.seats.awaited, self.seats.done):
            digest.update(table.astype("<i8").tobytes())
        for group in self.sheets:
            digest.update(repr((group.indicator_ids, len(group.packed), group.malformed)).encode())
            digest.update(group.packed)
            if (weights := self.weights_of(group)) is not None:
                digest.update(weights.astype("<i8").tobytes())
        digest.update(self.verified)
        return digest.hexdigest()


def read_inputs(round_id: int, *, at: int | None = None) -> Inputs:
    """Call it inside a repeatable-read transaction: all of one moment, in a dozen queries.

    With ``at``, scores, verified points and settlements are those that counted in that version. Cities' states and
    assignments are not versioned and always those of now; what was recused since then counts nowhere.
    """
    round, state = _round_and_state(round_id)
    indicators = indicators_of(round.indicator_system)
    cities = tuple(_rows(CITIES, [round_id]))
    if max((number for number, *_ in cities), default=0) > SUBMISSIONS:
        raise OverflowError("the number of a submission is too high to be packed with its assignments")
    recused = tuple(_rows(RECUSED, [round_id]))
    # first what is sorted in a copy of its own, so that the copy is gone when the sheets come
    verified = _in_order(bytes(_rows(as_of(VERIFIED, at), [round_id])[0][0] or b""))
    assigned = _Assigned(
        _rows(ASSIGNED, [Assignment.State.DEPLOYED.value, round_id])[0][0], _by_submission(cities, recused)
    )
    sheets = tuple(_sheet_groups(assigned, round_id, at))
    return Inputs(
        round_id=round_id,
        scores_version=at if at is not None else state.requested if state else 0,
        cause=state.cause if state else "",
        policy=round.policy_value,
        system=system_spec(indicators),
        indicator_ids=tuple(indicator.pk for indicator in indicators),
        domain_ids=tuple(indicator.domain_id for indicator in indicators),
        cities=cities,
        sheets=sheets,
        pairs=assigned.pairs(),
        expert_domains=_expert_domains(round_id, assigned.experts(), is_frozen=state is not None and state.frozen),
        recused=recused,
        verified=verified,
        settled=tuple(_rows(as_of(SETTLED, at), [round_id])),
        weights=dict(_rows(WEIGHTS, [round_id])),
        left_out=tuple(_rows(as_of(LEFT_OUT, at), [round_id])),
        caps=tuple(_rows(as_of(CAPS, at), [round_id])),
    )


def _expert_domains(round_id: int, experts: list[int], *, is_frozen: bool) -> tuple[tuple[int, int], ...]:
    """By the registry; of a frozen result as they were then: who is registered otherwise later moves no result."""
    if is_frozen:
        results = Result.objects.filter(round=round_id, expert_domains__isnull=False).order_by("-number")
        if kept := results.values_list("expert_domains", flat=True).first():
            return tuple((expert, domain) for expert, domain in kept)
    return tuple(_rows(EXPERTS, [experts]))


def _sheet_groups(assigned: "_Assigned", round_id: int, at: int | None) -> Iterator[SheetGroup]:
    """Those in which all fits come first, one after the other: a national round's sheets never lie here twice."""
    layouts = {number: tuple(indicator_ids) for number, indicator_ids in _rows(LAYOUTS, [round_id])}
    misfitting = []
    for layout, packed, points, masks in _one_by_one(as_of(SHEETS, at), [list(layouts)]):
        width = len(layouts[layout])
        if points == [2 * width] * 2 and masks == [width] * 2:
            yield assigned.sheet_group(layout, layouts[layout], packed, [])
        else:
            misfitting.append(layout)
    for layout in misfitting:
        width = len(layouts[layout])
        packed, misfits = _rows(as_of(FITTING, at), [width, width, width, width, layout])[0]
        yield assigned.sheet_group(layout, layouts[layout], packed or b"", misfits or [])


def _by_submission(
    cities: Sequence[tuple[int, int, str, bool]], recused: Sequence[tuple[int, int]]
) -> frozenset[tuple[int, int]]:
    """Submission and expert of each recusal."""
    if not recused:
        return frozenset()
    submission = {city: number for number, city, _, _ in cities}
    return frozenset((submission[city], expert) for expert, city in recused if city in submission)


class _Assigned:
    """The round's assignments by city and expert, and which of their sheets were met with.

    Of a recused expert only what had a sheet is left: it was assigned, and a late recusal does not undo that.
    """

    def __init__(self, packed: bytes | None, recused: frozenset[tuple[int, int]]) -> None:
        rows = np.frombuffer(packed or b"", dtype=ASSIGNMENT)
        what, who = rows["what"].astype(np.int64), rows["who"].astype(np.int64)
        order = np.lexsort((what >> 24, who >> 21, what & SUBMISSIONS))
        what, who = what[order], who[order]
        self.submission = what & SUBMISSIONS
        self.expert = who >> 21
        self.domain = (who >> 2 & DOMAINS).astype(np.int32)
        self.place = Places(what >> 24)
        is_deployed, is_first = who & 2 != 0, who & 1 != 0
        if recused:
            for at in np.flatnonzero(is_first & ~is_deployed).tolist():
                is_deployed[at] = (int(self.submission[at]), int(self.expert[at])) in recused
        self.is_awaited = is_first & is_deployed
        self.is_done = np.zeros(len(rows), dtype=bool)

    def experts(self) -> list[int]:
        """Everybody who was ever given a city."""
        found: list[int] = np.unique(self.expert).tolist()
        return found

    def sheet_group(
        self, layout: int, indicators: tuple[int, ...], packed: bytes, misfits: Sequence[int]
    ) -> SheetGroup:
        """The sheets in the order of their assignments, so that the same sheets are the same bytes."""
        marks = ("marks", f"V{3 * len(indicators)}")
        given = np.frombuffer(packed, dtype=[("assignment", ">i8"), marks])
        place = self.place.of(given["assignment"].astype(np.int64))
        order = np.argsort(place, kind="stable")
        order = order[
            np.searchsorted(place, 0, sorter=order) :
        ]  # without those that are no assignment of the round
        place = place[order]
        bad = np.sort(self.place.of(np.array(misfits, dtype=np.int64)))
        self.is_done[place] = self.is_done[bad] = True
        records = np.empty(len(order), dtype=[("submission", ">i8"), ("expert", ">i8"), marks])
        records["submission"], records["expert"] = self.submission[place], self.expert[place]
        records["marks"] = given["marks"][order]
        return SheetGroup(layout, indicators, records.tobytes(), tuple(self.submission[bad].tolist()))

    def pairs(self) -> bytes:
        """Call it after the groups are made: they tell whose sheets are in."""
        awaited = self.is_awaited
        records = np.empty(int(awaited.sum()), dtype=PAIR)
        records["submission"], records["expert"] = self.submission[awaited], self.expert[awaited]
        records["domain"], records["done"] = self.domain[awaited], self.is_done[awaited]
        return records.tobytes()


def _in_order(verified: bytes) -> bytes:
    """By city and indicator."""
    records = np.frombuffer(verified, dtype=VERIFICATION)
    submission, indicator = records["submission"].astype(np.int64), records["indicator"].astype(np.int64)
    order = np.argsort(submission * (int(indicator.max(initial=0)) + 1) + indicator, kind="stable")
    return records.view(f"V{VERIFICATION.itemsize}")[order].tobytes()


def system_spec(indicators: Sequence[Indicator]) -> SystemSpec:
    """The indicator system as the method reads it. ``indicators`` with area and domain, in order."""
    return SystemSpec(
        tuple(
            IndicatorSpec(
                code=indicator.code,
                area=indicator.area.code,
                computed_max=int(indicator.computed_max * 100),
                judged_max=int(indicator.judged_max * 100),
                domain=indicator.domain.code if indicator.domain else None,
            )
            for indicator in indicators
        )
    )


def _round_and_state(round_id: int) -> tuple[Round, RankingState | None]:
    (round,) = _rounds(pk=round_id)
    return round, getattr(round, "ranking_state", None)


@prepared
def _rounds(pk: int) -> QuerySet[Round]:
    return Round.objects.select_related("ranking_state", "indicator_system").filter(pk=pk)


def indicators_of(system: IndicatorSystem) -> tuple[Indicator, ...]:
    """In order, with area and domain. A frozen system never changes: it is read once in a process."""
    return _frozen_indicators(system.pk, system.sha256) if system.is_frozen else _indicators(system.pk)


@lru_cache(maxsize=16)
def _frozen_indicators(system_id: int, sha256: str) -> tuple[Indicator, ...]:
    return _indicators(system_id)


def _indicators(system_id: int) -> tuple[Indicator, ...]:
    found = Indicator.objects.filter(system_id=system_id).select_related("area", "domain")
    return tuple(found.order_by("position", "code"))


def _rows(sql: str, parameters: Sequence[int | str | list[int]]) -> list[tuple[Any, ...]]:
    """In the binary form: what is packed is not written out in hexadecimal digits on its way."""
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(sql, parameters, binary=True).fetchall()


def _one_by_one(sql: str, parameters: Sequence[list[int]]) -> Iterator[tuple[Any, ...]]:
    """The same, each row let go of before the next one is read. Nothing else can be asked meanwhile."""
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        yield from cursor.stream(sql, parameters, binary=True)


def count_seats(inputs: Inputs) -> Seats:
    """Counted over whole columns: at national size there are hundreds of thousands of pairs.

    They are taken in pieces, so that the columns in between stay small.
    """
    pairs = np.frombuffer(inputs.pairs, dtype=PAIR)
    domains = tuple(sorted({domain for domain in inputs.domain_ids if domain is not None}))
    places = Places([row[0] for row in inputs.cities])
    tables = np.zeros((3, len(domains) + 1, len(inputs.cities)), dtype=np.int64)
    for start in range(0, len(pairs), PIECE):
        _count_into(tables, pairs[start : start + PIECE], inputs, domains, places)
    return Seats(domains, *tables.transpose(0, 2, 1))


def _count_into(tables: Int64s, pairs: Records, inputs: Inputs, domains: tuple[int, ...], places: Places) -> None:
    cities = places.of(pairs["submission"].astype(np.int64))
    if (cities < 0).any():
        raise ValueError("An assignment is of a city that does not take part in its round.")
    experts, done = pairs["expert"].astype(np.int64), pairs["done"] != 0
    awaited = ~done & ~_recused(inputs, cities, experts)
    marks, kind = _who_marks(inputs, domains, experts, pairs["domain"].astype(np.int64))
    alike, group = np.unique(marks, axis=0, return_inverse=True)
    groups, size = group.reshape(-1).astype(np.int32)[kind], len(inputs.cities)
    cells = (done * 2 + awaited) * size + cities
    for number, columns in enumerate(alike):
        counted = np.bincount(cells[groups == number], minlength=4 * size).reshape(4, size)
        for column in np.flatnonzero(columns).tolist():
            tables[:, column] += counted.sum(axis=0), counted[1], counted[2]


def _who_marks(
    inputs: Inputs, domains: tuple[int, ...], experts: Int64s, assigned: Int64s
) -> tuple[Bools, Int64s]:
    """[kinds, D + 1] which kinds of pair mark the indicators of which domain, in the last column those that all
    mark; and [pairs] of which kind each is: its expert, and the domain it was assigned for.
    """
    people = sorted({expert for expert, _ in inputs.expert_domains})
    place = {expert: row for row, expert in enumerate(people)}
    knows = np.zeros((len(people) + 1, len(domains) + 1), dtype=bool)  # the last row is of who has no domain
    for expert, domain in inputs.expert_domains:
        if domain in domains:
            knows[place[expert], domains.index(domain)] = True
    knows[:, -1] = True
    # for all of one's domains, for one of the round's, for one that the round does not have
    asked = np.zeros((len(domains) + 2, len(domains) + 1), dtype=bool)
    asked[0], asked[1:-1, :-1], asked[:, -1] = True, np.eye(len(domains), dtype=bool), True
    task, who = positions([0, *domains], assigned), positions(people, experts)
    task[task < 0], who[who < 0] = len(domains) + 1, len(people)
    marks = (knows[:, None] & asked[None]).reshape(-1, len(domains) + 1)
    return marks, who * len(asked) + task


def _recused(inputs: Inputs, cities: Int64s, experts: Int64s) -> Bools:
    """Which pairs are of an expert who is recused from the city."""
    if not inputs.recused:
        return np.zeros(len(cities), dtype=bool)
    place = {city: place for place, (_, city, _, _) in enumerate(inputs.cities)}
    pairs = {(place[city], expert) for expert, city in inputs.recused if city in place}
    suspects = np.isin(experts, np.array([expert for _, expert in pairs], dtype=np.int64))
    found = np.zeros(len(cities), dtype=bool)
    for at in np.flatnonzero(suspects).tolist():
        found[at] = (int(cities[at]), int(experts[at])) in pairs
    return found
