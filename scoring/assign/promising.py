"""Which offers are given to the solver first."""

import numpy as np

from scoring.arrays import Bools, Int64s
from scoring.assign.board import Board
from scoring.assign.question import MOST_MATCH

TIMES = 8
"""How many of the best of each task and each expert are promising, as a multiple of what they want."""
FEW_AT_RANDOM = 3
RANK_BITS = 39
"""Bits of a rank within a group: 7 of the match, 32 of the lot."""


def promising(board: Board, whole: int) -> Bools:
    """The best of each task, the best of each expert, and a few at random; all up to ``whole`` of them.

    Without the experts' own best, lowest loads could not be met by what is left.
    """
    offers, rules = board.offers, board.question.rules
    if len(offers.tasks) <= whole:
        return np.ones(len(offers.tasks), dtype=bool)
    ranks = ((MOST_MATCH - offers.values) << 32) | offers.lots
    per_expert = TIMES // 4 * max((c.most for c in board.question.experts.values()), default=0)
    best = _first(offers.tasks, ranks, TIMES * rules.most) | _first(offers.experts, ranks, per_expert)
    return best | _first(offers.tasks, offers.lots * 0x9E3779B1 % 2**32, FEW_AT_RANDOM)


def _first(groups: Int64s, ranks: Int64s, number: int) -> Bools:
    """Those up to the ``number``-th lowest rank of each group."""
    if number < 1:
        return np.zeros(len(groups), dtype=bool)
    sizes = np.bincount(groups)
    keys = (groups << RANK_BITS) | ranks
    last = np.cumsum(sizes) - np.maximum(sizes - number, 0) - 1
    return np.asarray(keys <= np.sort(keys)[last][groups])
