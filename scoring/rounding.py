"""The one rounding of a total, on a number and on whole arrays: integers only, never a float."""

from fractions import Fraction

import numpy as np

from scoring.arrays import Int64s
from scoring.choices import Rounding
from scoring.policy import ReconciliationPolicy

UNITS = (100, 10, 1)
"""Hundredths in the last place of 0, 1 and 2 decimals."""


def round_half_up(value: Fraction) -> int:
    """The nearest integer; an exact half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def rounded_hundredths(points: Fraction, decimals: int = 2) -> int:
    """Exact points as printed with 0, 1 or 2 decimals, half up, in hundredths: 7.25 with one decimal is 730."""
    unit = UNITS[decimals]
    return round_half_up(points * 100 / unit) * unit


def round_total(points: Fraction, policy: ReconciliationPolicy) -> int:
    """An exact total as the policy rounds it, in hundredths."""
    unit = UNITS[policy.decimals]
    hundreds = points * 100 / unit
    up = round_half_up(hundreds)
    half = hundreds.denominator == 2
    return (up - 1 if half and up % 2 and policy.rounding is Rounding.HALF_EVEN else up) * unit


def round_total_array(numerators: Int64s, scale: int, policy: ReconciliationPolicy) -> Int64s:
    """``round_total`` for totals of ``numerators`` / ``scale`` hundredths each."""
    unit = UNITS[policy.decimals]
    step = 2 * unit * scale
    raised = 2 * numerators + unit * scale
    up = raised // step
    if policy.rounding is Rounding.HALF_EVEN:
        up = up - ((raised == up * step) & (up % 2 == 1))
    return np.asarray(up * unit, dtype=np.int64)
