"""The one reason why a city is not in the ranking."""

from itertools import product

import numpy as np
import pytest

from scoring.state import REASONS, CityStates, Reason, city_reason, reason_codes

NAMES = ("withdrawn", "submitted", "assigned", "verified", "enough_marks", "enough_awaited")
IN_ORDER = {
    "withdrawn": False,
    "submitted": True,
    "assigned": True,
    "verified": True,
    "enough_marks": True,
    "enough_awaited": True,
}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"withdrawn": True, "submitted": False}, Reason.WITHDRAWN),
        ({"submitted": False, "assigned": False}, Reason.NOT_SUBMITTED),
        ({"assigned": False, "verified": False, "enough_marks": False}, Reason.UNASSIGNED),
        ({"assigned": False}, None),  # complete all the same
        ({"verified": False, "enough_marks": False}, Reason.UNVERIFIED),
        ({"enough_marks": False}, Reason.UNDER_REVIEW),
        ({"enough_marks": False, "enough_awaited": False}, Reason.TOP_UP_NEEDED),
    ],
)
def test_the_first_reason_that_holds_is_the_one(facts: dict[str, bool], reason: Reason | None) -> None:
    assert city_reason(**IN_ORDER | facts) is reason


def test_arrays_give_the_same_reason_for_every_combination() -> None:
    combinations = list(product((False, True), repeat=len(NAMES)))
    columns = {name: np.array(column) for name, column in zip(NAMES, zip(*combinations, strict=True), strict=True)}
    states = CityStates(**{name: columns[name] for name in ("withdrawn", "submitted", "assigned")})

    codes = reason_codes(
        states, **{name: columns[name] for name in ("verified", "enough_marks", "enough_awaited")}
    )

    expected = [city_reason(**dict(zip(NAMES, facts, strict=True))) for facts in combinations]
    assert [REASONS[code - 1] if code else None for code in codes.tolist()] == expected


def test_without_states_only_marks_and_verification_are_asked() -> None:
    yes, no = np.array([True]), np.array([False])

    assert reason_codes(CityStates(), verified=yes, enough_marks=yes, enough_awaited=yes).tolist() == [0]
    assert reason_codes(CityStates(), verified=no, enough_marks=yes, enough_awaited=yes).tolist() == [
        1 + REASONS.index(Reason.UNVERIFIED)
    ]
