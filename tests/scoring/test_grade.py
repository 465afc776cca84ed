"""Grades (等次), the published list (优良) and the authority's cap (否决)."""

import numpy as np
import pytest

from scoring.grade import Grade, excellent_good, grade, grade_array
from scoring.policy import DEFAULT_POLICY, ReconciliationPolicy
from tests.scoring.make import make_policy

UNCAPPED = int(Grade.EXCELLENT)


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (10000, Grade.EXCELLENT),
        (9000, Grade.EXCELLENT),
        (8999, Grade.GOOD),
        (8000, Grade.GOOD),
        (7999, Grade.QUALIFIED),
        (6000, Grade.QUALIFIED),
        (5999, Grade.UNQUALIFIED),
        (0, Grade.UNQUALIFIED),
    ],
)
def test_exactly_a_cut_off_is_enough(total: int, expected: Grade) -> None:
    assert grade(total, policy=DEFAULT_POLICY) is expected
    caps = np.array([UNCAPPED], dtype=np.int8)
    assert grade_array(np.array([total]), caps, DEFAULT_POLICY).tolist() == [expected]


def test_a_cap_lowers_a_grade_and_never_raises_one() -> None:
    assert grade(9500, policy=DEFAULT_POLICY, cap=Grade.QUALIFIED) is Grade.QUALIFIED
    assert grade(5000, policy=DEFAULT_POLICY, cap=Grade.GOOD) is Grade.UNQUALIFIED


def test_by_grade_the_list_is_excellent_and_good() -> None:
    listed = on_the_list([1, 2, 3], [4, 3, 2], [UNCAPPED] * 3, DEFAULT_POLICY)

    assert listed == [True, True, False]


@pytest.mark.parametrize(
    ("ranks", "listed"),
    [
        ([1, 2, 3, 4], [True, True, False, False]),
        ([1, 2, 2, 4], [True, True, True, False]),  # all that tie at the end
        ([1, 1, 1, 4], [True, True, True, False]),
    ],
)
def test_the_first_n_include_ties(ranks: list[int], listed: list[bool]) -> None:
    policy = make_policy(excellent_good="top_n", top_n=2)

    assert on_the_list(ranks, [2] * 4, [UNCAPPED] * 4, policy) == listed


def test_nobody_takes_the_place_of_a_capped_city() -> None:
    policy = make_policy(excellent_good="top_n", top_n=2)

    listed = on_the_list([1, 2, 3], [2, 4, 4], [Grade.QUALIFIED, UNCAPPED, UNCAPPED], policy)

    assert listed == [False, True, False]


def on_the_list(ranks: list[int], grades: list[int], caps: list[int], policy: ReconciliationPolicy) -> list[bool]:
    arrays = np.array(ranks, np.int32), np.array(grades, np.int8), np.array(caps, np.int8)
    return [bool(listed) for listed in excellent_good(*arrays, policy)]
