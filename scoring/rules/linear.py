"""linear_change and linear_level: where a figure lies between no points and full points."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from scoring.rules.facts import Facts, Periods
from scoring.rules.outcome import Found, Step, StepName, shown
from scoring.rules.parameters import Given, Reader
from scoring.rules.series import CHANGES, LEVELS, Figure, level


@dataclass(frozen=True)
class _Line:
    """(value − zero_at) ÷ (full_at − zero_at)."""

    series: str
    zero_at: Fraction
    full_at: Fraction

    @classmethod
    def _read(cls, given: Given, known: Sequence[str]) -> Self:
        reader = Reader(given)
        series = reader.choice("series", known)
        zero_at, full_at = reader.number("zero_at"), reader.number("full_at")
        reader.different_ends(zero_at, full_at)
        reader.finish()
        return cls(series, zero_at, full_at)

    def _place(self, figure: Figure) -> Found:
        if figure.value is None:
            return Found(Fraction(0), figure.steps, figure.sources, figure.flags)
        share = (figure.value - self.zero_at) / (self.full_at - self.zero_at)
        zero = f"({shown(self.zero_at)})" if self.zero_at < 0 else shown(self.zero_at)
        formula = f"({shown(figure.value)} − {zero}) ÷ ({shown(self.full_at)} − {zero})"
        return Found(share, (*figure.steps, Step(StepName.LINE, "", formula, share)), figure.sources)


class LinearChange(_Line):
    """Of the change over the review period, in percentage points."""

    @classmethod
    def read(cls, given: Given) -> Self:
        return cls._read(given, tuple(CHANGES))

    def share(self, facts: Facts, periods: Periods) -> Found:
        return self._place(CHANGES[self.series](facts, *periods.review))


class LinearLevel(_Line):
    """Of the level at the end of the review period, a share."""

    @classmethod
    def read(cls, given: Given) -> Self:
        return cls._read(given, tuple(LEVELS))

    def share(self, facts: Facts, periods: Periods) -> Found:
        return self._place(level(facts, LEVELS[self.series], periods.review[1]))
