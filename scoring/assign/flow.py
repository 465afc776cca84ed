"""A minimum-cost flow, the proof that it is one, and what all flows as cheap have in common."""

from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Int8s, Int64s

LARGEST = 2**61
"""Cost × nodes must stay below this, or the solver's own integers overflow."""
FREE, FULL, CLOSED = 0, 1, -1
"""States of an arc: the flow is to be found, is the capacity, is nothing."""


class NoFlow(ValueError):
    """The supplies cannot be met."""


@dataclass(frozen=True, eq=False)
class Network:
    """Arcs [A] with capacity, cost and state; nodes [N] with what they give (positive) or need (negative)."""

    tails: Int64s
    heads: Int64s
    capacities: Int64s
    costs: Int64s
    states: Int8s
    supplies: Int64s

    @property
    def free(self) -> Bools:
        return np.asarray(self.states == FREE)


@dataclass(frozen=True, eq=False)
class Flow:
    """What flows through each arc [A], and what it costs in all."""

    flows: Int64s
    cost: int


def solve_flow(network: Network) -> Flow:
    """By OR-tools' cost scaling. The same network gives the same flow."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # heavy, and only needed here

    if int(np.abs(network.costs).max(initial=0)) * (len(network.supplies) + 1) >= LARGEST:
        raise ValueError("costs are too large for the solver")
    free, flows = network.free, np.where(network.states == FULL, network.capacities, 0)
    supplies = network.supplies - _out_of(network, flows)
    if free.any():
        solver = SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            network.tails[free].astype(np.int32),
            network.heads[free].astype(np.int32),
            network.capacities[free],
            network.costs[free],
        )
        solver.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), supplies)
        if (status := solver.solve()) != solver.OPTIMAL:
            raise NoFlow(f"the solver found no flow: {status}")
        flows[free] = solver.flows(arcs)
    elif supplies.any():
        raise NoFlow("nothing is free and not all supplies are met")
    return Flow(flows, int((flows * network.costs).sum()))


def _out_of(network: Network, flows: Int64s) -> Int64s:
    """[N] what leaves each node less what enters it."""
    nodes = len(network.supplies)
    leaves = np.bincount(network.tails, weights=flows, minlength=nodes)
    enters = np.bincount(network.heads, weights=flows, minlength=nodes)
    return (leaves - enters).astype(np.int64)


def potentials_of(network: Network, flow: Flow) -> Int64s:
    """[N] the shortest way to each node in what is left of the network, from anywhere.

    They exist because an optimal flow leaves no way round that costs less than nothing; a flow that is not optimal
    is refused.
    """
    forward, backward = network.free & (flow.flows < network.capacities), network.free & (flow.flows > 0)
    tails = np.concatenate([network.tails[forward], network.heads[backward]])
    heads = np.concatenate([network.heads[forward], network.tails[backward]])
    costs = np.concatenate([network.costs[forward], -network.costs[backward]])
    order = np.argsort(heads, kind="stable")
    tails, heads, costs = tails[order], heads[order], costs[order]
    potentials = np.zeros(len(network.supplies), dtype=np.int64)
    if not len(heads):
        return potentials
    starts = np.flatnonzero(np.r_[True, heads[1:] != heads[:-1]])
    ends = heads[starts]
    for _round in range(len(potentials) + 1):
        nearest = np.minimum.reduceat(potentials[tails] + costs, starts)
        better = nearest < potentials[ends]
        if not better.any():
            return potentials
        potentials[ends[better]] = nearest[better]
    raise ValueError("the flow is not optimal: a way round costs less than nothing")


def reduced_costs(network: Network, potentials: Int64s) -> Int64s:
    """[A] what an arc costs beside the potentials of its ends."""
    return network.costs + potentials[network.tails] - potentials[network.heads]


def lower_bound(network: Network, potentials: Int64s) -> int:
    """No flow that meets the supplies costs less than this, whatever the potentials: weak duality.

    Equal to a flow's cost, it proves the flow optimal, and anybody can add it up.
    """
    reduced = reduced_costs(network, potentials)
    counted = (network.states == FULL) | (network.free & (reduced < 0))
    return int((reduced[counted] * network.capacities[counted]).sum() - (potentials * network.supplies).sum())


def states_of_all_optimal(reduced: Int64s, states: Int8s) -> Int8s:
    """[A] the states that every optimal flow has, and only optimal flows: what is dear is closed, cheap is full.

    Complementary slackness. What is still free may be chosen by another cost without giving up any of this one.
    """
    found = np.where(reduced > 0, CLOSED, np.where(reduced < 0, FULL, FREE)).astype(np.int8)
    return np.where(states == FREE, found, states)
