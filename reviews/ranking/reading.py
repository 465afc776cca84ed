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

# One row per layout, its sheets in no order: sorting them here is cheaper than there. A sheet that holds more or
# fewer marks than its layout is named and left out.
SHEETS = """
SELECT v.layout_id, l.indicator_ids,
  string_agg(int8send(a.submission_id) || int8send(a.expert_id) || v.points || v.mask, ''::bytea)
    FILTER (WHERE octet_length(v.points) = 2 * cardinality(l.indicator_ids)
              AND octet_length(v.mask) = cardinality(l.indicator_ids)),
  array_agg(a.submission_id ORDER BY v.sheet_id)
    FILTER (WHERE octet_length(v.points) <> 2 * cardinality(l.indicator_ids)
               OR octet_length(v.mask) <> cardinality(l.indicator_ids))
FROM reviews_scoresheetversion v
JOIN reviews_scoresheet s ON s.id = v.sheet_id
JOIN reviews_assignment a ON a.id = s.assignment_id
JOIN reviews_sheetlayout l ON l.id = v.layout_id
WHERE a.round_id = %s AND v.to_version IS NULL
GROUP BY v.layout_id, l.indicator_ids
ORDER BY v.layout_id
"""

# Who is deployed to which city, whether the sheet is in. Not ordered: only counts are made of it. Further experts
# of cases are not waited for.
PAIRS = """
SELECT string_agg(
  int8send(a.submission_id) || int8send(a.expert_id) || int8send(coalesce(a.domain_id, 0))
    || int8send((v.id IS NOT NULL)::int), ''::bytea)
FROM reviews_assignment a
LEFT JOIN reviews_scoresheet s ON s.assignment_id = a.id
LEFT JOIN reviews_scoresheetversion v ON v.sheet_id = s.id AND v.to_version IS NULL
WHERE a.round_id = %s AND a.state = %s AND a.case_id IS NULL
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
  ''::bytea ORDER BY v.submission_id, v.indicator_id)
FROM reviews_verification v JOIN cities_submission s ON s.id = v.submission_id
WHERE s.round_id = %s AND v.to_version IS NULL
"""

SETTLED = """
SELECT c.submission_id, t.indicator_id, (t.points * 100)::int, t.marks
FROM reviews_settlement t JOIN reviews_case c ON c.id = t.case_id
WHERE c.round_id = %s AND t.from_version IS NOT NULL AND t.lapsed_at IS NULL
ORDER BY c.submission_id, t.indicator_id, t.id
"""

CAPS = """
SELECT g.submission_id, g.highest FROM reviews_gradecap g
WHERE g.round_id = %s AND g.to_version IS NULL ORDER BY g.submission_id
"""

WEIGHTS = "SELECT expert_id, weight FROM reviews_panelmember WHERE round_id = %s ORDER BY expert_id"

PAIR = np.dtype([("submission", ">i8"), ("expert", ">i8"), ("domain", ">i8"), ("done", ">i8")])
VERIFICATION = np.dtype([("submission", ">i8"), ("indicator", ">i8"), ("points", ">i4"), ("applies", ">i4")])


@dataclass(frozen=True)
class SheetGroup:
    """The counting sheets of one layout: packed records of ``record_type``."""

    layout_id: int
    indicator_ids: tuple[int, ...]
    packed: bytes
    malformed: tuple[int, ...]
    """Submissions with a sheet that does not fit its layout."""

    def records(self) -> Records:
        width = len(self.indicator_ids)
        kind = [("submission", ">i8"), ("expert", ">i8"), ("points", "<i2", (width,)), ("mask", "u1", (width,))]
        return np.frombuffer(self.packed, dtype=np.dtype(kind))


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
    """Deployed experts: packed records of type ``PAIR``; domain 0: all of the expert's."""
    expert_domains: tuple[tuple[int, int], ...]
    recused: tuple[tuple[int, int], ...]
    """Expert and city."""
    verified: bytes
    settled: tuple[tuple[int, int, int, list[int]], ...]
    """Submission, indicator, hundredths, and the marks (sorted hundredths) for as long as which it holds."""
    weights: Mapping[int, int] = field(default_factory=dict)
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
    "v": "v.to_version IS NULL",
    "t": "t.from_version IS NOT NULL AND t.lapsed_at IS NULL",
}
COUNTED_THEN = {
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
    """Call it inside a repeatable-read transaction: all of one moment, in nine or ten queries.

    With ``at``, scores, verified points and settlements are those that counted in that version. Cities' states and
    assignments are not versioned and always those of now; what was recused since then counts nowhere.
    """
    round, state = _round_and_state(round_id)
    indicators = indicators_of(round.indicator_system)
    deployed: list[int | str] = [round_id, Assignment.State.DEPLOYED.value]
    return Inputs(
        round_id=round_id,
        scores_version=at if at is not None else state.requested if state else 0,
        cause=state.cause if state else "",
        policy=round.policy_value,
        system=system_spec(indicators),
        indicator_ids=tuple(indicator.pk for indicator in indicators),
        domain_ids=tuple(indicator.domain_id for indicator in indicators),
        cities=tuple(_rows(CITIES, [round_id])),
        sheets=tuple(_sheet_group(row[0], tuple(row[1]), bytes(row[2] or b""), tuple(row[3] or ()))
                     for row in _rows(_as_of(SHEETS, at), [round_id])),
        pairs=bytes(_rows(_as_of(PAIRS, at), deployed)[0][0] or b""),
        expert_domains=tuple(_rows(EXPERTS, [round_id])),
        recused=tuple(_rows(RECUSED, [round_id])),
        verified=bytes(_rows(_as_of(VERIFIED, at), [round_id])[0][0] or b""),
        settled=tuple(_rows(_as_of(SETTLED, at), [round_id])),
        weights=dict(_rows(WEIGHTS, [round_id])),
        caps=tuple(_rows(_as_of(CAPS, at), [round_id])),
    )  # fmt: skip


def _sheet_group(
    layout: int, indicators: tuple[int, ...], packed: bytes, malformed: tuple[int, ...]
) -> SheetGroup:
    """The sheets by city and expert, so that the same sheets are the same bytes."""
    group = SheetGroup(layout, indicators, packed, malformed)
    records = group.records()
    order = np.lexsort((records["expert"], records["submission"]))
    return replace(group, packed=records[order].tobytes())


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
    order = np.argsort(known, kind="stable")
    place = np.minimum(np.searchsorted(known[order], wanted), len(known) - 1)
    found = order[place]
    return np.where(known[found] == wanted, found, -1)


def count_seats(inputs: Inputs) -> Seats:
    """Counted over whole columns: at national size there are hundreds of thousands of pairs."""
    records = np.frombuffer(inputs.pairs, dtype=PAIR)
    cities = positions([row[0] for row in inputs.cities], records["submission"].astype(np.int64))
    experts = records["expert"].astype(np.int64)
    done = records["done"] != 0
    awaited = ~done & ~_recused(inputs, cities, experts)
    domains = tuple(sorted({domain for domain in inputs.domain_ids if domain is not None}))
    tables = np.zeros((3, len(inputs.cities), len(domains) + 1), dtype=np.int64)
    for column, domain in enumerate((*domains, None)):
        here = _knows(inputs, domain, experts, records["domain"])
        for table, counted in zip(tables, (here, here & awaited, here & done), strict=True):
            table[:, column] = np.bincount(cities[counted], minlength=len(inputs.cities))
    return Seats(domains, *tables)


def _knows(inputs: Inputs, domain: int | None, experts: Int64s, assigned: Int64s) -> Bools:
    """Which pairs mark the domain's indicators; with None, those that all experts mark."""
    if domain is None:
        return np.ones(len(experts), dtype=bool)
    those = np.array([expert for expert, known in inputs.expert_domains if known == domain], dtype=np.int64)
    return np.asarray(np.isin(experts, those) & ((assigned == 0) | (assigned == domain)))


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
