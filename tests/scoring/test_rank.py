"""Competition ranks."""

from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.rank import competition_rank_array, competition_ranks

totals = st.lists(st.integers(0, 20), min_size=1, max_size=30)


def test_the_known_answer_holds() -> None:
    given_totals = [Decimal(t) for t in ("88.125", "88.125", "90", "75", "75", "75", "60")]

    ranks = competition_ranks(dict(enumerate(given_totals)))

    assert list(ranks.values()) == [2, 2, 1, 4, 4, 4, 7]


far_apart = st.lists(st.integers(-10_000_000, 10_000_000), min_size=1, max_size=30)


@given(totals | far_apart)
def test_a_rank_is_one_more_than_the_number_of_cities_above(values: list[int]) -> None:
    ranks = competition_rank_array([np.array(values, dtype=np.int64)])

    assert ranks.tolist() == [1 + sum(other > value for other in values) for value in values]
    assert ranks.tolist() == list(competition_ranks(dict(enumerate(values))).values())


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
def test_further_keys_part_only_what_is_equal(keys: list[tuple[int, int, int]]) -> None:
    columns = [np.array(column, dtype=np.int64) for column in zip(*keys, strict=True)]

    assert competition_rank_array(columns).tolist() == [1 + sum(other > key for other in keys) for key in keys]


def test_no_cities_have_no_ranks() -> None:
    assert competition_rank_array([np.zeros(0, dtype=np.int64)]).tolist() == []
    assert competition_rank_array([np.zeros(0, dtype=np.int64)] * 2).tolist() == []
