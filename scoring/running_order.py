"""The running order of the presentations 现场汇报: which city speaks in which session, and when in it.

Drawn by lot from a public seed: whoever knows the seed and what went in can draw it again. The lot of a city is
the SHA-256 of ``seed/code``, so nobody needs this program to check it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from scoring.assign.flow import FREE, Network, solve_flow

MOST_CITIES = 300
"""In one draw: beyond, the solver's integers could overflow."""
LOT_LEVELS = 256


@dataclass(frozen=True)
class Speaker:
    """A city that presents. ``scoring``: the experts who mark it; ``recused``: those who must not."""

    city: int
    code: str
    batch: int
    region: str
    province: str
    scoring: frozenset[int] = frozenset()
    recused: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sitting:
    """A session with its places and the experts who sit in it."""

    session: int
    places: int
    experts: frozenset[int] = frozenset()


class Misfit(NamedTuple):
    """An expert and a city that an order could not fit: recused but seated, or marking but not seated."""

    session: int
    city: int
    expert: int
    is_recused: bool


@dataclass(frozen=True)
class RunningOrder:
    """Cities of each session in the order in which they speak, and every city's lot."""

    sessions: Mapping[int, tuple[int, ...]]
    lots: Mapping[int, str]


def lot(seed: str, code: str) -> str:
    """The lot of a city: 64 hexadecimal digits; the smaller one speaks first."""
    return hashlib.sha256(f"{seed}/{code}".encode()).hexdigest()


def draw_order(speakers: Sequence[Speaker], sittings: Sequence[Sitting], seed: str) -> RunningOrder:
    """Every city once, in this order of importance:

    1. each session gets its share of the cities, rounded down or up, in proportion to its places;
    2. as few misfits as possible (``Misfit``);
    3. each batch, and within it each region, is spread evenly over the sessions;
    4. the lots decide.

    Within a session the cities speak in the order of their lots. Two are exchanged only if thereby an expert who
    is recused from one of them need not leave in the middle and come back, or fewer neighbours are of one
    province. ValueError if there are more cities than places.
    """
    speakers, sittings = sorted(speakers, key=lambda s: s.code), sorted(sittings, key=lambda s: s.session)
    places = sum(sitting.places for sitting in sittings)
    if len(speakers) > places:
        raise ValueError(f"{len(speakers)} cities, {places} places")
    if len(speakers) > MOST_CITIES:
        raise ValueError(f"{len(speakers)} cities, at most {MOST_CITIES}")
    lots = {speaker.city: lot(seed, speaker.code) for speaker in speakers}
    chosen = _shared_out(speakers, sittings, seed) if speakers else {}
    sessions = {}
    for sitting in sittings:
        own = [speaker for speaker in speakers if chosen[speaker.city] == sitting.session]
        ordered = _in_order(sorted(own, key=lambda s: lots[s.city]), sitting.experts)
        sessions[sitting.session] = tuple(speaker.city for speaker in ordered)
    return RunningOrder(sessions, lots)


def misfits(
    sessions: Mapping[int, Sequence[int]], speakers: Sequence[Speaker], sittings: Sequence[Sitting]
) -> list[Misfit]:
    """What the order could not fit, by session, city and expert."""
    known = {speaker.city: speaker for speaker in speakers}
    found = []
    for sitting in sittings:
        for city in sessions.get(sitting.session, ()):
            speaker = known[city]
            found += [Misfit(sitting.session, city, e, True) for e in speaker.recused & sitting.experts]
            found += [
                Misfit(sitting.session, city, e, False)
                for e in speaker.scoring - speaker.recused - sitting.experts
            ]
    return sorted(found)


def _misfit_count(speaker: Speaker, sitting: Sitting) -> int:
    return len(speaker.recused & sitting.experts) + len(speaker.scoring - speaker.recused - sitting.experts)


class _Arc(NamedTuple):
    tail: int
    head: int
    capacity: int
    cost: int


def _shared_out(speakers: Sequence[Speaker], sittings: Sequence[Sitting], seed: str) -> dict[int, int]:
    """City → session, as a flow of least cost city → (batch, region, session) → (batch, session) → session."""
    number, most = len(speakers), max(_misfit_count(s, t) for s in speakers for t in sittings)
    region_unit = LOT_LEVELS * number + 1
    batch_unit = region_unit * (2 * number + 1)
    misfit_unit = batch_unit * (2 * number + 1)
    size_unit = misfit_unit * (number * most + 1)
    nodes = _Nodes()
    arcs: list[_Arc] = []
    choices: list[tuple[int, int]] = []
    for speaker in speakers:
        for sitting in sittings:
            group = nodes[speaker.batch, speaker.region, sitting.session]
            cost = _misfit_count(speaker, sitting) * misfit_unit + _level(seed, speaker, sitting)
            arcs.append(_Arc(nodes["city", speaker.city], group, 1, cost))
            choices.append((speaker.city, sitting.session))
    shares = _shares(sittings)
    for (batch, region), size in sorted(Counter((s.batch, s.region) for s in speakers).items()):
        for sitting, share in zip(sittings, shares, strict=True):
            ends = nodes[batch, region, sitting.session], nodes["batch", batch, sitting.session]
            arcs += _even(*ends, size, share, region_unit, beyond=True)
    for batch, size in sorted(Counter(s.batch for s in speakers).items()):
        for sitting, share in zip(sittings, shares, strict=True):
            ends = nodes["batch", batch, sitting.session], nodes["session", sitting.session]
            arcs += _even(*ends, size, share, batch_unit, beyond=True)
    for sitting, share in zip(sittings, shares, strict=True):
        ends = nodes["session", sitting.session], nodes["end"]
        arcs += _even(*ends, number, share, size_unit, beyond=False)
    supplies = np.zeros(len(nodes), dtype=np.int64)
    for speaker in speakers:
        supplies[nodes["city", speaker.city]] = 1
    supplies[nodes["end"]] = -number
    flow = solve_flow(_network(arcs, supplies))
    return {city: session for (city, session), used in zip(choices, flow.flows.tolist(), strict=False) if used}


class _Nodes:
    """Numbers for whatever stands at a node, in the order in which it is first asked for."""

    def __init__(self) -> None:
        self.numbers: dict[object, int] = {}

    def __getitem__(self, key: object) -> int:
        return self.numbers.setdefault(key, len(self.numbers))

    def __len__(self) -> int:
        return len(self.numbers)


def _level(seed: str, speaker: Speaker, sitting: Sitting) -> int:
    """0 … 255: what decides between choices that are otherwise equal."""
    return int(lot(seed, f"{speaker.code}/{sitting.session}")[:2], 16)


def _shares(sittings: Sequence[Sitting]) -> list[tuple[int, int]]:
    """Each session's share of the cities, as numerator and denominator."""
    places = sum(sitting.places for sitting in sittings)
    return [(sitting.places, places) for sitting in sittings]


def _even(tail: int, head: int, size: int, share: tuple[int, int], unit: int, *, beyond: bool) -> list[_Arc]:
    """Arcs for ``size`` cities of which a share goes this way: that many are free, one more costs, others more."""
    whole, rest = divmod(size * share[0], share[1])
    arcs = [_Arc(tail, head, whole, 0), _Arc(tail, head, 1 if rest else 0, unit)]
    return [*arcs, _Arc(tail, head, size, 2 * unit)] if beyond else arcs


def _network(arcs: Sequence[_Arc], supplies: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Network:
    columns = np.array(arcs, dtype=np.int64).T
    return Network(
        tails=columns[0],
        heads=columns[1],
        capacities=columns[2],
        costs=columns[3],
        states=np.full(len(arcs), FREE, dtype=np.int8),
        supplies=supplies,
    )


def _in_order(drawn: Sequence[Speaker], seated: frozenset[int]) -> list[Speaker]:
    """The drawn order, with as few exchanges as lower ``_trouble``, the first that does each time."""
    order = list(drawn)
    trouble = _trouble(order, seated)
    while trouble > (0, 0):
        better = next((c for c in _exchanges(order) if _trouble(c, seated) < trouble), None)
        if better is None:
            break
        order, trouble = better, _trouble(better, seated)
    return order


def _exchanges(order: list[Speaker]) -> Iterator[list[Speaker]]:
    for i in range(len(order)):
        for j in range(i + 1, len(order)):
            exchanged = order.copy()
            exchanged[i], exchanged[j] = order[j], order[i]
            yield exchanged


def _trouble(order: Sequence[Speaker], seated: frozenset[int]) -> tuple[int, int]:
    """How often an expert must leave and come back, and how many neighbours are of one province.

    Who is recused only from the first or the last cities comes later or goes earlier, which disturbs nobody.
    """
    leaving = {expert for speaker in order for expert in speaker.recused} & seated
    returns = sum(_leaves_between(order, expert) for expert in leaving)
    return returns, sum(one.province == next_.province for one, next_ in pairwise(order))


def _leaves_between(order: Sequence[Speaker], expert: int) -> int:
    runs = [is_away for is_away, _run in groupby(expert in speaker.recused for speaker in order)]
    return sum(runs[1:-1])
