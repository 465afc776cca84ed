"""What a round may decide, and the hash of what it decided."""

import json
from decimal import Decimal
from typing import Any

import pytest

from scoring.choices import CellRule, Design
from scoring.errors import PolicyError
from scoring.policy import BY_CITY_POLICY, DEFAULT_POLICY, ReconciliationPolicy
from tests.scoring.make import make_policy

HASH = "01636b69f43963d31ee0927deb6cdb3079831d42b769d1e2c26cf983ef93394b"


def test_the_default_is_the_methods_table() -> None:
    assert DEFAULT_POLICY.to_dict() == {
        "step": "0.1",
        "design": "by_domain",
        "min_marks": 1,
        "panel": 3,
        "max_marks": 5,
        "everyone_min_marks": 3,
        "cell_rule": "mean_then_trim",
        "expert_weights": "all_one",
        "divergence_range_share": "0.3",
        "divergence_min_points": "1",
        "divergence_subtotal_share": "0.2",
        "divergence_subtotal_min_indicators": 3,
        "onsite_mode": "single_revisable",
        "written_share": None,
        "not_applicable": "area_renormalise",
        "not_applicable_cap": "10",
        "decimals": 2,
        "rounding": "half_up",
        "rank": "competition",
        "tie_break_areas": [],
        "tie_break_words": "",
        "excellent_from": "90",
        "good_from": "80",
        "qualified_from": "60",
        "excellent_good": "by_grade",
        "top_n": None,
    }


def test_by_city_asks_for_three_marks() -> None:
    assert (BY_CITY_POLICY.design, BY_CITY_POLICY.min_marks, BY_CITY_POLICY.panel, BY_CITY_POLICY.max_marks) == (
        Design.BY_CITY,
        3,
        3,
        5,
    )


@pytest.mark.parametrize(
    "policy",
    [
        DEFAULT_POLICY,
        BY_CITY_POLICY,
        make_policy(onsite_mode="two_part", written_share="0.6"),
        make_policy(tie_break_areas=["E", "A"], tie_break_words="创新举措得分高者在前"),
        make_policy(excellent_good="top_n", top_n=40),
    ],
)
def test_a_policy_survives_json(policy: ReconciliationPolicy) -> None:
    again = ReconciliationPolicy.from_dict(json.loads(policy.canonical_json()))

    assert again == policy
    assert again.sha256() == policy.sha256()


def test_the_hash_is_of_the_canonical_json_and_never_drifts() -> None:
    assert DEFAULT_POLICY.canonical_json().startswith(
        '{"cell_rule":"mean_then_trim","decimals":2,"design":"by_domain"'
    )
    assert DEFAULT_POLICY.sha256() == HASH


def test_equal_values_have_one_hash_and_other_values_another() -> None:
    assert make_policy(step=Decimal("0.10")).sha256() == DEFAULT_POLICY.sha256()
    assert make_policy(step=Decimal("0.2")).sha256() != DEFAULT_POLICY.sha256()


def test_names_are_read_into_named_rules() -> None:
    assert make_policy(cell_rule="median").cell_rule is CellRule.MEDIAN


def test_everything_wrong_is_told_at_once() -> None:
    data = DEFAULT_POLICY.to_dict() | {"step": "0.005", "cell_rule": "eval('x')", "panel": 7, "formula": "a+b"}
    del data["rank"]

    with pytest.raises(PolicyError) as refused:
        ReconciliationPolicy.from_dict(data)

    assert refused.value.problems == {
        "step": "must be more than 0 and at most 10 points, in hundredths",
        "cell_rule": "must be one of: mean_then_trim, mean, trimmed, median",
        "max_marks": "must not be less than panel",
        "formula": "is not a field of the policy",
        "rank": "is missing",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"step": "0"}, "step"),
        ({"step": 0.1}, "step"),  # a float is never exact
        ({"step": True}, "step"),
        ({"step": "NaN"}, "step"),
        ({"step": "1e9"}, "step"),
        ({"step": "a tenth"}, "step"),
        ({"min_marks": 0}, "min_marks"),
        ({"min_marks": True}, "min_marks"),
        ({"panel": 0}, "panel"),
        ({"panel": 1, "min_marks": 2}, "panel"),
        ({"divergence_range_share": "1.1"}, "divergence_range_share"),
        ({"written_share": "0.5"}, "written_share"),
        ({"onsite_mode": "two_part"}, "written_share"),
        ({"onsite_mode": "two_part", "written_share": "1"}, "written_share"),
        ({"decimals": 3}, "decimals"),
        ({"rank": "dense"}, "rank"),
        ({"tie_break_areas": ["E"]}, "tie_break_words"),
        ({"tie_break_words": "by lot"}, "tie_break_words"),
        ({"tie_break_areas": ["E", "E"], "tie_break_words": "E"}, "tie_break_areas"),
        ({"tie_break_areas": "E", "tie_break_words": "E"}, "tie_break_areas"),
        ({"tie_break_words": None}, "tie_break_words"),
        ({"excellent_from": "80"}, "excellent_from"),
        ({"qualified_from": "85"}, "good_from"),
        ({"top_n": 40}, "top_n"),
        ({"excellent_good": "top_n"}, "top_n"),
    ],
)
def test_a_policy_no_round_may_use_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(PolicyError) as refused:
        make_policy(**changes)

    assert list(refused.value.problems) == [field]
