"""Which marks are legal, and what a form says about the others."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.marks import Mark, MarkProblem, anchors, check_mark, is_legal, points_text

STEP = Decimal("0.1")


@pytest.mark.parametrize(
    ("entered", "judged_max", "points"),
    [
        ("0", 700, 0),
        ("7", 700, 700),
        ("6.9", 700, 690),
        ("1.75", 700, 175),  # 25 % of 7 is off the step, and legal
        ("5.25", 700, 525),
        ("3.50", 700, 350),
        ("0.63", 250, 63),  # 25 % of 2.5 is 0.625, to 0.01
    ],
)
def test_a_multiple_of_the_step_or_an_anchor_is_legal(entered: str, judged_max: int, points: int) -> None:
    check = check_mark(Decimal(entered), judged_max=judged_max, step=STEP)

    assert (check.legal, check.points, check.message) == (True, points, "")


@pytest.mark.parametrize(
    ("entered", "problem", "message"),
    [
        (None, MarkProblem.NOT_A_NUMBER, "Enter a number of points."),
        ("NaN", MarkProblem.NOT_A_NUMBER, "Enter a number of points."),
        ("Infinity", MarkProblem.NOT_A_NUMBER, "Enter a number of points."),
        ("-0.1", MarkProblem.NEGATIVE, "Points cannot be less than 0."),
        ("7.01", MarkProblem.TOO_HIGH, "At most 7 points can be given here."),
        ("1.76", MarkProblem.OFF_STEP, "Points go in steps of 0.1; the nearest that can be given: 1.75 / 1.8."),
        ("6.95", MarkProblem.OFF_STEP, "Points go in steps of 0.1; the nearest that can be given: 6.9 / 7."),
        (
            "1.749",
            MarkProblem.TOO_FINE,
            "Points have at most two decimals; the nearest that can be given: 1.7 / 1.75.",
        ),
    ],
)
def test_an_illegal_mark_says_why_and_what_is_near(
    entered: str | None, problem: MarkProblem, message: str
) -> None:
    check = check_mark(None if entered is None else Decimal(entered), judged_max=700, step=STEP)

    assert (check.legal, check.points, check.problem, check.message) == (False, None, problem, message)


@given(st.integers(1, 1500), st.integers(1, 100), st.integers(0, 150_000))
def test_the_nearest_marks_are_legal_and_nothing_legal_lies_between(
    judged_max: int, step: int, tenths: int
) -> None:
    entered = Decimal(tenths) / 10000
    check = check_mark(entered, judged_max=judged_max, step=Decimal(step) / 100)

    if check.nearest:
        low, high = check.nearest
        legal = [p for p in range(judged_max + 1) if is_legal(p, judged_max=judged_max, step=step)]
        assert low < entered * 100 < high
        assert [p for p in legal if low <= p <= high] == [low, high]


def test_the_anchors_are_the_rubrics_five() -> None:
    assert anchors(700) == (0, 175, 350, 525, 700)


@pytest.mark.parametrize(
    ("hundredths", "text"), [(0, "0"), (1, "0.01"), (730, "7.3"), (1000, "10"), (1005, "10.05")]
)
def test_points_are_written_without_trailing_zeros(hundredths: int, text: str) -> None:
    assert points_text(hundredths) == text


def test_a_mark_that_counts_nothing_is_no_mark() -> None:
    with pytest.raises(ValueError, match="positive integer"):
        Mark(100, weight=0)
