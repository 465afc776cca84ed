"""One rounding, from the exact value."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rounding import round_half_up, round_total, round_total_array, rounded_hundredths
from tests.scoring.make import make_policy


@pytest.mark.parametrize(
    ("points", "decimals", "rounding", "hundredths"),
    [
        ("88.125", 2, "half_up", 8813),
        ("88.125", 2, "half_even", 8812),
        ("88.135", 2, "half_even", 8814),
        ("88.1249999", 2, "half_up", 8812),
        ("89.995", 2, "half_up", 9000),
        ("88.25", 1, "half_up", 8830),
        ("88.25", 1, "half_even", 8820),
        ("88.5", 0, "half_up", 8900),
        ("88.5", 0, "half_even", 8800),
        ("0", 2, "half_up", 0),
        ("100", 0, "half_even", 10000),
    ],
)
def test_a_half_goes_where_the_policy_says(points: str, decimals: int, rounding: str, hundredths: int) -> None:
    policy = make_policy(decimals=decimals, rounding=rounding)

    assert round_total(Fraction(points), policy) == hundredths


def test_fewer_decimals_come_from_the_exact_value_and_not_from_the_rounded_one() -> None:
    exact = Fraction("79.449")  # 79.45 when rounded, which would print as 79.5

    assert rounded_hundredths(exact, decimals=1) == 7940
    assert rounded_hundredths(exact) == 7945


def test_half_up_is_not_pythons_round() -> None:
    assert (round_half_up(Fraction(5, 2)), round(Fraction(5, 2))) == (3, 2)


@given(
    st.lists(st.integers(0, 10_000 * 60), min_size=1, max_size=20),
    st.sampled_from((1, 2, 3, 4, 6, 12, 60)),
    st.integers(0, 2),
    st.sampled_from(("half_up", "half_even")),
)
def test_arrays_round_as_single_totals_do(numerators: list[int], scale: int, decimals: int, rounding: str) -> None:
    policy = make_policy(decimals=decimals, rounding=rounding)

    rounded = round_total_array(np.array(numerators, dtype=np.int64), scale, policy)

    assert rounded.tolist() == [round_total(Fraction(n, scale * 100), policy) for n in numerators]
