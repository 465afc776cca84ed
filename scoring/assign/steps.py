"""One step after the other, each among all assignments as good by the steps before, each with its proof."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.arrays import Bools, Int8s, Int64s
from scoring.assign.board import Board
from scoring.assign.flow import (
    CLOSED,
    FREE,
    FULL,
    Network,
    lower_bound,
    potentials_of,
    reduced_costs,
    solve_flow,
    states_of_all_optimal,
)
from scoring.assign.network import Layout, PoolArcs
from scoring.assign.promising import promising

TAKEN = 2**60
"""Potential of a pair whose mark is settled: nothing else of the pair is worth a look."""


@dataclass(frozen=True)
class Proof:
    """What a step cost, and a bound that no assignment can go below: equal, there is none better."""

    cost: int
    bound: int

    @property
    def holds(self) -> bool:
        return self.cost == self.bound


@dataclass(frozen=True, eq=False)
class Answer:
    """Offers that are taken, and the proof that no others cost less."""

    taken: Bools
    proof: Proof


class Steps:
    """Only promising offers are given to the solver, and any other that the proof asks for.

    What the steps before left open is kept by offer, by the number of a gate's pair or province, and by arc of
    the pool. A pair has a node only where more than one of its offers is in play: with one, offer and gate are one
    arc.
    """

    def __init__(self, board: Board, pool: PoolArcs, whole: int) -> None:
        self.board = board
        self.pool = pool
        self.chosen = promising(board, whole)
        self.nothing = np.zeros(len(board.offers.tasks), dtype=np.int64)
        self.offer_states = np.zeros(len(board.offers.tasks), dtype=np.int8)
        self.pair_states = np.zeros(int(board.offers.pairs.max(initial=-1)) + 1, dtype=np.int8)
        self.slot_states = np.zeros(int(board.offers.slots.max(initial=-1)) + 1, dtype=np.int8)
        self.pool_states = np.zeros(len(pool.heads), dtype=np.int8)

    def take_for_granted(self, pool_costs: Int64s) -> Proof:
        """Leaves open only what has the lowest cost that can be imagined: nothing dear, everything cheap.

        Potentials of zero prove it, whether or not such a flow exists; the next step finds out.
        """
        self.pool_states = states_of_all_optimal(pool_costs, self.pool_states)
        full = self.pool_states == FULL
        cost = int((pool_costs[full] * self.pool.capacities[full]).sum())
        return Proof(cost, cost)

    def run(self, offer_costs: Int64s, pool_costs: Int64s) -> Answer:
        """The cheapest among what is open; then only what is as cheap stays open."""
        while True:
            inside = np.flatnonzero(self.chosen & (self.offer_states != CLOSED))
            layout = Layout(self.board, self.board.offers.only(inside), self.pool)
            network = layout.network(offer_costs[inside], pool_costs, self._states(layout, inside))
            flow = solve_flow(network)
            potentials = potentials_of(network, flow)
            of_pairs = self._of_pairs(layout, offer_costs[inside], self.offer_states[inside], potentials)
            dear = self._reduced(layout, offer_costs, potentials, of_pairs)
            helpful = ~self.chosen & (self.offer_states == FREE) & (dear < 0)
            if not helpful.any():
                break
            self.chosen = self.chosen | helpful
        self._keep(layout, network, potentials, of_pairs, dear)
        taken = np.zeros(len(self.chosen), dtype=bool)
        taken[inside[flow.flows[: len(inside)] > 0]] = True
        return Answer(taken, Proof(flow.cost, lower_bound(network, potentials)))

    @cached_property
    def _experts_of_pairs(self) -> Int64s:
        offers = self.board.offers
        found = np.zeros(len(self.pair_states), dtype=np.int64)
        paired = offers.pairs >= 0
        found[offers.pairs[paired]] = offers.experts[paired]
        return found

    def _states(self, layout: Layout, inside: Int64s) -> Int8s:
        offers = self.offer_states[inside].copy()
        alone = layout.is_alone
        gates = self.pair_states[layout.offers.pairs[alone]]
        offers[alone] = np.where(gates == FREE, offers[alone], gates)
        return np.concatenate(
            [offers, self.pair_states[layout.pairs], self.slot_states[layout.slots], self.pool_states]
        )

    def _of_pairs(self, layout: Layout, costs: Int64s, states: Int8s, potentials: Int64s) -> Int64s:
        """[P] the potential of every pair, those without a node included.

        With one offer in play: what makes offer or gate cost nothing, so that neither is cheap beyond its flow;
        with none: the expert's.
        """
        found = potentials[1 + self._experts_of_pairs]
        found[layout.pairs] = potentials[layout.first_pair + np.arange(len(layout.pairs))]
        alone = layout.is_alone
        pairs = layout.offers.pairs[alone]
        through = potentials[layout.right_of(layout.offers.only(alone))] - costs[alone]
        gates = self.pair_states[pairs]
        found[pairs] = np.where(gates == FULL, through, np.maximum(through, found[pairs]))
        found[pairs[states[alone] == FULL]] = TAKEN
        return found

    def _reduced(self, layout: Layout, costs: Int64s, potentials: Int64s, of_pairs: Int64s) -> Int64s:
        """[A] reduced costs of all offers. One that was left out would use the nodes that there are."""
        offers = self.board.offers
        left = potentials[1 + offers.experts]
        if len(of_pairs):
            left = np.where(offers.pairs >= 0, of_pairs[offers.pairs], left)
        return np.asarray(costs + left - potentials[layout.right_of(offers)])

    def _keep(self, layout: Layout, network: Network, potentials: Int64s, of_pairs: Int64s, dear: Int64s) -> None:
        self.offer_states = states_of_all_optimal(dear, self.offer_states)
        gates = potentials[1 + self._experts_of_pairs] - of_pairs
        self.pair_states = states_of_all_optimal(gates, self.pair_states)
        states = states_of_all_optimal(reduced_costs(network, potentials), network.states)
        last = len(layout.offers.tasks) + len(layout.pairs)
        self.slot_states[layout.slots] = states[last : last + len(layout.slots)]
        self.pool_states = states[last + len(layout.slots) :]
