"""Pairing experts and cities by domain: what must hold for every panel."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scoring.assign_by_domain import Shortfall, assign_by_domain, shortfalls
from scoring.policy import DEFAULT_POLICY

DOMAINS = ("building", "energy", "finance")
CITIES = st.lists(st.integers(1, 12), unique=True, max_size=8)
EXPERTS = st.dictionaries(
    st.integers(1, 20), st.frozensets(st.sampled_from(DOMAINS), min_size=1, max_size=2), max_size=12
)
PAIRS = st.frozensets(st.tuples(st.integers(1, 20), st.integers(1, 12)), max_size=30)


def solve(cities, experts, recused=frozenset(), fixed=None, policy=DEFAULT_POLICY):
    return assign_by_domain(
        cities=cities, experts=experts, domains=DOMAINS, recused=recused, policy=policy, fixed=fixed
    )


def marks(pairs, city, domain):
    return sum(domain in marked for (_, c), marked in pairs.items() if c == city)


@given(CITIES, EXPERTS, PAIRS)
def test_a_pairing_never_holds_a_recused_pair(cities, experts, recused):
    assert not recused & solve(cities, experts, recused).keys()


@given(CITIES, EXPERTS, PAIRS)
def test_a_pairing_gives_each_cell_all_able_experts_up_to_the_most(cities, experts, recused):
    pairs = solve(cities, experts, recused)

    for city in cities:
        for domain in DOMAINS:
            able = sum(domain in own and (e, city) not in recused for e, own in experts.items())
            assert marks(pairs, city, domain) == min(able, DEFAULT_POLICY.max_marks)


@given(CITIES, EXPERTS, PAIRS)
def test_a_pairing_gives_experts_only_their_domains(cities, experts, recused):
    for (expert, city), marked in solve(cities, experts, recused).items():
        assert marked
        assert marked <= experts[expert]
        assert city in cities


@given(CITIES, EXPERTS, PAIRS, st.randoms(use_true_random=False))
def test_a_pairing_does_not_depend_on_the_order_of_the_input(cities, experts, recused, chance):
    mixed_cities, mixed_experts = list(cities), list(experts.items())
    chance.shuffle(mixed_cities)
    chance.shuffle(mixed_experts)

    assert solve(mixed_cities, dict(mixed_experts), recused) == solve(cities, experts, recused)


@given(CITIES, EXPERTS, PAIRS)
def test_what_stands_is_kept_and_only_topped_up(cities, experts, recused):
    pairs = solve(cities, experts, recused)
    some = {pair: marked for pair, marked in pairs.items() if random.Random(str(pair)).random() < 0.5}

    added = solve(cities, experts, recused, fixed=some)

    assert not added.keys() & some.keys()
    for city in cities:
        for domain in DOMAINS:
            assert marks(added | some, city, domain) <= DEFAULT_POLICY.max_marks


@given(st.integers(6, 9), st.integers(1, 30))
def test_a_domain_with_too_many_experts_is_shared_out_evenly(number, cities):
    pairs = solve(range(1, cities + 1), {e: frozenset({"energy"}) for e in range(number)})

    loads = [sum(expert == e for expert, _ in pairs) for e in range(number)]
    assert max(loads) - min(loads) <= 1


def test_shortfalls_name_what_is_missing_and_why():
    experts = {1: frozenset({"energy", "building"}), 2: frozenset({"energy"}), 3: frozenset({"energy"})}
    recused = {(3, 10)}
    pairs = solve([10], experts, recused)

    found = shortfalls(
        pairs, cities=[10], experts=experts, domains=DOMAINS, recused=recused, policy=DEFAULT_POLICY
    )

    assert found == [
        Shortfall(10, "building", have=1, least=1, wanted=3, recused=0),
        Shortfall(10, "energy", have=2, least=1, wanted=3, recused=1),
        Shortfall(10, "finance", have=0, least=1, wanted=3, recused=0),
        Shortfall(10, None, have=2, least=3, wanted=3, recused=1),
    ]
    assert [s.blocks_ranking for s in found] == [False, False, True, True]


def test_a_full_panel_has_no_shortfall():
    experts = {e: frozenset(DOMAINS) for e in (1, 2, 3)}
    policy = replace(DEFAULT_POLICY, panel=2)

    pairs = solve([1, 2], experts, policy=policy)

    assert shortfalls(pairs, cities=[1, 2], experts=experts, domains=DOMAINS, recused=(), policy=policy) == []
