"""Can the experts of a domain be compared: the graph of experts and cities, and how much it loses."""

from dataclasses import dataclass

import numpy as np

from scoring.arrays import Int64s

WANTED_EFFICIENCY = 0.85


@dataclass(frozen=True)
class Connectivity:
    """Of one domain."""

    components: int
    """1: any two experts are compared, if only through others."""
    efficiency: float
    """A-efficiency, 0…1: how well differences between cities are told apart from severity; 1 is everybody marking
    everything, 0 more than one component.
    """

    @property
    def is_good(self) -> bool:
        return self.components <= 1 and self.efficiency >= WANTED_EFFICIENCY


def connectivity(experts: Int64s, cities: Int64s) -> Connectivity:
    """From the pairs [N] of one domain.

    The harmonic mean of the canonical efficiency factors of the cities. All but as many of them as there are
    experts are 1, so that only the experts' side [E, E] is decomposed.
    """
    if not len(experts):
        return Connectivity(0, 0.0)
    expert_count, expert = _positions(experts)
    city_count, city = _positions(cities)
    marks, load = np.bincount(city), np.bincount(expert)
    incidence = np.zeros((city_count, expert_count))
    incidence[city, expert] = 1
    scaled = incidence / np.sqrt(marks)[:, None] / np.sqrt(load)[None]
    shared = scaled.T @ scaled if expert_count <= city_count else scaled @ scaled.T
    factors = 1 - np.linalg.eigvalsh(shared)
    components = int((factors < 1e-9).sum())
    if components > 1:
        return Connectivity(components, 0.0)
    if city_count < 2:
        return Connectivity(1, 1.0)
    lost = float((1 / factors[factors >= 1e-9]).sum()) + (city_count - len(factors))
    return Connectivity(1, (city_count - 1) / lost)


def _positions(names: Int64s) -> tuple[int, Int64s]:
    found, place = np.unique(names, return_inverse=True)
    return len(found), place.astype(np.int64)
