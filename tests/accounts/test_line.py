"""A line with few places: who goes first, who does not wait for ever, and that no place is lost."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from accounts.line import Line


@pytest.fixture
def people() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(12) as people:
        yield people


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)


def waiting(line: Line) -> int:
    return len(line._hurried) + len(line._others)


def test_first_come_first_served_and_who_is_in_a_hurry_before_all(people: ThreadPoolExecutor) -> None:
    line, done = Line(1, patience=60), list[str]()

    def go(name: str, *, hurried: bool) -> None:
        with line.place(hurried=hurried):
            done.append(name)

    with line.place():
        came: list[Future[None]] = []
        for name, hurried in [("a", False), ("b", False), ("c", True), ("d", True)]:
            came.append(people.submit(go, name, hurried=hurried))
            until(lambda: waiting(line) == len(came))
    for one in came:
        one.result(30)

    assert done == ["c", "d", "a", "b"]
    assert (line.free, waiting(line)) == (1, 0)


def test_who_has_waited_for_long_enough_goes_on_and_takes_no_place_along() -> None:
    line = Line(1, patience=0.01)
    with line.place():
        with line.place():
            assert line.free == 0
        assert line.free == 0
    assert (line.free, waiting(line)) == (1, 0)


def test_never_more_than_the_places_work_at_once_and_none_is_lost(people: ThreadPoolExecutor) -> None:
    line, at_work, most = Line(2, patience=60), set[int](), list[int]()

    def go(number: int) -> None:
        with line.place(hurried=number % 3 == 0):
            at_work.add(number)
            most.append(len(at_work))
            time.sleep(0.001)
            at_work.discard(number)

    list(people.map(go, range(200)))

    assert (max(most), len(most), line.free, waiting(line)) == (2, 200, 2, 0)


def test_those_who_lose_their_patience_while_places_come_free_leave_the_line_whole(
    people: ThreadPoolExecutor,
) -> None:
    line = Line(2, patience=0.002)

    def go(_number: int) -> None:
        with line.place():
            time.sleep(0.001)

    list(people.map(go, range(400)))

    assert (line.free, waiting(line)) == (2, 0)


def test_an_act_that_fails_gives_its_place_back() -> None:
    line = Line(1, patience=60)
    for _number in range(3):
        with pytest.raises(RuntimeError), line.place():
            raise RuntimeError
    assert line.free == 1
