"""The answer: as few gaps as possible, loads even where asked, then the highest match. Each step is proved."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scoring.arrays import Bools
from scoring.assign.board import Board, Offers, board_of
from scoring.assign.connectivity import Connectivity, connectivity
from scoring.assign.flow import NoFlow
from scoring.assign.network import match_costs, pool_arcs
from scoring.assign.question import Pair, Place, Question
from scoring.assign.steps import Proof, Steps

WHOLE = 300_000
"""Up to this many offers all are given to the solver; beyond it the promising ones, until no other would help."""


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
        return sum(match or 0 for match in self.matches.values())

    @cached_property
    def matches(self) -> Mapping[Place, int | None]:
        """Of every mark to give, 0…100; None for what stands although it is not on offer."""
        question = self.question
        matches: dict[Place, int | None] = dict.fromkeys(self.places)
        known = [place for place in self.places if place[0] in question.expert_place]
        if question.match is None:
            return matches | dict.fromkeys(known, 0)
        number = {domain: place for place, domain in enumerate(question.domains)}
        at = [(question.expert_place[e], question.city_place[c], number[domain]) for e, c, domain in known]
        rows, columns, layers = np.array(at, dtype=np.int64).reshape(-1, 3).T
        return matches | dict(zip(known, question.match[rows, columns, layers].tolist(), strict=True))

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
    taken, proofs = _without_a_gap(board, whole) or _step_by_step(board, whole)
    return _solution(board, taken, proofs)


def _without_a_gap(board: Board, whole: int) -> tuple[Bools, tuple[Proof, ...]] | None:
    """The answer where every mark that is of use can be had at once: then nothing is left to prove about gaps."""
    steps = Steps(board, pool_arcs(board), whole)
    first = steps.take_for_granted(steps.pool.gap_costs)
    try:
        return _by_match(steps, first)
    except NoFlow:
        return None


def _step_by_step(board: Board, whole: int) -> tuple[Bools, tuple[Proof, ...]]:
    steps = Steps(board, pool_arcs(board), whole)
    return _by_match(steps, steps.run(steps.nothing, steps.pool.gap_costs).proof)


def _by_match(steps: Steps, first: Proof) -> tuple[Bools, tuple[Proof, ...]]:
    """The steps after the one about gaps."""
    proofs, board = [first], steps.board
    if board.question.rules.even:
        proofs.append(steps.run(steps.nothing, steps.pool.even_costs).proof)
    best = steps.run(match_costs(board, board.offers), np.zeros_like(steps.pool.gap_costs))
    return best.taken, (*proofs, best.proof)


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
    anchors, number = set(question.anchors), {domain: place for place, domain in enumerate(question.domains)}
    anchored = tuple(place for place in given if place[1] in anchors)
    tasks = [question.city_place[city] * len(number) + number[domain] for _expert, city, domain in given]
    have = board.have + np.bincount(np.array(tasks, dtype=np.int64), minlength=len(board.have))
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
