"""How far apart several experts' marks for one indicator lie (calibration 校准). Advice: no official number."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Dispersion:
    """Of ``number`` marks, in points. ``share``: the range by the judged points, None below two marks."""

    number: int
    lowest: Decimal
    highest: Decimal
    mean: Fraction
    judged_max: Decimal

    @property
    def range(self) -> Decimal:
        return self.highest - self.lowest

    @property
    def share(self) -> Decimal | None:
        return self.range / self.judged_max if self.number > 1 else None

    @property
    def mean_points(self) -> Decimal:
        """To two decimals, half up, for reading."""
        hundredths = (self.mean * 200 + 1) // 2
        return Decimal(int(hundredths)) / 100


def dispersion(marks: Sequence[Decimal], judged_max: Decimal) -> Dispersion:
    """ValueError without marks, or where nothing can be given."""
    if not marks or judged_max <= 0:
        raise ValueError("no marks, or no points to give")
    return Dispersion(
        number=len(marks),
        lowest=min(marks),
        highest=max(marks),
        mean=sum((Fraction(mark) for mark in marks), Fraction(0)) / len(marks),
        judged_max=judged_max,
    )
