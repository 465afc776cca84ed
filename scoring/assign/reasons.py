"""Why this pair, and how well each city is served."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from scoring.assign.question import Place
from scoring.assign.solve import Solution


class Passed(StrEnum):
    """Why somebody who matches better does not mark it."""

    OTHER_DOMAIN = "other_domain"  # marks another domain of the city, and may mark one only
    SAME_PROVINCE = "same_province"  # somebody of their province marks it
    FULL = "full"  # has the highest load
    ELSEWHERE = "elsewhere"  # the whole is better, or as good, with them elsewhere


class Ground(StrEnum):
    """How the pair came about."""

    STANDS = "stands"  # pinned, deployed or begun
    ANCHOR = "anchor"  # everybody marks this city
    BEST = "best"  # nobody who may matches better
    BEST_OF_ALL = "best_of_all"  # some match better; the assignment as a whole is better so


@dataclass(frozen=True)
class Why:
    """Of one place."""

    ground: Ground
    match: int | None
    place: int | None
    """1: no expert who may mark it matches better."""
    able: int
    """Experts who may mark it."""
    equals: int
    """Others who may and match the same: between them the lot decided."""
    better: tuple[tuple[int, Passed], ...]
    """Experts who match better and do not mark it."""


@dataclass(frozen=True)
class Served:
    """How well a city is served."""

    city: int
    mean: float
    """Of the match over all marks that are wanted; a gap counts as nothing."""
    lowest: int


class Reasons:
    """Answers for one solution."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.question = solution.question

    def why(self, place: Place) -> Why:
        """``place`` is one of the solution's."""
        expert, city, domain = place
        question = self.question
        match = self.solution.matches[place]
        if expert not in question.expert_place or match is None:
            return Why(Ground.STANDS, None, None, self._able_count(city, domain), 0, ())
        column = question.able[:, question.city_place[city], question.domains.index(domain)]
        above = [question.expert_ids[row] for row in (column > match).nonzero()[0].tolist()]
        marking = self._marking[city, domain]
        return Why(
            ground=self._ground(place, bool(above)),
            match=match,
            place=len(above) + 1,
            able=int((column >= 0).sum()),
            equals=int((column == match).sum()) - 1,
            better=tuple((other, self._passed(other, city, domain)) for other in above if other not in marking),
        )

    def served(self) -> list[Served]:
        """Every city, the worst first."""
        wanted = self.question.rules.wanted * len(self.question.domains)
        matches: dict[int, list[int]] = defaultdict(list)
        for place, match in self.solution.matches.items():
            matches[place[1]].append(match or 0)
        found = [
            Served(city, sum(matches[city]) / max(wanted, len(matches[city]), 1), min(matches[city], default=0))
            for city in self.question.city_ids
        ]
        return sorted(found, key=lambda served: (served.mean, served.lowest, served.city))

    @cached_property
    def _marking(self) -> Mapping[tuple[int, str], set[int]]:
        found: dict[tuple[int, str], set[int]] = defaultdict(set)
        for expert, city, domain in self.solution.places:
            found[city, domain].add(expert)
        return found

    @cached_property
    def _of_city(self) -> Mapping[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for expert, city, _domain in self.solution.places:
            found[city].add(expert)
        return found

    @cached_property
    def _fixed(self) -> tuple[set[Place], set[Place]]:
        return set(self.solution.board.standing), set(self.solution.board.anchored)

    def _able_count(self, city: int, domain: str) -> int:
        question = self.question
        return int((question.able[:, question.city_place[city], question.domains.index(domain)] >= 0).sum())

    def _ground(self, place: Place, has_better: bool) -> Ground:
        standing, anchored = self._fixed
        if place in standing:
            return Ground.STANDS
        if place in anchored:
            return Ground.ANCHOR
        return Ground.BEST_OF_ALL if has_better else Ground.BEST

    def _passed(self, expert: int, city: int, domain: str) -> Passed:
        rules, experts = self.question.rules, self.question.experts
        if rules.one_domain_a_city and expert in self._of_city[city]:
            return Passed.OTHER_DOMAIN
        here = {experts[other].province for other in self._marking[city, domain] if other in experts}
        if rules.one_of_a_province and experts[expert].province is not None and experts[expert].province in here:
            return Passed.SAME_PROVINCE
        if self.solution.loads[expert] >= experts[expert].most:
            return Passed.FULL
        return Passed.ELSEWHERE
