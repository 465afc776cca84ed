"""The network pool → experts → (pairs) → (provinces) → tasks, and what its arcs cost in each step."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.arrays import Int8s, Int64s
from scoring.assign.board import Board, Offers
from scoring.assign.flow import LARGEST, Network
from scoring.assign.question import MOST_MATCH

REWARD = 100
"""What a mark of a lowest load is worth: more than any that is only of use, less than any that is wanted."""
GAP = 1_000
"""What the last wanted mark is worth; each one before it that much more. Squared, of those that are least."""
SEGMENTS = 64
"""Steps in which loads are made even; where loads are higher, a step is several marks."""
SHARPEST = 16
"""Bits of a lot that are used, where the numbers are small enough."""
POOL = 0


@dataclass(frozen=True, eq=False)
class PoolArcs:
    """From the pool to the experts, as far as they have room, and straight to the tasks: what is missing."""

    heads: Int64s
    """Experts as 1 + position; tasks as −1 − position among those that want something."""
    capacities: Int64s
    gap_costs: Int64s
    even_costs: Int64s


def pool_arcs(board: Board) -> PoolArcs:
    """The same in every step, in the same order."""
    parts = [*_room_arcs(board), _missing_arcs(board)]
    return PoolArcs(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


Columns = tuple[Int64s, Int64s, Int64s, Int64s]


def _room_arcs(board: Board) -> list[Columns]:
    """For each expert first what is lacking to the lowest load, then the rest, in steps of growing cost."""
    room, lacking = board.room, board.lacking
    widest = max(1, int(room.max(initial=0)))
    width = -(-widest // SEGMENTS) if board.question.rules.even else widest
    experts, arcs = 1 + np.arange(len(room)), []
    for start, size, reward in ((board.load, lacking, -REWARD), (board.load + lacking, room - lacking, 0)):
        for segment in range(-(-int(size.max(initial=0)) // width)):
            taken = np.clip(size - segment * width, 0, width)
            arcs.append((experts, taken, np.full(len(room), reward), start // width + segment))
    return arcs


def _missing_arcs(board: Board) -> Columns:
    rules, demand = board.question.rules, board.demand[np.flatnonzero(board.demand)]
    levels = [np.arange(rules.most, rules.most - size, -1) for size in demand.tolist()]
    prices = np.array([_price(level, rules.least, rules.wanted, rules.most) for level in range(rules.most + 1)])
    heads = -1 - np.repeat(np.arange(len(demand)), demand)
    costs = prices[np.concatenate(levels)] if levels else np.zeros(0, dtype=np.int64)
    return heads, np.ones_like(heads), costs, np.zeros_like(heads)


def _price(level: int, least: int, wanted: int, most: int) -> int:
    """Of going without the mark that would be a task's ``level``-th: the more are missing, the more each costs."""
    if level > wanted:
        return most - level + 1
    if level > least:
        return GAP * (wanted - level + 1)
    return GAP * GAP * (least - level + 1)


@dataclass(frozen=True, eq=False)
class Layout:
    """Where nodes and arcs stand for some of the offers: offers first, gates second, then the pool's arcs."""

    board: Board
    offers: Offers
    pool: PoolArcs

    @cached_property
    def tasks(self) -> Int64s:
        """The tasks that want something."""
        return np.flatnonzero(self.board.demand)

    @cached_property
    def pairs(self) -> Int64s:
        """Numbers of the pairs that have a node: more than one of their offers is in play."""
        return np.flatnonzero(self._in_play > 1)

    @cached_property
    def is_alone(self) -> Int64s:
        """Where the offers stand whose pair has no other in play, and so no node."""
        paired = np.flatnonzero(self.offers.pairs >= 0)
        return np.asarray(paired[self._in_play[self.offers.pairs[paired]] == 1])

    @cached_property
    def _in_play(self) -> Int64s:
        return np.bincount(self.offers.pairs[self.offers.pairs >= 0]).astype(np.int64)

    @cached_property
    def slots(self) -> Int64s:
        """Numbers of the tasks' provinces that have a node."""
        return np.unique(self.offers.slots[self.offers.slots >= 0])

    @property
    def first_pair(self) -> int:
        return 1 + len(self.board.load)

    @property
    def first_slot(self) -> int:
        return self.first_pair + len(self.pairs)

    @property
    def first_task(self) -> int:
        return self.first_slot + len(self.slots)

    @property
    def nodes(self) -> int:
        return self.first_task + len(self.tasks)

    def left_of(self, offers: Offers) -> Int64s:
        """Where each offer comes from: the node that lets one of a pair through if there is one, or the expert."""
        return _node_or(self.pairs, self.first_pair, offers.pairs, 1 + offers.experts)

    def right_of(self, offers: Offers) -> Int64s:
        """Where each offer goes: the node that lets one of a province through if there is one, or the task."""
        return _node_or(self.slots, self.first_slot, offers.slots, self.task_nodes(offers.tasks))

    def task_nodes(self, tasks: Int64s) -> Int64s:
        places = np.cumsum(self.board.demand > 0) - 1
        return np.asarray(self.first_task + places[tasks])

    @cached_property
    def ends(self) -> tuple[Int64s, Int64s]:
        """Tails and heads of all arcs."""
        expert_of, task_of = _first_of(self.offers.pairs, self.pairs), _first_of(self.offers.slots, self.slots)
        heads = self.pool.heads
        return (
            np.concatenate([
                self.left_of(self.offers),
                1 + self.offers.experts[expert_of],
                self.first_slot + np.arange(len(self.slots)),
                np.full(len(heads), POOL),
            ]),
            np.concatenate([
                self.right_of(self.offers),
                self.first_pair + np.arange(len(self.pairs)),
                self.task_nodes(self.offers.tasks[task_of]),
                np.where(heads > 0, heads, self.first_task - 1 - heads),
            ]),
        )  # fmt: skip

    def network(self, offer_costs: Int64s, pool_costs: Int64s, states: Int8s) -> Network:
        """All that is of use flows from the pool: to the tasks through experts, or as missing."""
        tails, heads = self.ends
        offers, gates, pool = len(self.offers.tasks), len(self.pairs) + len(self.slots), len(self.pool.heads)
        supplies = np.zeros(self.nodes, dtype=np.int64)
        supplies[self.first_task :] = -self.board.demand[self.tasks]
        supplies[POOL] = self.board.demand.sum()
        assert offers + gates + pool == len(tails)
        return Network(
            tails=tails,
            heads=heads,
            capacities=np.concatenate([np.ones(offers + gates, dtype=np.int64), self.pool.capacities]),
            costs=np.concatenate([offer_costs, np.zeros(gates, dtype=np.int64), pool_costs]),
            states=states,
            supplies=supplies,
        )


def _node_or(known: Int64s, first: int, numbers: Int64s, otherwise: Int64s) -> Int64s:
    """The node of each number that is known; −1 and other numbers have none."""
    if not len(known):
        return otherwise
    nodes = np.full(max(int(numbers.max(initial=0)), int(known[-1])) + 2, -1, dtype=np.int64)
    nodes[known] = first + np.arange(len(known))
    found = nodes[numbers]
    return np.where(found >= 0, found, otherwise)


def _first_of(numbers: Int64s, known: Int64s) -> Int64s:
    """For each known number an offer that has it."""
    order = np.argsort(numbers, kind="stable")
    return order[np.searchsorted(numbers[order], known)]


def match_costs(board: Board, offers: Offers) -> Int64s:
    """[A] the highest match costs least, and no exchange of lots, however long, outweighs one unit of it.

    An exchange passes each task once at most, so it adds at most as many lots as there are tasks. The scale
    depends on the question alone, not on the offers that are looked at.
    """
    bits, unit = _scale(board)
    return (MOST_MATCH - offers.values) * unit + (offers.lots >> (32 - bits))


def _scale(board: Board) -> tuple[int, int]:
    """Bits of a lot, and what one unit of match costs."""
    experts, tasks, rules = len(board.load), len(board.demand), board.question.rules
    nodes = 2 + experts + tasks
    if rules.one_domain_a_city:
        nodes += experts * len(board.question.city_ids)
    if rules.one_of_a_province:
        nodes += tasks * (int(board.question.provinces.max(initial=0)) + 1)
    bits = SHARPEST
    while bits > 1 and (MOST_MATCH + 1) * (((tasks + 1) << bits) + 1) * nodes >= LARGEST:
        bits -= 1
    return bits, ((tasks + 1) << bits) + 1
