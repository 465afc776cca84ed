"""How shares and counts are said in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.wording import chinese_number, enumerated, highest_and_lowest, share_in_words, tens_in_words


@pytest.mark.parametrize(
    ("count", "of", "words"),
    [
        (0, 81, "没有"),
        (26, 81, "部分"),
        (27, 81, "三分之一以上"),
        (32, 81, "三分之一以上"),
        (2, 5, "近半数"),
        (40, 81, "近半数"),
        (1, 2, "近半数"),
        (41, 81, "半数以上"),
        (81, 81, "全部"),
    ],
)
def test_a_share_is_said_by_the_limits(count, of, words):
    assert share_in_words(count, of) == words


@given(st.integers(1, 500), st.data())
def test_more_cities_are_never_said_to_be_fewer(of, data):
    order = ["没有", "部分", "三分之一以上", "近半数", "半数以上", "全部"]
    fewer = data.draw(st.integers(0, of))
    more = data.draw(st.integers(fewer, of))

    assert order.index(share_in_words(fewer, of)) <= order.index(share_in_words(more, of))


@pytest.mark.parametrize(("count", "of"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(count, of):
    with pytest.raises(ValueError, match="no share"):
        share_in_words(count, of)


@pytest.mark.parametrize(
    ("count", "words"), [(8, "8名"), (10, "10名"), (11, "10余名"), (19, "10余名"), (20, "20名"), (47, "40余名")]
)
def test_tens_are_said_roughly(count, words):
    assert tens_in_words(count, "名") == words


def test_the_two_highest_and_lowest_are_named_in_order():
    rates = [
        ("A", Fraction(80)),
        ("B", Fraction(70)),
        ("C", Fraction(75)),
        ("D", Fraction(90)),
        ("E", Fraction(60)),
    ]

    assert highest_and_lowest(rates) == (["D", "A"], ["E", "B"])


def test_with_three_nothing_is_named_twice():
    assert highest_and_lowest([("A", Fraction(1)), ("B", Fraction(2)), ("C", Fraction(3))]) == (["C", "B"], ["A"])


def test_names_that_are_left_out_are_said_to_be():
    assert (enumerated(["深圳", "青岛", "北京"], most=2), enumerated(["深圳", "青岛"], most=2)) == (
        "深圳、青岛等",
        "深圳、青岛",
    )
    assert enumerated(["A", "B", "C"], "en") == "A, B and C"


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四")])
def test_headings_count_in_chinese(number, words):
    assert chinese_number(number) == words
