"""Tables of printed numbers are the exact values, rounded."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.evaluate import evaluate
from scoring.policy import ReconciliationPolicy
from scoring.rounding import round_half_up, rounded_hundredths
from scoring.tables import area_points_table, area_rates_table, indicator_points_table
from tests.scoring.make import GivenCity, make_cube
from tests.scoring.test_oracle import SYSTEM, cities, policies


@given(st.lists(cities(), min_size=1, max_size=3), policies)
def test_every_printed_number_is_its_exact_value_rounded(
    round_: list[GivenCity], policy: ReconciliationPolicy
) -> None:
    result = evaluate(make_cube(SYSTEM, round_, weighted=True), policy=policy)
    points, rates, indicators = area_points_table(result), area_rates_table(result), indicator_points_table(result)

    for city in np.flatnonzero(result.ranked).tolist():
        total = result.city_total(city)
        assert total is not None
        assert points[city].tolist() == [rounded_hundredths(value) for value in total.area_points.values()]
        assert rates[city].tolist() == [round_half_up(rate * 10_000) for rate in total.area_rates.values()]
        expected = [0 if value is None else rounded_hundredths(value) for value in total.points]
        assert indicators[city].tolist() == expected
