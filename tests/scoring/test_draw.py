"""The random draw of experts: known answers, and what holds for every pool."""

import subprocess

from hypothesis import given
from hypothesis import strategies as st

from scoring.draw import Drawn, draw, lot

NAMES = st.sets(st.sampled_from([f"expert{n:02}" for n in range(12)]))
POOLS = st.fixed_dictionaries({"energy": NAMES, "finance": NAMES})
SEATS = st.fixed_dictionaries({"energy": st.integers(0, 5), "finance": st.integers(0, 5)})


def test_a_draw_has_a_known_answer():
    """Whoever draws again, with any program, gets these."""
    pool = {"energy": ["zhang", "wang", "li", "zhao"], "finance": ["li", "zhao", "qian"]}

    found = draw(seed="20230712-0815", seats={"energy": 2, "finance": 1}, spares=1, pool=pool)

    assert lot("20230712-0815", "energy", "zhang").startswith(KNOWN_LOT)
    assert found == KNOWN


KNOWN_LOT = "5121da99cc6c"
KNOWN = {
    "energy": Drawn(chosen=("zhang", "wang"), spares=("li",), short=0),
    "finance": Drawn(chosen=("qian",), spares=("zhao",), short=0),
}


def test_a_lot_is_what_any_sha256_program_says():
    said = subprocess.run(["sha256sum"], input="种子|energy|王力".encode(), capture_output=True, check=True)

    assert said.stdout.decode().split()[0] == lot("种子", "energy", "王力")


@given(st.text(max_size=20), SEATS, st.integers(0, 3), POOLS)
def test_nobody_is_drawn_twice_or_from_outside(seed, seats, spares, pool):
    found = draw(seed=seed, seats=seats, spares=spares, pool=pool)

    everybody = [name for one in found.values() for name in (*one.chosen, *one.spares)]
    assert len(everybody) == len(set(everybody))
    for domain, one in found.items():
        assert {*one.chosen, *one.spares} <= pool[domain]
        assert len(one.chosen) + one.short == seats[domain]
        assert len(one.spares) <= spares


@given(st.text(max_size=20), SEATS, POOLS, st.randoms(use_true_random=False))
def test_the_order_of_the_pool_means_nothing(seed, seats, pool, chance):
    mixed = {domain: chance.sample(sorted(names), len(names)) for domain, names in pool.items()}

    assert draw(seed=seed, seats=seats, spares=2, pool=mixed) == draw(seed=seed, seats=seats, spares=2, pool=pool)


@given(st.text(max_size=20), NAMES, st.integers(0, 5))
def test_who_leaves_the_pool_moves_nobody_before_them(seed, names, seats):
    """Without one who was not drawn, the draw is the same."""
    whole = draw(seed=seed, seats={"energy": seats}, spares=0, pool={"energy": names})["energy"]
    others = names - set(whole.chosen)
    for gone in others:
        again = draw(seed=seed, seats={"energy": seats}, spares=0, pool={"energy": names - {gone}})["energy"]
        assert again == whole


def test_another_seed_draws_otherwise():
    pool = {"energy": [f"expert{n}" for n in range(40)]}

    one, other = (draw(seed=seed, seats={"energy": 10}, spares=0, pool=pool) for seed in ("1", "2"))

    assert one != other
