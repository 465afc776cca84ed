"""The assignment against every other one on small rounds, and what must hold on all."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.assign.connectivity import connectivity
from scoring.assign.flow import Flow, Network, lower_bound, potentials_of, solve_flow
from scoring.assign.further import next_in_order
from scoring.assign.levers import shortages
from scoring.assign.question import Candidate, Question, Rules, domain_numbers, lots
from scoring.assign.reasons import Ground, Passed, Reasons
from scoring.assign.solve import Gap, raised, solve

DOMAINS = ("building", "energy", "finance")


@st.composite
def questions(draw, experts=8, cities=5, domains=3, with_match=True, with_anchors=True):
    """Rounds of any kind: short of experts, recused, pinned, with lowest loads that cannot be had."""
    codes = DOMAINS[: draw(st.integers(1, domains))]
    who = draw(st.lists(st.integers(1, 40), unique=True, min_size=0, max_size=experts))
    where = draw(st.lists(st.integers(1, 40), unique=True, min_size=0, max_size=cities))
    known = st.frozensets(st.sampled_from(codes), min_size=1, max_size=2)
    candidates = {}
    for expert in who:
        most = draw(st.integers(0, 8))
        candidates[expert] = Candidate(
            draw(known), most, draw(st.integers(0, most)), draw(st.sampled_from(["北京", "河北", None])),
            draw(st.booleans()),
        )  # fmt: skip
    least = draw(st.integers(1, 2))
    wanted = draw(st.integers(least, 3))
    rules = Rules(
        least, wanted, draw(st.integers(wanted, 4)), draw(st.booleans()), draw(st.booleans()), draw(st.booleans()),
        draw(st.integers(0, 3)),
    )  # fmt: skip
    pairs = [(e, c) for e in sorted(who) for c in sorted(where)]
    recused = draw(st.frozensets(st.sampled_from(pairs), max_size=6)) if pairs else frozenset()
    kept_out = draw(st.frozensets(st.sampled_from(pairs), max_size=3)) if pairs else frozenset()
    anchors = draw(st.frozensets(st.sampled_from(sorted(where)), max_size=3)) if where else frozenset()
    standing = {
        (e, c): frozenset([draw(st.sampled_from(sorted(candidates[e].domains)))])
        for e, c in (draw(st.frozensets(st.sampled_from(pairs), max_size=3)) if pairs else ())
        if (e, c) not in recused
    }
    levels = st.sampled_from([0, 40, 40, 90, 100])
    size = len(who) * len(where) * len(codes)
    match = np.array(draw(st.lists(levels, min_size=size, max_size=size)), dtype=np.int8)
    return Question(
        cities=where,
        domains=codes,
        experts=candidates,
        rules=rules,
        recused=recused,
        kept_out=kept_out,
        standing=standing,
        anchors=anchors if with_anchors else (),
        match=match.reshape(len(who), len(where), len(codes)) if with_match else None,
    )


def marks_of(solution):
    return Counter((city, domain) for _expert, city, domain in solution.places)


@given(questions())
def test_nobody_marks_what_they_must_not(question) -> None:
    solution = solve(question)
    for (expert, city), domains in solution.added.items():
        assert domains
        assert (expert, city) not in question.recused
        assert (expert, city) not in question.kept_out
        assert domains <= question.experts[expert].domains
        assert (expert, city) not in question.standing


@given(questions())
def test_what_stands_stays(question) -> None:
    solution = solve(question)
    for (expert, city), domains in question.standing.items():
        for domain in domains:
            assert (expert, city, domain) in solution.places


@given(questions())
def test_loads_and_counts_keep_to_their_limits(question) -> None:
    solution, rules = solve(question), question.rules
    standing = Counter(expert for (expert, _city), domains in question.standing.items() for _domain in domains)
    before = Counter((city, d) for (_expert, city), domains in question.standing.items() for d in domains)
    loads = Counter(expert for expert, _city, _domain in solution.places)
    for expert, candidate in question.experts.items():
        assert loads[expert] == solution.loads[expert] <= max(candidate.most, standing[expert])
    for task, number in marks_of(solution).items():
        assert number <= max(rules.most, before[task]) or task[0] in question.anchors


@given(questions())
def test_an_expert_marks_one_domain_of_a_city_and_a_province_once_where_the_rules_say_so(question) -> None:
    solution, rules = solve(question), question.rules
    if rules.one_domain_a_city:
        assert all(len(domains) == 1 for domains in solution.added.values())
    if rules.one_of_a_province:
        for expert, city in solution.added:
            if city in question.anchors:
                continue  # marked by everybody
            province = question.experts[expert].province
            for domain in solution.added[expert, city]:
                others = [e for e, c, d in solution.places if (c, d) == (city, domain) and e != expert]
                assert province is None or province not in {question.experts[e].province for e in others}


@given(questions())
def test_gaps_are_exactly_what_is_not_met(question) -> None:
    solution = solve(question)
    have = marks_of(solution)
    expected = {
        (city, domain): have[city, domain]
        for city in question.cities
        for domain in question.domains
        if have[city, domain] < question.rules.wanted
    }
    assert {(gap.city, gap.domain): gap.have for gap in solution.gaps} == expected


@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_means_nothing(question, chance) -> None:
    cities, experts = list(question.cities), list(question.experts.items())
    chance.shuffle(cities)
    chance.shuffle(experts)
    mixed = replace(question, cities=cities, experts=dict(experts))
    assert solve(mixed).added == solve(question).added


@given(questions())
def test_the_same_seed_gives_the_same_pairs_and_every_step_is_proved(question) -> None:
    one, other = solve(question), solve(question)
    assert one.added == other.added
    assert one.is_proved


@given(questions())
def test_looking_at_promising_offers_only_loses_nothing(question) -> None:
    whole, few = solve(question), solve(question, whole=0)
    assert few.is_proved
    assert [proof.cost for proof in few.proofs] == [proof.cost for proof in whole.proofs]
    assert few.match == whole.match


@given(questions())
def test_raising_the_lowest_match_opens_no_gap_and_no_lower_match(question) -> None:
    plain, better = solve(question), raised(question)
    assert better.proofs[0].cost == plain.proofs[0].cost
    new = [[s.matches[e, c, d] or 0 for (e, c), ds in s.added.items() for d in ds] for s in (plain, better)]
    if all(new):
        assert min(new[1]) >= min(new[0])


# Against every other assignment


def price(level, rules):
    """Going without a mark: as the three tiers of the method say it, far enough apart to be tiers."""
    if level > rules.wanted:
        return rules.most - level + 1
    if level > rules.least:
        return 1_000 * (rules.wanted - level + 1)
    return 1_000_000 * (rules.least - level + 1)


def worth(question, places):
    """What is compared, worst first: gaps and lowest loads, evenness, match, lots. None: a rule is broken."""
    rules = question.rules
    fixed = {(e, c, d) for (e, c), ds in question.standing.items() for d in ds}
    loads, marks = Counter(e for e, _c, _d in places), Counter((c, d) for _e, c, d in places)
    new = [place for place in places if place not in fixed]
    touched = {(c, d) for _e, c, d in new} | {("load", e) for e, _c, _d in new}
    if any(marks[task] > rules.most for task in touched if task[0] != "load"):
        return None
    if any(loads[e] > question.experts[e].most for _kind, e in (t for t in touched if t[0] == "load")):
        return None
    for place in new:
        expert, city, domain = place
        others = [other for other in places if other != place]
        if rules.one_domain_a_city and any((e, c) == (expert, city) for e, c, _d in others):
            return None
        here = {question.experts[e].province for e, c, d in others if (c, d) == (city, domain)}
        if rules.one_of_a_province and question.experts[expert].province in here - {None}:
            return None
    gaps = sum(
        price(level, rules)
        for city in question.cities
        for domain in question.domains
        for level in range(marks[city, domain] + 1, rules.most + 1)
    )
    lowest = sum(min(loads[e], c.least) for e, c in question.experts.items())
    even = sum(sum(range(loads[e])) for e in question.experts) if rules.even else 0
    match = sum(
        int(question.match[question.expert_place[e], question.city_place[c], question.domains.index(d)])
        for e, c, d in places
    )
    numbers = domain_numbers(question.domains)
    drawn = sum(
        int(lots(rules.seed, *(np.array([n]) for n in (e, c, numbers[question.domains.index(d)])))[0]) >> 16
        for e, c, d in new
    )
    return gaps - 100 * lowest, even, -match, drawn


def offers_of(question):
    barred = {*question.recused, *question.kept_out, *question.standing}
    return [
        (e, c, d)
        for e, candidate in question.experts.items()
        for c in question.cities
        if (e, c) not in barred
        for d in sorted(candidate.domains)
    ]


def best_of_all(question):
    fixed = [(e, c, d) for (e, c), ds in question.standing.items() for d in ds]
    offers = offers_of(question)
    found = [
        worth(question, [*fixed, *chosen])
        for size in range(len(offers) + 1)
        for chosen in combinations(offers, size)
    ]
    return min(value for value in found if value is not None)


@given(questions(experts=4, cities=3, domains=2, with_anchors=False))
def test_no_other_assignment_is_better(question) -> None:
    assume(len(offers_of(question)) <= 9)
    assert worth(question, list(solve(question).places)) == best_of_all(question)


# Known cases


def panel(number, most=10, domains=("energy",), **more):
    return {e: Candidate(frozenset(domains), most, **more) for e in range(1, number + 1)}


def test_lots_part_equals_and_another_seed_parts_them_otherwise() -> None:
    question = Question(range(12), ("energy",), panel(9), Rules(1, 3, 3, seed=1))
    again = replace(question, rules=Rules(1, 3, 3, seed=1))
    other = replace(question, rules=Rules(1, 3, 3, seed=2))
    assert solve(question).added == solve(again).added
    assert solve(question).added != solve(other).added


def test_a_lot_is_the_same_whoever_else_takes_part() -> None:
    one = lots(2023, np.array([4, 5]), np.array([7, 7]), np.array([1, 1]))
    assert lots(2023, np.array([5]), np.array([7]), np.array([1])).tolist() == [one[1]]
    assert one.tolist() == [1199888414, 3238973306]  # for anybody who draws again, with any version of anything


def test_even_loads_come_before_match() -> None:
    match = np.zeros((2, 4, 1), dtype=np.int8)
    match[0] = 100
    question = Question(range(4), ("energy",), panel(2), Rules(1, 1, 1), match=match)
    assert sorted(solve(question).loads.values()) == [0, 4]
    even = solve(replace(question, rules=Rules(1, 1, 1, even=True)))
    assert sorted(even.loads.values()) == [2, 2]


def test_lowest_loads_are_met_at_the_cost_of_match() -> None:
    match = np.zeros((2, 4, 1), dtype=np.int8)
    match[0] = 100
    question = Question(range(4), ("energy",), panel(2, least=1), Rules(1, 1, 1), match=match)
    solution = solve(question)
    assert solution.loads == {1: 3, 2: 1}
    assert solution.under_load == ()


def test_a_lowest_load_that_cannot_be_had_is_named() -> None:
    solution = solve(Question([1], ("energy",), panel(2, least=1), Rules(1, 1, 1)))
    assert len(solution.under_load) == 1


def test_an_anchor_city_is_marked_by_all_and_ties_panels_together() -> None:
    """Two panels that never meet, until a city is marked by everybody."""
    match = np.zeros((4, 6, 1), dtype=np.int8)
    match[:2, :3], match[2:, 3:] = 100, 100
    apart = Question(range(6), ("energy",), panel(4), Rules(1, 2, 2), match=match)
    assert solve(apart).connectivity["energy"].components == 2
    tied = solve(replace(apart, anchors=[0]))
    assert {e for e, city, _domain in tied.places if city == 0} == {1, 2, 3, 4}
    assert tied.connectivity["energy"].components == 1
    assert Reasons(tied).why((4, 0, "energy")).ground == Ground.ANCHOR


def test_a_shortage_says_which_load_or_how_many_experts_would_do() -> None:
    """Two experts with ten marks each for twenty-two cities: two short; a load of eleven, or one more expert."""
    question = Question(range(22), ("energy",), panel(2), Rules(1, 1, 1))
    (shortage,) = shortages(solve(question))
    assert shortage.missing == 2
    assert shortage.blocks_ranking
    assert (shortage.raise_load_to, shortage.add_experts, shortage.load, shortage.ask_for) == (11, 1, 10, 0)


def test_no_load_of_the_round_moves_an_experts_own() -> None:
    """Ten marks each for twenty-two cities: where both have said so themselves only another expert helps."""
    own = {e: replace(candidate, most_is_own=True) for e, candidate in panel(2).items()}
    (shortage,) = shortages(solve(Question(range(22), ("energy",), own, Rules(1, 1, 1))))
    assert (shortage.raise_load_to, shortage.add_experts) == (None, 1)

    (shortage,) = shortages(solve(Question(range(22), ("energy",), {**panel(2), 1: own[1]}, Rules(1, 1, 1))))
    assert (shortage.raise_load_to, shortage.add_experts) == (12, 1)


def test_further_experts_take_more_than_the_anchor_cities_however_low_the_usual_load() -> None:
    """With a load of three, three anchor cities would use up every expert that one imagines."""
    question = Question(range(9), ("energy",), panel(2, most=3), Rules(1, 1, 1, True), anchors=[0, 1, 2])
    (shortage,) = shortages(solve(question))
    assert (shortage.missing, shortage.load, shortage.add_experts) == (6, 4, 6)


@pytest.mark.parametrize(("even", "order"), [(True, (2, 3, 1)), (False, (1, 2, 3))])
def test_who_takes_one_more_mark_goes_by_load_and_match_as_the_assignment_does(even, order) -> None:
    match = np.array([[[90]], [[80]], [[80]], [[95]], [[95]], [[95]]], dtype=np.int8)
    rules = Rules(1, 1, 1, even=even)
    question = Question(
        [7], ("energy",), panel(6, most=3), rules, recused=[(4, 7)], kept_out=[(5, 7)], match=match
    )
    loads = {1: 2, 2: 0, 3: 1, 6: 3}
    assert next_in_order(question, city=7, domain="energy", loads=loads) == order


def test_no_load_mends_a_city_whose_experts_are_recused() -> None:
    question = Question([1, 2], ("energy",), panel(3), Rules(1, 3, 3), recused=[(1, 2), (2, 2)])
    solution = solve(question)
    assert solution.gaps == (Gap(2, "energy", have=1, least=1, wanted=3, able=1, barred=2),)
    (shortage,) = shortages(solution)
    assert (shortage.raise_load_to, shortage.add_experts, shortage.short_of, shortage.ask_for) == (None, 2, 2, 1)


def test_nobody_at_all_is_a_message_and_no_failure() -> None:
    solution = solve(Question([1], ("energy", "finance"), {}, Rules(1, 3, 3)))
    assert [gap.missing for gap in solution.gaps] == [3, 3]
    assert [(s.raise_load_to, s.add_experts) for s in shortages(solution)] == [(None, 3), (None, 3)]
    assert solve(Question([], (), {}, Rules(1, 1, 1))).added == {}


@given(questions(experts=5, cities=4, domains=2))
def test_the_levers_do_what_they_say(question) -> None:
    for shortage in shortages(solve(question)):
        more = {
            -n: Candidate(frozenset([shortage.domain]), shortage.load) for n in range(1, shortage.add_experts + 1)
        }
        with_more = replace(question, experts={**question.experts, **more}, match=None)
        assert shortage.domain not in {gap.domain for gap in solve(with_more).gaps}
        if shortage.raise_load_to is not None:
            experts = {
                e: c if c.most_is_own else replace(c, most=max(c.most, shortage.raise_load_to))
                for e, c in question.experts.items()
            }
            assert shortage.domain not in {gap.domain for gap in solve(replace(question, experts=experts)).gaps}


def test_a_load_that_mends_a_domain_moves_the_gap_to_no_other() -> None:
    both = {8: Candidate(frozenset(["building", "energy"]), 1)}
    match = np.array([[[0, 40]]], dtype=np.int8)
    question = Question([1], ("building", "energy"), both, Rules(1, 1, 1), match=match)

    [shortage] = shortages(solve(question))

    assert (shortage.domain, shortage.raise_load_to) == ("building", 2)


def test_a_load_that_mends_a_domain_does_so_although_another_stays_short() -> None:
    """City 2 lacks an expert for energy whatever the load; a match then draws the others' marks to energy."""
    both, one = frozenset(["building", "energy"]), frozenset(["building"])
    experts = {1: Candidate(one, 0), 7: Candidate(both, 0), 2: Candidate(both, 0), 3: Candidate(both, 0),
               40: Candidate(one, 0)}  # fmt: skip
    match = np.zeros((5, 4, 2), dtype=np.int8)
    match[4, 3, 0] = 40
    question = Question(
        [7, 1, 2, 18], ("building", "energy"), experts, Rules(1, 2, 2, one_domain_a_city=True),
        kept_out=[(7, 2), (2, 2), (2, 7)], match=match,
    )  # fmt: skip

    found = {shortage.domain: shortage.raise_load_to for shortage in shortages(solve(question))}

    assert found["energy"] is None
    load = found["building"]
    assert load is not None
    raised = replace(question, experts={e: replace(c, most=load) for e, c in experts.items()})
    assert "building" not in {gap.domain for gap in solve(raised).gaps}


def test_pruning_by_the_best_of_each_task_alone_would_miss_lowest_loads() -> None:
    """Forty experts whom no task ranks among its best, each of whom must mark something."""
    experts = panel(80, most=50, least=1)
    match = np.full((80, 40, 1), 100, dtype=np.int8)
    match[40:] = 1
    question = Question(range(40), ("energy",), experts, Rules(1, 3, 3), match=match)
    solution = solve(question, whole=0)
    assert solution.under_load == ()
    assert solution.proofs == solve(question).proofs


def test_why_this_pair() -> None:
    match = np.array([[[90]], [[80]], [[80]], [[70]]], dtype=np.int8)
    experts = {**panel(4), 1: Candidate(frozenset(["energy"]), 0)}
    question = Question([1], ("energy",), experts, Rules(1, 1, 1, seed=5), match=match)
    solution = solve(question)
    ((expert, _city),) = solution.added
    why = Reasons(solution).why((expert, 1, "energy"))
    assert (why.ground, why.match, why.place, why.able, why.equals) == (Ground.BEST_OF_ALL, 80, 2, 4, 1)
    assert why.better == ((1, Passed.FULL),)


def test_the_worst_served_city_comes_first_and_a_gap_counts_as_nothing() -> None:
    match = np.array([[[60], [80]], [[60], [80]]], dtype=np.int8)
    question = Question([1, 2], ("energy",), panel(2), Rules(1, 2, 2), recused=[(2, 2)], match=match)
    served = Reasons(solve(question)).served()
    assert [(one.city, one.mean, one.lowest) for one in served] == [(2, 40.0, 80), (1, 60.0, 60)]


def test_the_lowest_match_can_be_raised() -> None:
    """The highest sum leaves one city with a 10; the fairest assignment has no match below 50."""
    match = np.array([[[100], [50]], [[60], [10]]], dtype=np.int8)
    question = Question([1, 2], ("energy",), panel(2, most=1), Rules(1, 1, 1), match=match)
    assert [served.lowest for served in Reasons(solve(question)).served()] == [10, 100]
    assert [served.lowest for served in Reasons(raised(question)).served()] == [50, 60]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"standing": {(1, 1): frozenset(["energy"])}, "recused": [(1, 1)]}, "recused pairs cannot stand"),
        ({"match": np.zeros((1, 1, 1), dtype=np.int8)}, "experts × cities × domains"),
        ({"match": np.full((2, 2, 1), 101, dtype=np.int8)}, "from 0 to 100"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(wrong, error) -> None:
    fields = {"cities": [1, 2], "domains": ("energy",), "experts": panel(2), "rules": Rules(1, 1, 1), **wrong}
    with pytest.raises(ValueError, match=error):
        Question(**fields)


@pytest.mark.parametrize("limits", [(0, 1, 1), (2, 1, 3), (1, 3, 2)])
def test_limits_that_contradict_are_refused(limits) -> None:
    with pytest.raises(ValueError, match="least ≤ wanted ≤ most"):
        Rules(*limits)


# Connectivity


def slow_efficiency(experts, cities):
    """From the information matrix of the cities, as the books have it."""
    incidence = np.zeros((max(cities) + 1, max(experts) + 1))
    incidence[cities, experts] = 1
    marks, load = incidence.sum(axis=1), incidence.sum(axis=0)
    information = np.diag(marks) - incidence @ np.diag(1 / load) @ incidence.T
    scaled = information / np.sqrt(np.outer(marks, marks))
    factors = np.sort(np.linalg.eigvalsh(scaled))[1:]
    return len(factors) / (1 / factors).sum() if factors.min() > 1e-9 else 0.0


@given(st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=2, max_size=9))
def test_efficiency_is_that_of_the_cities_information(panels) -> None:
    names = sorted(set().union(*panels))
    experts = np.array([names.index(e) for panel in panels for e in sorted(panel)])
    cities = np.array([city for city, panel in enumerate(panels) for _ in panel])
    found = connectivity(experts, cities)
    assert found.efficiency == pytest.approx(slow_efficiency(experts, cities), abs=1e-7)
    assert 0 <= found.efficiency <= 1 + 1e-9


def test_everybody_marking_everything_is_perfect_and_fixed_panels_are_not_connected() -> None:
    crossed = connectivity(np.tile(np.arange(4), 6), np.repeat(np.arange(6), 4))
    assert (crossed.components, round(crossed.efficiency, 9), crossed.is_good) == (1, 1.0, True)
    fixed = connectivity(np.array([0, 1, 0, 1, 2, 3, 2, 3]), np.array([0, 0, 1, 1, 2, 2, 3, 3]))
    assert (fixed.components, fixed.efficiency, fixed.is_good) == (2, 0.0, False)


# The flow and its proof


def test_a_flow_that_is_not_the_cheapest_has_no_proof() -> None:
    ends = np.array([0, 0]), np.array([1, 1])
    network = Network(*ends, np.array([1, 1]), np.array([1, 5]), np.zeros(2, np.int8), np.array([1, -1]))
    best = solve_flow(network)
    assert (best.flows.tolist(), best.cost) == ([1, 0], 1)
    assert lower_bound(network, potentials_of(network, best)) == 1
    with pytest.raises(ValueError, match="not optimal"):
        potentials_of(network, Flow(np.array([0, 1]), 5))
    for guess in ([0, 0], [0, 3], [2, 9], [-4, 4]):
        assert lower_bound(network, np.array(guess)) <= best.cost
