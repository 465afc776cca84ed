"""Why a city is not in the ranking: one reason, never a zero."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scoring.arrays import Bools, Int8s, Integers


class Reason(StrEnum):
    """The ONE reason a city is listed with, the first that holds in this order."""

    WITHDRAWN = "withdrawn"  # 已退出
    NOT_SUBMITTED = "not_submitted"  # 未提交
    UNASSIGNED = "unassigned"  # 待分配
    UNVERIFIED = "unverified"  # 待核验
    TOP_UP_NEEDED = "top_up_needed"  # 待补评
    UNDER_REVIEW = "under_review"  # 评审中


REASONS = tuple(Reason)


@dataclass(frozen=True, eq=False)
class CityStates:
    """What the portal knows about the cities beside their marks. Missing arrays mean the usual case."""

    withdrawn: Bools | None = None
    """[C] withdrawn by the secretariat with a document; none."""
    submitted: Bools | None = None
    """[C] written material (书面材料) handed in; all."""
    assigned: Bools | None = None
    """[C] experts assigned to every part. A late recusal does not undo it; all."""
    awaited: Integers | None = None
    """[C, I] marks that deployed and unfinished sheets will still bring; none."""


def city_reason(
    *, withdrawn: bool, submitted: bool, assigned: bool, verified: bool, enough_marks: bool, enough_awaited: bool
) -> Reason | None:
    """Why the city is not ranked; None: it is.

    ``enough_marks``: every judged cell has at least the minimum. ``enough_awaited``: every cell reaches it with
    the marks still awaited. Marks that are missing and not awaited need a top-up (补评). Where no experts are
    assigned that comes first; what is complete needs neither.
    """
    if withdrawn:
        return Reason.WITHDRAWN
    if not submitted:
        return Reason.NOT_SUBMITTED
    if not assigned and not enough_marks:
        return Reason.UNASSIGNED
    if not verified:
        return Reason.UNVERIFIED
    if not enough_marks:
        return Reason.UNDER_REVIEW if enough_awaited else Reason.TOP_UP_NEEDED
    return None


def reason_codes(states: CityStates, *, verified: Bools, enough_marks: Bools, enough_awaited: Bools) -> Int8s:
    """``city_reason`` on arrays [C]: 0 for a ranked city, otherwise 1 + the reason's place in ``REASONS``."""
    cities = len(verified)
    withdrawn = np.zeros(cities, bool) if states.withdrawn is None else states.withdrawn
    submitted = np.ones(cities, bool) if states.submitted is None else states.submitted
    assigned = np.ones(cities, bool) if states.assigned is None else states.assigned
    codes = np.zeros(cities, dtype=np.int8)
    for reason, holds in (
        (Reason.UNDER_REVIEW, ~enough_marks),
        (Reason.TOP_UP_NEEDED, ~enough_marks & ~enough_awaited),
        (Reason.UNVERIFIED, ~verified),
        (Reason.UNASSIGNED, ~assigned & ~enough_marks),
        (Reason.NOT_SUBMITTED, ~submitted),
        (Reason.WITHDRAWN, withdrawn),
    ):
        codes[holds] = 1 + REASONS.index(reason)
    return codes
