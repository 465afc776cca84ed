"""What would mend the gaps: how much higher the loads, how many more experts, or how many fewer marks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median_high

from scoring.assign.question import Candidate, Question
from scoring.assign.solve import Gap, Solution, solve


@dataclass(frozen=True)
class Shortage:
    """One domain with too few marks, and each of the levers that would be enough by itself."""

    domain: str
    gaps: tuple[Gap, ...]
    raise_load_to: int | None
    """Of every expert without one of their own, with all domains' gaps then mended; None: no load would do."""
    add_experts: int
    """Who know the domain, are free of recusals and take ``load``."""
    load: int
    ask_for: int
    """Marks for each city that can be had now; 0: some city has none at all."""

    @property
    def missing(self) -> int:
        """Marks."""
        return sum(gap.missing for gap in self.gaps)

    @property
    def short_of(self) -> int:
        """Experts that the worst city lacks."""
        return max(gap.missing for gap in self.gaps)

    @property
    def blocks_ranking(self) -> bool:
        return any(gap.blocks_ranking for gap in self.gaps)


def shortages(solution: Solution) -> tuple[Shortage, ...]:
    """By domain, worst first; nothing if every city and domain has what is wanted. Solves again, a few times."""
    by_domain: dict[str, list[Gap]] = defaultdict(list)
    for gap in solution.gaps:
        by_domain[gap.domain].append(gap)
    if not by_domain:
        return ()
    load = _usual_load(solution)
    higher = _loads_that_do(solution.question, by_domain)
    found = [
        Shortage(
            domain=domain,
            gaps=tuple(gaps),
            raise_load_to=higher.get(domain),
            add_experts=_experts_that_do(solution.question, domain, gaps, load),
            load=load,
            ask_for=min(gap.have for gap in gaps),
        )
        for domain, gaps in by_domain.items()
    ]
    return tuple(sorted(found, key=lambda s: (not s.blocks_ranking, -s.missing, s.domain)))


def _usual_load(solution: Solution) -> int:
    """What a further expert would take: the usual highest load, but one more than there are anchor cities.

    Those come first; who could take no more would mend nothing else.
    """
    question = solution.question
    usual = median_high([c.most for c in question.experts.values()] or [len(question.cities)])
    return max(1 + len(set(question.anchors) & question.city_place.keys()), usual)


def _loads_that_do(question: Question, short: Mapping[str, object]) -> dict[str, int]:
    """Domain → the lowest load for all that mends it together with every other domain that a load can mend.

    For all who have none of their own: without any of those no load is raised.
    """
    loads = [c.most for c in question.experts.values() if not c.most_is_own]
    if not loads:
        return {}
    top = len(question.city_ids) * len(question.domains)
    for_good = _short_domains(_with_load(question, top))
    mendable = {domain for domain in short if domain not in for_good}
    if not mendable:
        return {}
    low, high = min(loads), top
    while low < high:
        middle = (low + high) // 2
        if _short_domains(_with_load(question, middle)) - for_good:
            low = middle + 1
        else:
            high = middle
    if not for_good:
        return dict.fromkeys(mendable, high)
    return _borne_out(question, mendable, high, top)


def _borne_out(question: Question, mendable: set[str], load: int, top: int) -> dict[str, int]:
    """Where a domain stays short, the match decides whose gaps those are: what was found is tried as it will be
    solved, and the load raised until it does.
    """
    while (left := mendable & _short_domains(_raised(question, load))) and load < top:
        load = min(max(1, 2 * load), top)
    return dict.fromkeys(mendable - left, load)


def _experts_that_do(question: Question, domain: str, gaps: list[Gap], load: int) -> int:
    """A new expert gives a city one mark and ``load`` in all; the fewest that mend the domain.

    As many as the domain has marks are always enough: one of them is still free for every gap.
    """
    missing, worst = sum(gap.missing for gap in gaps), max(gap.missing for gap in gaps)
    few = max(worst, -(-missing // load)) - 1
    number, enough = few + 1, max(few + 1, len(question.city_ids) * question.rules.wanted)
    while number < enough and domain in _short_domains(_with_experts(question, domain, number, load)):
        few, number = number, min(2 * number - few + 1, enough)
    while number - few > 1:
        middle = (few + number) // 2
        if domain in _short_domains(_with_experts(question, domain, middle, load)):
            few = middle
        else:
            number = middle
    return number


def _raised(question: Question, load: int) -> Question:
    experts = {e: c if c.most_is_own else replace(c, most=max(c.most, load)) for e, c in question.experts.items()}
    return replace(question, experts=experts)


def _with_load(question: Question, load: int) -> Question:
    return _with(question, _raised(question, load).experts)


def _with_experts(question: Question, domain: str, number: int, load: int) -> Question:
    first = min([0, *question.experts]) - 1
    new = {first - n: Candidate(frozenset([domain]), most=load) for n in range(number)}
    return _with(question, {**question.experts, **new})


def _with(question: Question, experts: Mapping[int, Candidate]) -> Question:
    """Match and even loads have no say in gaps, nor has what is only of use beyond the wanted."""
    rules = replace(question.rules, even=False, most=question.rules.wanted)
    return replace(question, experts=experts, match=None, rules=rules)


def _short_domains(question: Question) -> set[str]:
    return {gap.domain for gap in solve(question).gaps}
