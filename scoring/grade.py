"""Grades (等次) and the published list (优良), decided on the rounded total and the rank."""

from enum import IntEnum

import numpy as np

from scoring.arrays import Bools, Int8s, Int32s, Int64s
from scoring.choices import ExcellentGoodRule
from scoring.policy import ReconciliationPolicy


class Grade(IntEnum):
    """Higher is better."""

    UNQUALIFIED = 1  # 不合格
    QUALIFIED = 2  # 合格
    GOOD = 3  # 良好
    EXCELLENT = 4  # 优秀


def grade(total: int, *, policy: ReconciliationPolicy, cap: Grade | None = None) -> Grade:
    """The grade of a rounded total in hundredths; exactly a cut-off is enough.

    The authority (主管部门) may cap a city's grade (否决): total and rank stay, only the grade falls.
    """
    earned = Grade(1 + sum(total >= cut for cut in cut_offs(policy)))
    return earned if cap is None else min(earned, cap)


def cut_offs(policy: ReconciliationPolicy) -> tuple[int, int, int]:
    """Where 合格, 良好 and 优秀 begin, in hundredths."""
    return int(policy.qualified_from * 100), int(policy.good_from * 100), int(policy.excellent_from * 100)


def grade_array(totals: Int64s, caps: Int8s, policy: ReconciliationPolicy) -> Int8s:
    """``grade`` on arrays; a cap of ``Grade.EXCELLENT`` caps nothing."""
    earned = np.full(len(totals), Grade.UNQUALIFIED, dtype=np.int8)
    for cut in cut_offs(policy):
        earned += totals >= cut
    return np.minimum(earned, caps)


def excellent_good(ranks: Int32s, grades: Int8s, caps: Int8s, policy: ReconciliationPolicy) -> Bools:
    """Which ranked cities are on the list: by grade, or the first n with all that tie at the end.

    A city capped below 良好 leaves the list and nobody takes its place.
    """
    if policy.excellent_good is ExcellentGoodRule.BY_GRADE:
        return np.asarray(grades >= Grade.GOOD)
    return np.asarray((ranks <= (policy.top_n or 0)) & (caps >= Grade.GOOD))
