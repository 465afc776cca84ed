"""The answer: as few gaps as possible, loads even where asked, then the highest match. Each step is proved."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scoring.arrays import Bools, Int8s, Int64s
from scoring.assign.board import Board, Offers, board_of
from scoring.assign.connectivity import Connectivity, connectivity
from scoring.assign.flow import (
    FREE,
    Network,
    lower_bound,
    potentials_of,
    reduced_costs,
    solve_flow,
    states_of_all_optimal,
)
from scoring.assign.network import Layout, match_costs, pool_arcs
from scoring.assign.question import MOST_MATCH, Pair, Place, Question

WHOLE = 300_000
"""Up to this many offers all are given to the solver; beyond it the promising ones, until no other would help."""
TIMES = 8
"""How many of the best of each task and each expert are promising, as a multiple of what they want."""
FEW_AT_RANDOM = 3


@dataclass(frozen=True, order=True)
class Gap:
    """A city gets fewer marks in a domain than wanted."""

    city: int
    domain: str
    have: int
    least: int
    wanted: int
    able: int
    """Experts who know the domain and may mark the city."""
    barred: int
    """Experts who know the domain but are recused from the city or pinned against it."""

    @property
    def blocks_ranking(self) -> bool:
        return self.have < self.least

    @property
    def missing(self) -> int:
        return self.wanted - self.have


@dataclass(frozen=True)
class Proof:
    """What a step cost, and a bound that no assignment can go below: equal, there is none better."""

    cost: int
    bound: int

    @property
    def holds(self) -> bool:
        return self.cost == self.bound


@dataclass(frozen=True, eq=False)
class Solution:
    """Who marks what. The same question has the same solution, whatever the order it was put in."""

    question: Question
    board: Board
    added: Mapping[Pair, frozenset[str]]
    """What is proposed beside what stands."""
    gaps: tuple[Gap, ...]
    proofs: tuple[Proof, ...]
    """Of each step: gaps, loads where they are to be even, match."""
    loads: Mapping[int, int]
    """Marks to give by expert, with what stands."""

    @property
    def is_proved(self) -> bool:
        return bool(self.proofs) and all(proof.holds for proof in self.proofs)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every mark to give, standing ones too."""
        new = [(e, c, domain) for (e, c), domains in self.added.items() for domain in domains]
        return tuple(sorted([*self.board.standing, *new]))

    @cached_property
    def under_load(self) -> tuple[int, ...]:
        """Experts below their lowest load."""
        return tuple(e for e, load in sorted(self.loads.items()) if load < self.question.experts[e].least)

    @property
    def match(self) -> int:
        """Sum of the match of all places that are asked about."""
        return sum(self.match_of(place) or 0 for place in self.places)

    def match_of(self, place: Place) -> int | None:
        """0…100; None for what stands although it is not on offer."""
        expert, city, domain = place
        question = self.question
        if expert not in question.expert_place:
            return None
        if question.match is None:
            return 0
        at = question.expert_place[expert], question.city_place[city], question.domains.index(domain)
        return int(question.match[at])

    @cached_property
    def connectivity(self) -> Mapping[str, Connectivity]:
        """By domain, whether severity could be told from quality."""
        rows: dict[str, list[Pair]] = defaultdict(list)
        for expert, city, domain in self.places:
            rows[domain].append((expert, city))
        return {domain: _connectivity(rows[domain]) for domain in self.question.domains}


def _connectivity(pairs: list[Pair]) -> Connectivity:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return connectivity(table[:, 0], table[:, 1])


def solve(question: Question, *, lowest_match: int = 0, whole: int = WHOLE) -> Solution:
    """The best assignment. ``lowest_match``: offers below it are left out (see ``raised``)."""
    board = board_of(question)
    if lowest_match:
        board = replace(board, offers=board.offers.only(board.offers.values >= lowest_match))
    steps = _Steps(board, whole)
    pool, none = steps.pool, np.zeros(len(board.offers.tasks), dtype=np.int64)
    answers = [steps.run(none, pool.gap_costs)]
    if question.rules.even:
        answers.append(steps.run(none, pool.even_costs))
    answers.append(steps.run(match_costs(board, board.offers), np.zeros_like(pool.gap_costs)))
    return _solution(board, answers[-1].taken, tuple(answer.proof for answer in answers))


@dataclass(frozen=True, eq=False)
class _Answer:
    """Offers that are taken, and the proof that no others cost less."""

    taken: Bools
    proof: Proof


class _Steps:
    """Runs one step after the other, each among all that are as good by the steps before.

    Only promising offers are given to the solver, and any other that the proof asks for. What the steps before
    left open is kept by offer, by the number of a gate's pair or province, and by arc of the pool.
    """

    def __init__(self, board: Board, whole: int) -> None:
        self.board = board
        self.pool = pool_arcs(board)
        self.chosen = _promising(board, whole)
        self.offer_states = np.zeros(len(board.offers.tasks), dtype=np.int8)
        self.pair_states = np.zeros(int(board.offers.pairs.max(initial=-1)) + 1, dtype=np.int8)
        self.slot_states = np.zeros(int(board.offers.slots.max(initial=-1)) + 1, dtype=np.int8)
        self.pool_states = np.zeros(len(self.pool.heads), dtype=np.int8)

    def run(self, offer_costs: Int64s, pool_costs: Int64s) -> _Answer:
        """The cheapest among what is open; then only what is as cheap stays open."""
        while True:
            layout = Layout(self.board, self.board.offers.only(self.chosen), self.pool)
            network = layout.network(offer_costs[self.chosen], pool_costs, self._states(layout))
            flow = solve_flow(network)
            potentials = potentials_of(network, flow)
            dear = self._reduced(layout, offer_costs, potentials)
            helpful = ~self.chosen & (self.offer_states == FREE) & (dear < 0)
            if not helpful.any():
                break
            self.chosen = self.chosen | helpful
        self._keep(layout, network, potentials, dear)
        taken = np.zeros(len(self.chosen), dtype=bool)
        taken[np.flatnonzero(self.chosen)[flow.flows[: len(layout.offers.tasks)] > 0]] = True
        return _Answer(taken, Proof(flow.cost, lower_bound(network, potentials)))

    def _states(self, layout: Layout) -> Int8s:
        parts = (
            self.offer_states[self.chosen],
            self.pair_states[layout.pairs],
            self.slot_states[layout.slots],
            self.pool_states,
        )
        return np.concatenate(parts)

    def _reduced(self, layout: Layout, offer_costs: Int64s, potentials: Int64s) -> Int64s:
        """[A] reduced costs of all offers. One that was left out would use the nodes that there are."""
        offers = self.board.offers
        return offer_costs + potentials[layout.left_of(offers)] - potentials[layout.right_of(offers)]

    def _keep(self, layout: Layout, network: Network, potentials: Int64s, dear: Int64s) -> None:
        self.offer_states = states_of_all_optimal(dear, self.offer_states)
        states = states_of_all_optimal(reduced_costs(network, potentials), network.states)
        first = len(layout.offers.tasks)
        last = first + len(layout.pairs)
        self.pair_states[layout.pairs] = states[first:last]
        self.slot_states[layout.slots] = states[last : last + len(layout.slots)]
        self.pool_states = states[last + len(layout.slots) :]


def _promising(board: Board, whole: int) -> Bools:
    """The best of each task, the best of each expert, and a few at random.

    Without the experts' own best, lowest loads could not be met by what is left.
    """
    offers, rules = board.offers, board.question.rules
    if len(offers.tasks) <= whole:
        return np.ones(len(offers.tasks), dtype=bool)
    order = np.argsort(((MOST_MATCH - offers.values) << 32) | offers.lots)
    per_expert = TIMES // 4 * max((c.most for c in board.question.experts.values()), default=0)
    best = _first(offers.tasks, order, TIMES * rules.most) | _first(offers.experts, order, per_expert)
    return best | _first(offers.tasks, np.argsort(offers.lots * 0x9E3779B1 % 2**32), FEW_AT_RANDOM)


def _first(groups: Int64s, order: Int64s, number: int) -> Bools:
    """The first ``number`` of each group, in the given order."""
    ranked = order[np.argsort(groups[order], kind="stable")]
    ordered = groups[ranked]
    place = np.arange(len(ordered)) - np.searchsorted(ordered, ordered, side="left")
    found = np.zeros(len(groups), dtype=bool)
    found[ranked[place < number]] = True
    return found


def _solution(board: Board, chosen: Bools, proofs: tuple[Proof, ...]) -> Solution:
    question = board.question
    taken = board.offers.only(chosen)
    added: dict[Pair, frozenset[str]] = {}
    for expert, city, domain in [*board.anchored, *_places(question, taken)]:
        added[expert, city] = added.get((expert, city), frozenset()) | {domain}
    have = board.have + np.bincount(taken.tasks, minlength=len(board.have))
    loads = board.load + np.bincount(taken.experts, minlength=len(board.load))
    gaps = [
        _gap(question, task, int(have[task])) for task in np.flatnonzero(have < question.rules.wanted).tolist()
    ]
    return Solution(
        question=question,
        board=board,
        added=dict(sorted(added.items())),
        gaps=tuple(sorted(gaps)),
        proofs=proofs,
        loads=dict(zip(question.expert_ids, loads.tolist(), strict=True)),
    )


def _places(question: Question, offers: Offers) -> list[Place]:
    width = len(question.domains)
    return [
        (question.expert_ids[expert], question.city_ids[task // width], question.domains[task % width])
        for expert, task in zip(offers.experts.tolist(), offers.tasks.tolist(), strict=True)
    ]


def _gap(question: Question, task: int, have: int) -> Gap:
    city, domain = divmod(task, len(question.domains))
    code = question.domains[domain]
    know = sum(code in candidate.domains for candidate in question.experts.values())
    able = int((question.able[:, city, domain] >= 0).sum())
    rules = question.rules
    return Gap(question.city_ids[city], code, have, rules.least, rules.wanted, able, know - able)


def drafted(question: Question, added: Mapping[Pair, frozenset[str]], *, loads: Mapping[int, int]) -> Solution:
    """A draft as it stands beside what stands in the question: not solved again, so without proofs.

    ``loads`` are those of the whole round, of which the question may be a part.
    """
    board = board_of(replace(question, anchors=()))
    given = [(e, c, domain) for (e, c), domains in added.items() for domain in domains]
    anchored = tuple(place for place in given if place[1] in set(question.anchors))
    have = board.have.copy()
    for _expert, city, domain in given:
        have[question.city_place[city] * len(question.domains) + question.domains.index(domain)] += 1
    gaps = [
        _gap(question, task, int(have[task])) for task in np.flatnonzero(have < question.rules.wanted).tolist()
    ]
    return Solution(
        question=question,
        board=replace(board, anchored=anchored),
        added=dict(sorted(added.items())),
        gaps=tuple(sorted(gaps)),
        proofs=(),
        loads={expert: loads.get(expert, 0) for expert in question.expert_ids},
    )


def raised(question: Question, *, whole: int = WHOLE) -> Solution:
    """The best assignment among those whose lowest match is as high as it can be without a further gap.

    By halving: about seven flows. The worst-served city gains over ``solve``, the rest lose a little.
    """
    plain = solve(question, whole=whole)
    best, low, high = plain, 0, 100
    while low < high:
        middle = (low + high + 1) // 2
        found = solve(question, lowest_match=middle, whole=whole)
        if _as_full(found, plain):
            best, low = found, middle
        else:
            high = middle - 1
    return best


def _as_full(one: Solution, other: Solution) -> bool:
    """Gaps and lowest loads cost the same."""
    return one.proofs[0].cost == other.proofs[0].cost
