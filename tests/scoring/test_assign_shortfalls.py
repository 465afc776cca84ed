"""Shortfalls of given pairs, and the match of a pair."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.assign.match import POINTS, Deduction, deductions, match_table
from scoring.assign.shortfalls import Shortfall, shortfalls
from scoring.policy import DEFAULT_POLICY

DOMAINS = ("building", "energy", "finance")


def test_shortfalls_name_what_is_missing_and_why():
    experts = {1: frozenset({"energy", "building"}), 2: frozenset({"energy"}), 3: frozenset({"energy"})}
    pairs = {(1, 10): experts[1], (2, 10): experts[2]}

    found = shortfalls(
        pairs, cities=[10], experts=experts, domains=DOMAINS, recused={(3, 10)}, policy=DEFAULT_POLICY
    )

    assert found == [
        Shortfall(10, "building", have=1, least=1, wanted=3, recused=0),
        Shortfall(10, "energy", have=2, least=1, wanted=3, recused=1),
        Shortfall(10, "finance", have=0, least=1, wanted=3, recused=0),
        Shortfall(10, None, have=2, least=3, wanted=3, recused=1),
    ]
    assert [s.blocks_ranking for s in found] == [False, False, True, True]
    assert [s.missing for s in found] == [2, 1, 3, 1]


def test_a_full_panel_has_no_shortfall():
    experts = {e: frozenset(DOMAINS) for e in (1, 2, 3)}
    pairs = {(e, city): own for e, own in experts.items() for city in (1, 2)}
    policy = replace(DEFAULT_POLICY, panel=3)

    assert shortfalls(pairs, cities=[1, 2], experts=experts, domains=DOMAINS, recused=(), policy=policy) == []


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("home", [False, True])
@pytest.mark.parametrize("older", [False, True])
def test_a_match_is_100_less_what_is_named_and_never_nothing(second, home, older):
    table = match_table(second=np.array([[second]]), home=np.array([[home]]), older=np.array([[older]]))

    named = dict(deductions(second=second, home=home, older=older))
    assert table.tolist() == [[[100 - sum(named.values())]]]
    assert table.min() > 0
    assert all(POINTS[deduction] == points for deduction, points in named.items())


def test_a_match_has_a_value_for_each_expert_city_and_domain():
    table = match_table(
        second=np.array([[False, True], [False, False]]),
        home=np.array([[True, False, False], [False, False, False]]),
        older=np.array([[False, False, True], [False, False, False]]),
    )

    assert table.tolist() == [[[75, 55], [100, 80], [70, 50]], [[100, 100], [100, 100], [100, 100]]]
    assert set(POINTS) == set(Deduction)
