"""A question as arrays: what is still to be given, by whom it may be, and what stands already."""

from dataclasses import dataclass

import numpy as np

from scoring.arrays import Bools, Int8s, Int64s
from scoring.assign.question import NO_MATCH, Place, Question, domain_numbers, lots


@dataclass(frozen=True, eq=False)
class Board:
    """Experts, cities and domains are positions; a task is city × D + domain."""

    question: Question
    standing: tuple[Place, ...]
    anchored: tuple[Place, ...]
    """Added for the anchor cities before anything else."""
    have: Int64s
    """[C × D] marks that stand or are anchored."""
    load: Int64s
    """[E] the same by expert."""
    demand: Int64s
    """[C × D] how many more are of use."""
    offers: "Offers"

    @property
    def room(self) -> Int64s:
        """[E] how many more an expert may take."""
        most = np.array([self.question.experts[e].most for e in self.question.expert_ids], dtype=np.int64)
        return np.asarray(np.maximum(most - self.load, 0))

    @property
    def lacking(self) -> Int64s:
        """[E] how many more an expert should take at least."""
        least = np.array([self.question.experts[e].least for e in self.question.expert_ids], dtype=np.int64)
        return np.asarray(np.minimum(np.maximum(least - self.load, 0), self.room))


@dataclass(frozen=True, eq=False)
class Offers:
    """Every mark that could be given: columns [A], in the order of experts, cities, domains."""

    experts: Int64s
    tasks: Int64s
    values: Int64s
    lots: Int64s
    pairs: Int64s
    """Number of the expert and city, shared by the domains of one pair; −1 where the pair has one offer only."""
    slots: Int64s
    """Number of the task and province, shared by the experts of one; −1 where there is one offer only."""

    def only(self, chosen: Bools | Int64s) -> "Offers":
        return Offers(
            self.experts[chosen], self.tasks[chosen], self.values[chosen],
            self.lots[chosen], self.pairs[chosen], self.slots[chosen],
        )  # fmt: skip


def board_of(question: Question) -> Board:
    """What stands is counted, anchors are placed, the rest is on offer."""
    have = np.zeros(len(question.city_ids) * len(question.domains), dtype=np.int64)
    load = np.zeros(len(question.expert_ids), dtype=np.int64)
    standing = _standing(question)
    _count(question, standing, have, load)
    anchored = _anchored(question, load, have)
    _count(question, anchored, have, load)
    demand = np.maximum(question.rules.most - have, 0)
    offers = _offers(question, (*standing, *anchored), demand)
    return Board(question, standing, anchored, have, load, demand, offers)


def _standing(question: Question) -> tuple[Place, ...]:
    """Of cities and domains asked about; an expert who is not asked about counts for the city all the same."""
    places = [
        (expert, city, domain)
        for (expert, city), domains in question.standing.items()
        if city in question.city_place
        for domain in domains
        if domain in question.domains
    ]
    return tuple(sorted(places))


def _count(question: Question, places: tuple[Place, ...], have: Int64s, load: Int64s) -> None:
    number = {domain: place for place, domain in enumerate(question.domains)}
    tasks = [question.city_place[city] * len(number) + number[domain] for _expert, city, domain in places]
    known = [question.expert_place[e] for e, _city, _domain in places if e in question.expert_place]
    have += np.bincount(np.array(tasks, dtype=np.int64), minlength=len(have))
    load += np.bincount(np.array(known, dtype=np.int64), minlength=len(load))


def _anchored(question: Question, load: Int64s, have: Int64s) -> tuple[Place, ...]:
    """Every able expert marks each anchor city: once, where marks are fewest, or in all domains of theirs."""
    found: list[Place] = []
    load, have = load.copy(), have.copy()
    width = len(question.domains)
    for city in sorted(set(question.anchors) & question.city_place.keys()):
        column = question.city_place[city]
        for place, expert in enumerate(question.expert_ids):
            room = question.experts[expert].most - int(load[place])
            if (expert, city) in question.standing or room < 1:
                continue
            able = [d for d in range(width) if question.able[place, column, d] > NO_MATCH]
            able.sort(key=lambda d: (have[column * width + d], -question.able[place, column, d], d))
            for domain in able[: 1 if question.rules.one_domain_a_city else room]:
                found.append((expert, city, question.domains[domain]))
                load[place] += 1
                have[column * width + domain] += 1
    return tuple(found)


def _offers(question: Question, fixed: tuple[Place, ...], demand: Int64s) -> Offers:
    able = question.able.copy()
    for expert, city in {(expert, city) for expert, city, _domain in fixed}:
        if expert in question.expert_place:
            able[question.expert_place[expert], question.city_place[city]] = NO_MATCH
    width = len(question.domains)
    able[:, demand.reshape(able.shape[1:]) == 0] = NO_MATCH
    if question.rules.one_of_a_province:
        _close_provinces(question, able, fixed)
    experts, cities, domains = np.nonzero(able > NO_MATCH)
    ids = np.array(question.expert_ids, dtype=np.int64), np.array(question.city_ids, dtype=np.int64)
    drawn = lots(question.rules.seed, ids[0][experts], ids[1][cities], domain_numbers(question.domains)[domains])
    tasks = cities * width + domains
    nothing = np.full(len(experts), -1, dtype=np.int64)
    pairs = _shared(experts * len(question.city_ids) + cities) if question.rules.one_domain_a_city else nothing
    slots = _slots(question, experts, tasks) if question.rules.one_of_a_province else nothing
    return Offers(experts, tasks, able[experts, cities, domains].astype(np.int64), drawn, pairs, slots)


def _close_provinces(question: Question, able: Int8s, fixed: tuple[Place, ...]) -> None:
    """Where an expert of a province stands, no other of the same may come."""
    for expert, city, domain in fixed:
        province = question.provinces[question.expert_place[expert]] if expert in question.expert_place else -1
        if province >= 0:
            same = question.provinces == province
            able[same, question.city_place[city], question.domains.index(domain)] = NO_MATCH


def _slots(question: Question, experts: Int64s, tasks: Int64s) -> Int64s:
    provinces = question.provinces[experts]
    keys = np.where(provinces >= 0, tasks * (int(question.provinces.max(initial=0)) + 1) + provinces, -1)
    return _shared(keys)


def _shared(keys: Int64s) -> Int64s:
    """A number from 0 for each key that occurs more than once; −1 for the others and for negative keys."""
    in_order = bool((keys[1:] >= keys[:-1]).all())
    order = np.arange(len(keys)) if in_order else np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.ones(len(keys), dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    group = np.cumsum(new) - 1
    several = (np.bincount(group, minlength=1)[group] > 1) & (ordered >= 0) if len(keys) else new
    numbers = np.cumsum(new & several) - 1
    found = np.empty(len(keys), dtype=np.int64)
    found[order] = np.where(several, numbers, -1)
    return found
