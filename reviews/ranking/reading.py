"""What a ranking is made of, read in as few and as packed queries as it takes.

Transport is the cost, not the arithmetic: sheets and verified points arrive as one string of bytes per layout,
and nothing is turned into a Python object row by row.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from reviews.models import Assignment, RankingState
from rounds.models import Indicator, IndicatorSystem, Round
from scoring.arrays import Bools, Int64s
from scoring.policy import ReconciliationPolicy
from scoring.system import IndicatorSpec, SystemSpec

Records = npt.NDArray[np.void]

CITIES = """
SELECT s.id, s.city_id, s.state, s.accepted_version_id IS NOT NULL
FROM cities_submission s JOIN cities_city c ON c.id = s.city_id
WHERE s.round_id = %s
ORDER BY c.gb_code
"""

# One row per layout, its sheets in no order: sorting them here is cheaper than there, and nothing is joined.
# A sheet that holds more or fewer marks than its layout is named and left out.
SHEETS = """
SELECT v.layout_id,
  string_agg(int8send(v.assignment_id) || v.points || v.mask, ''::bytea)
    FILTER (WHERE octet_length(v.points) = 2 * l.width AND octet_length(v.mask) = l.width),
  array_agg(v.assignment_id)
    FILTER (WHERE octet_length(v.points) <> 2 * l.width OR octet_length(v.mask) <> l.width)
FROM reviews_scoresheetversion v
JOIN (SELECT id, cardinality(indicator_ids) AS width FROM reviews_sheetlayout WHERE round_id = %s) l
  ON l.id = v.layout_id
WHERE v.to_version IS NULL
GROUP BY v.layout_id
ORDER BY v.layout_id
"""

LAYOUTS = "SELECT id, indicator_ids FROM reviews_sheetlayout WHERE round_id = %s"

# Who was ever given which city. What is packed costs by the piece: expert, domain and whether the sheet is waited
# for (deployed, and not of a case's further expert) share a number. Of a recused expert only what had a sheet is
# left: it was assigned, and a late recusal does not undo that.
ASSIGNED = """
SELECT string_agg(
  int8send(a.id) || int8send(a.submission_id) || int8send(
    (a.expert_id << 20) | (coalesce(a.domain_id, 0) << 1) | (
      a.case_id IS NULL AND (a.state = %s OR (a.expert_id, a.submission_id) IN (
        SELECT r.expert_id, s.id FROM reviews_recusal r JOIN cities_submission s
          ON s.city_id = r.city_id AND s.round_id = r.round_id WHERE r.round_id = %s)))::int), ''::bytea)
FROM reviews_assignment a
WHERE a.round_id = %s
"""

EXPERTS = """
SELECT d.expert_id, d.domain_id
FROM reviews_expert_domains d
WHERE d.expert_id IN (SELECT expert_id FROM reviews_assignment WHERE round_id = %s)
ORDER BY d.expert_id, d.domain_id
"""

RECUSED = "SELECT DISTINCT expert_id, city_id FROM reviews_recusal WHERE round_id = %s ORDER BY expert_id, city_id"

VERIFIED = """
SELECT string_agg(
  int8send(v.submission_id) || int8send(v.indicator_id) || int4send((v.points * 100)::int)
    || int4send(v.applies::int),
  ''::bytea)
FROM reviews_verification v JOIN cities_submission s ON s.id = v.submission_id
WHERE s.round_id = %s AND v.to_version IS NULL
"""

SETTLED = """
SELECT c.submission_id, t.indicator_id, (t.points * 100)::int, t.marks
FROM reviews_settlement t JOIN reviews_case c ON c.id = t.case_id
WHERE c.round_id = %s AND t.from_version IS NOT NULL AND t.lapsed_at IS NULL
ORDER BY c.submission_id, t.indicator_id, t.id
"""

LEFT_OUT = """
SELECT n.submission_id, n.indicator_id
FROM cities_notapplicablerequest n JOIN cities_submission s ON s.id = n.submission_id
WHERE s.round_id = %s AND n.from_version IS NOT NULL
ORDER BY n.submission_id, n.indicator_id
"""

CAPS = """
SELECT g.submission_id, g.highest FROM reviews_gradecap g
WHERE g.round_id = %s AND g.to_version IS NULL ORDER BY g.submission_id
"""

WEIGHTS = "SELECT expert_id, weight FROM reviews_panelmember WHERE round_id = %s ORDER BY expert_id"

ASSIGNMENT = np.dtype([("id", ">i8"), ("submission", ">i8"), ("who", ">i8")])
DOMAINS = 2**19 - 1
"""The bits of ``who`` that name a domain."""
PAIR = np.dtype([("submission", "<i8"), ("expert", "<i8"), ("domain", "<i8"), ("done", "<i8")])
"""``done``: the expert's sheet is in."""
VERIFICATION = np.dtype([("submission", ">i8"), ("indicator", ">i8"), ("points", ">i4"), ("applies", ">i4")])


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
    settled: tuple[tuple[int, int, int, list[int]], ...]
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

    def sha256(self) -> str:
        """The hash of all that decides the result, and of nothing else: not of version, cause or time."""
        digest = hashlib.sha256()
        plain: list[object] = [
            self.policy.sha256(), self.system.sha256(), self.indicator_ids, self.domain_ids, self.cities,
            sorted(self.weights.items()),
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
        digest.update(self.verified)
        return digest.hexdigest()


COUNTS_NOW = {
    "g": "g.to_version IS NULL",
    "n": "n.from_version IS NOT NULL",
    "v": "v.to_version IS NULL",
    "t": "t.from_version IS NOT NULL AND t.lapsed_at IS NULL",
}
COUNTED_THEN = {
    "n": "n.from_version <= {at}",
    "g": "g.from_version <= {at} AND (g.to_version IS NULL OR g.to_version > {at})",
    "v": "v.from_version <= {at} AND (v.to_version IS NULL OR v.to_version > {at})",
    "t": "t.from_version <= {at} AND t.lapsed_at IS NULL",
}


def _as_of(sql: str, version: int | None) -> str:
    """The query as it would have answered when ``version`` was the newest; None: as it answers now."""
    if version is None:
        return sql
    for table, now in COUNTS_NOW.items():
        sql = sql.replace(now, COUNTED_THEN[table].format(at=int(version)))
    return sql


def read_inputs(round_id: int, *, at: int | None = None) -> Inputs:
    """Call it inside a repeatable-read transaction: all of one moment, in a dozen queries.

    With ``at``, scores, verified points and settlements are those that counted in that version. Cities' states and
    assignments are not versioned and always those of now; what was recused since then counts nowhere.
    """
    round, state = _round_and_state(round_id)
    indicators = indicators_of(round.indicator_system)
    assigned = _Assigned(_rows(ASSIGNED, [Assignment.State.DEPLOYED.value, round_id, round_id])[0][0])
    layouts = {number: tuple(indicator_ids) for number, indicator_ids in _rows(LAYOUTS, [round_id])}
    sheets = _rows(_as_of(SHEETS, at), [round_id])
    return Inputs(
        round_id=round_id,
        scores_version=at if at is not None else state.requested if state else 0,
        cause=state.cause if state else "",
        policy=round.policy_value,
        system=system_spec(indicators),
        indicator_ids=tuple(indicator.pk for indicator in indicators),
        domain_ids=tuple(indicator.domain_id for indicator in indicators),
        cities=tuple(_rows(CITIES, [round_id])),
        sheets=tuple(
            assigned.sheet_group(layout, layouts[layout], bytes(packed or b""), misfits or [])
            for layout, packed, misfits in sheets
        ),
        pairs=assigned.pairs(),
        expert_domains=tuple(_rows(EXPERTS, [round_id])),
        recused=tuple(_rows(RECUSED, [round_id])),
        verified=_in_order(bytes(_rows(_as_of(VERIFIED, at), [round_id])[0][0] or b"")),
        settled=tuple(_rows(_as_of(SETTLED, at), [round_id])),
        weights=dict(_rows(WEIGHTS, [round_id])),
        left_out=tuple(_rows(_as_of(LEFT_OUT, at), [round_id])),
        caps=tuple(_rows(_as_of(CAPS, at), [round_id])),
    )


class _Assigned:
    """The round's assignments by city and expert, and which of their sheets were met with."""

    def __init__(self, packed: bytes | None) -> None:
        rows = np.frombuffer(bytes(packed or b""), dtype=ASSIGNMENT)
        who = rows["who"].astype(np.int64)
        order = np.lexsort((rows["id"], who >> 20, rows["submission"]))
        self.ids = rows["id"][order].astype(np.int64)
        self.submission = rows["submission"][order].astype(np.int64)
        self.expert = who[order] >> 20
        self.domain = who[order] >> 1 & DOMAINS
        self.is_awaited = who[order] & 1 == 1
        self.is_done = np.zeros(len(rows), dtype=bool)

    def sheet_group(
        self, layout: int, indicators: tuple[int, ...], packed: bytes, misfits: Sequence[int]
    ) -> SheetGroup:
        """The sheets in the order of their assignments, so that the same sheets are the same bytes."""
        width = len(indicators)
        kind = [("assignment", ">i8"), ("points", "<i2", (width,)), ("mask", "u1", (width,))]
        given = np.frombuffer(packed, dtype=np.dtype(kind))
        row_of = np.full(len(self.ids), -1, dtype=np.int64)
        row_of[positions(self.ids, given["assignment"].astype(np.int64))] = np.arange(len(given))
        there = np.flatnonzero(row_of >= 0)
        self.is_done[there] = True
        bad = positions(self.ids, np.array(misfits, dtype=np.int64))
        self.is_done[bad] = True
        group = SheetGroup(layout, indicators, b"", tuple(self.submission[np.sort(bad)].tolist()))
        records = np.empty(len(there), dtype=group.record_type)
        records["submission"], records["expert"] = self.submission[there], self.expert[there]
        records["points"], records["mask"] = given["points"][row_of[there]], given["mask"][row_of[there]]
        return replace(group, packed=records.tobytes())

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
    return records[np.lexsort((records["indicator"], records["submission"]))].tobytes()


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
    round = Round.objects.select_related("ranking_state", "indicator_system").get(pk=round_id)
    return round, getattr(round, "ranking_state", None)


def indicators_of(system: IndicatorSystem) -> tuple[Indicator, ...]:
    """In order, with area and domain. A frozen system never changes: it is read once in a process."""
    return _frozen_indicators(system.pk, system.sha256) if system.is_frozen else _indicators(system.pk)


@lru_cache(maxsize=16)
def _frozen_indicators(system_id: int, sha256: str) -> tuple[Indicator, ...]:
    return _indicators(system_id)


def _indicators(system_id: int) -> tuple[Indicator, ...]:
    found = Indicator.objects.filter(system_id=system_id).select_related("area", "domain")
    return tuple(found.order_by("position", "code"))


def _rows(sql: str, parameters: Sequence[int | str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def positions(keys: Sequence[int] | Int64s, wanted: Int64s) -> Int64s:
    """Where each of ``wanted`` stands among ``keys``; −1 where it is not."""
    known = np.asarray(keys, dtype=np.int64)
    if not len(known):
        return np.full(len(wanted), -1, dtype=np.int64)
    low, high = int(known.min()), int(known.max())
    if high - low < SPARSE * len(known):
        return _looked_up(known, wanted, low, high)
    order = np.argsort(known, kind="stable")
    place = np.minimum(np.searchsorted(known[order], wanted), len(known) - 1)
    found = order[place]
    return np.where(known[found] == wanted, found, -1)


SPARSE = 16
"""Keys that fill their range at least one in so many are found in a table: rows made together are."""


def _looked_up(known: Int64s, wanted: Int64s, low: int, high: int) -> Int64s:
    table = np.full(high - low + 2, -1, dtype=np.int64)  # the last place is of all that lie outside
    table[known - low] = np.arange(len(known))
    outside = (wanted < low) | (wanted > high)
    return table[np.where(outside, high - low + 1, wanted - low)]


def count_seats(inputs: Inputs) -> Seats:
    """Counted over whole columns: at national size there are hundreds of thousands of pairs."""
    records = np.frombuffer(inputs.pairs, dtype=PAIR)
    cities = positions([row[0] for row in inputs.cities], records["submission"].astype(np.int64))
    experts = records["expert"].astype(np.int64)
    done = records["done"] != 0
    awaited = ~done & ~_recused(inputs, cities, experts)
    domains = tuple(sorted({domain for domain in inputs.domain_ids if domain is not None}))
    marks = _who_marks(inputs, domains, experts, records["domain"].astype(np.int64))
    tables = np.zeros((3, len(inputs.cities), len(domains) + 1), dtype=np.int64)
    for column in range(len(domains) + 1):
        here = marks[:, column]
        for table, counted in zip(tables, (here, here & awaited, here & done), strict=True):
            table[:, column] = np.bincount(cities[counted], minlength=len(inputs.cities))
    return Seats(domains, *tables)


def _who_marks(inputs: Inputs, domains: tuple[int, ...], experts: Int64s, assigned: Int64s) -> Bools:
    """[pairs, D + 1] which pairs mark the indicators of which domain; in the last column, those that all mark."""
    people = sorted({expert for expert, _ in inputs.expert_domains})
    place = {expert: row for row, expert in enumerate(people)}
    knows = np.zeros((len(people) + 1, len(domains) + 1), dtype=bool)  # the last row is of who has no domain
    for expert, domain in inputs.expert_domains:
        if domain in domains:
            knows[place[expert], domains.index(domain)] = True
    asked = np.append(
        (assigned[:, None] == 0) | (assigned[:, None] == np.array(domains)), assigned[:, None] >= 0, 1
    )
    knows[:, -1] = True
    return np.asarray(knows[positions(people, experts)] & asked)


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
