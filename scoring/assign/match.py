"""How well an expert fits a city and a domain (匹配度): 100 less named deductions, for anybody to add up."""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from scoring.arrays import Bools, Int8s
from scoring.assign.question import MOST_MATCH


class Deduction(StrEnum):
    """What makes a pair less fitting without forbidding it."""

    SECOND_DOMAIN = "second_domain"  # another domain is the expert's main one
    SAME_PROVINCE = "same_province"  # the employer is in the city's province
    OLDER_TIE = "older_tie"  # a tie to the city or its province that ended before the years that recuse


POINTS = {Deduction.SECOND_DOMAIN: 20, Deduction.SAME_PROVINCE: 25, Deduction.OLDER_TIE: 30}
"""Fixed and shown. Together they leave a match above 0: a gap is always worse."""


def match_table(*, second: Bools, home: Bools, older: Bools) -> Int8s:
    """[E, C, D] from ``second`` [E, D], ``home`` [E, C] and ``older`` [E, C]."""
    of_pair = POINTS[Deduction.SAME_PROVINCE] * home + POINTS[Deduction.OLDER_TIE] * older
    of_domain = POINTS[Deduction.SECOND_DOMAIN] * second
    return np.asarray(MOST_MATCH - of_pair[:, :, None] - of_domain[:, None, :], dtype=np.int8)


def deductions(*, second: bool, home: bool, older: bool) -> Iterator[tuple[Deduction, int]]:
    """The same for one expert, city and domain, each with its points."""
    for holds, deduction in (
        (second, Deduction.SECOND_DOMAIN),
        (home, Deduction.SAME_PROVINCE),
        (older, Deduction.OLDER_TIE),
    ):
        if holds:
            yield deduction, POINTS[deduction]
