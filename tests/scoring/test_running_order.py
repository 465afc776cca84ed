"""The running order: what must hold for every draw, and draws that can be checked by hand."""

import hashlib
from collections import Counter
from fractions import Fraction
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.attendance import is_quorate
from scoring.running_order import Misfit, Sitting, Speaker, draw_order, lot, misfits

EXPERTS = st.frozensets(st.integers(1, 5), max_size=4)
SPEAKERS = st.lists(
    st.builds(
        Speaker,
        city=st.integers(1, 40),
        code=st.just(""),
        batch=st.sampled_from([2010, 2012, 2017]),
        region=st.sampled_from(["1", "4"]),
        province=st.sampled_from(["京", "粤", "鄂"]),
        scoring=EXPERTS,
        recused=st.frozensets(st.integers(1, 5), max_size=2),
    ),
    unique_by=lambda speaker: speaker.city,
    max_size=12,
).map(lambda found: [named(speaker) for speaker in found])
SITTINGS = st.lists(
    st.builds(Sitting, session=st.integers(1, 9), places=st.integers(4, 8), experts=EXPERTS),
    unique_by=lambda sitting: sitting.session,
    min_size=3,
    max_size=4,
)
SEEDS = st.text(max_size=8)


def named(speaker: Speaker) -> Speaker:
    return Speaker(**{**vars(speaker), "code": f"{speaker.city:06d}"})


def speaker(city: int, **fields) -> Speaker:
    fields = {"batch": 2010, "region": "1", "province": f"省{city}", **fields}
    return Speaker(city=city, code=f"{city:06d}", **fields)


def by_lot(seed: str, *cities: int) -> tuple[int, ...]:
    """Computed without the module under test."""
    return tuple(sorted(cities, key=lambda c: hashlib.sha256(f"{seed}/{c:06d}".encode()).hexdigest()))


def test_a_lot_is_the_sha256_of_seed_and_code() -> None:
    assert lot("2023-06-15", "440300") == hashlib.sha256(b"2023-06-15/440300").hexdigest()


@given(SPEAKERS, SITTINGS, SEEDS)
def test_every_city_speaks_once_and_no_session_takes_more_than_its_share(speakers, sittings, seed) -> None:
    order = draw_order(speakers, sittings, seed)

    assert sorted(c for cities in order.sessions.values() for c in cities) == sorted(s.city for s in speakers)
    places = sum(sitting.places for sitting in sittings)
    for sitting in sittings:
        share = Fraction(len(speakers) * sitting.places, places)
        assert abs(len(order.sessions[sitting.session]) - share) < 1


@given(SPEAKERS, SITTINGS, SEEDS, st.randoms(use_true_random=False))
def test_a_draw_can_be_repeated_whatever_the_order_of_what_goes_in(speakers, sittings, seed, chance) -> None:
    mixed, seats = list(speakers), list(sittings)
    chance.shuffle(mixed)
    chance.shuffle(seats)

    assert draw_order(mixed, seats, seed) == draw_order(speakers, sittings, seed)


@settings(max_examples=settings().max_examples // 2)  # each tries every way of sharing out
@given(SPEAKERS.filter(lambda found: len(found) <= 4), SITTINGS, SEEDS)
def test_no_way_of_sharing_out_has_fewer_misfits(speakers, sittings, seed) -> None:
    order = draw_order(speakers, sittings, seed)
    sizes = {session: len(cities) for session, cities in order.sessions.items()}
    fewest = len(misfits(order.sessions, speakers, sittings))
    places = sum(sitting.places for sitting in sittings)

    for choice in product([s.session for s in sittings], repeat=len(speakers)):
        counts = Counter(choice)
        fits = all(abs(counts[s.session] - Fraction(len(speakers) * s.places, places)) < 1 for s in sittings)
        if fits or counts == Counter(sizes):
            other = {s.session: [x.city for x, to in zip(speakers, choice, strict=True) if to == s.session]
                     for s in sittings}  # fmt: skip
            assert len(misfits(other, speakers, sittings)) >= fewest


@given(SPEAKERS, SEEDS)
def test_without_conflicts_batches_are_spread_evenly(speakers, seed) -> None:
    plain = [Speaker(**{**vars(s), "recused": frozenset(), "scoring": frozenset()}) for s in speakers]
    sittings = [Sitting(1, 6), Sitting(2, 6)]

    order = draw_order(plain, sittings, seed)

    batch = {s.city: s.batch for s in plain}
    of_session = {number: Counter(batch[c] for c in cities) for number, cities in order.sessions.items()}
    assert all(abs(of_session[1][b] - of_session[2][b]) <= 2 for b in (2010, 2012, 2017))
    assert sum(abs(of_session[1][b] - of_session[2][b]) for b in (2010, 2012, 2017)) <= 3


@given(SEEDS, st.integers(1, 7))
def test_who_is_recused_from_one_city_need_not_leave_in_the_middle(seed, city) -> None:
    speakers = [speaker(c, recused=frozenset({9}) if c == city else frozenset()) for c in range(1, 8)]

    (order,) = draw_order(speakers, [Sitting(1, 7, frozenset({9}))], seed).sessions.values()

    assert city in (order[0], order[-1])


@given(SEEDS)
def test_with_nothing_in_the_way_the_lots_alone_decide(seed) -> None:
    speakers = [speaker(c) for c in range(1, 8)]

    assert draw_order(speakers, [Sitting(3, 7)], seed).sessions == {3: by_lot(seed, *range(1, 8))}


@given(SEEDS)
def test_cities_of_one_province_do_not_follow_each_other_where_that_is_possible(seed) -> None:
    speakers = [speaker(c, province="粤" if c <= 3 else f"省{c}") for c in range(1, 7)]

    (order,) = draw_order(speakers, [Sitting(1, 6)], seed).sessions.values()

    assert not any({one, two} <= {1, 2, 3} for one, two in pairwise(order))


def test_a_city_goes_to_the_room_where_its_experts_sit_and_who_is_recused_does_not() -> None:
    speakers = [
        speaker(1, scoring=frozenset({10})),
        speaker(2, scoring=frozenset({20})),
        speaker(3, recused=frozenset({10})),
        speaker(4, recused=frozenset({20})),
    ]
    rooms = [Sitting(1, 2, frozenset({10})), Sitting(2, 2, frozenset({20}))]

    for seed in map(str, range(20)):
        sessions = draw_order(speakers, rooms, seed).sessions
        assert {number: set(cities) for number, cities in sessions.items()} == {1: {1, 4}, 2: {2, 3}}
        assert misfits(sessions, speakers, rooms) == []


def test_what_cannot_be_fitted_is_named() -> None:
    speakers = [speaker(1, recused=frozenset({10}), scoring=frozenset({20}))]
    rooms = [Sitting(7, 1, frozenset({10}))]

    assert misfits({7: [1]}, speakers, rooms) == [Misfit(7, 1, 10, True), Misfit(7, 1, 20, False)]


def test_every_order_of_three_cities_can_be_drawn() -> None:
    drawn = {draw_order([speaker(c) for c in (1, 2, 3)], [Sitting(1, 3)], str(n)).sessions[1] for n in range(60)}

    assert drawn == set(permutations((1, 2, 3)))


def test_more_cities_than_places_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match="3 cities, 2 places"):
        draw_order([speaker(c) for c in (1, 2, 3)], [Sitting(1, 2)], "")


@pytest.mark.parametrize(
    ("present", "expected", "quorate"), [(4, 6, True), (3, 6, False), (2, 3, True), (0, 0, False), (1, 1, True)]
)
def test_two_thirds_of_the_experts_are_a_quorum(present, expected, quorate) -> None:
    assert is_quorate(present, expected, Fraction(2, 3)) is quorate
