"""trend_class: the share of the class that a series falls in."""

from dataclasses import dataclass
from fractions import Fraction

from scoring.rules.facts import Facts, Periods
from scoring.rules.outcome import Flag, Found, Step, StepName, shown
from scoring.rules.parameters import Given, Reader
from scoring.rules.series import CO2, TRENDS, Figure, mean_growth

FALLING_IS_GOOD = ("stable_or_falling", "slower_growth", "growing")
RISING_IS_GOOD = ("rising", "stable", "falling")


@dataclass(frozen=True)
class TrendClass:
    """The shares of three classes, and of a series without data."""

    series: str
    shares: dict[str, Fraction]
    no_data: Fraction

    @classmethod
    def read(cls, given: Given) -> "TrendClass":
        """Which classes there are decides which way is good."""
        reader = Reader(given)
        names = RISING_IS_GOOD if "rising" in given else FALLING_IS_GOOD
        series = reader.choice("series", tuple(TRENDS), default=CO2)
        shares = {name: reader.share(name) for name in names}
        no_data = reader.share("no_data", Fraction(0))
        reader.finish()
        return cls(series, shares, no_data)

    def share(self, facts: Facts, periods: Periods) -> Found:
        rate = self._rate(facts, *periods.review)
        if rate.value is None:
            step = Step(StepName.CLASS, "no_data", shown(self.no_data), self.no_data)
            return Found(self.no_data, (*rate.steps, step), rate.sources, rate.flags)
        name, also = self._class(rate.value, facts, periods)
        step = Step(StepName.CLASS, name, shown(self.shares[name]), self.shares[name])
        return Found(
            self.shares[name],
            (*rate.steps, *also.steps, step),
            (*rate.sources, *also.sources),
            also.flags,
        )

    def _rate(self, facts: Facts, start: int, end: int, step: StepName = StepName.YEARLY_RATE) -> Figure:
        """Of the first of the series' figures that has both years; per cent a year."""
        found = [mean_growth(facts, name, start, end, step=step) for name in TRENDS[self.series]]
        return next((figure for figure in found if figure.value is not None), found[0])

    def _class(self, rate: Fraction, facts: Facts, periods: Periods) -> tuple[str, Figure]:
        nothing = Figure(None, flags=frozenset())
        epsilon = periods.epsilon * 100
        if "rising" in self.shares:
            return ("rising" if rate > epsilon else "falling" if rate < -epsilon else "stable"), nothing
        if rate <= epsilon:
            return "stable_or_falling", nothing
        before = self._rate(facts, *periods.previous, step=StepName.PREVIOUS_RATE)
        if before.value is None:
            flags = before.flags - {Flag.NO_DATA} | {Flag.NO_PREVIOUS_PERIOD}
            return "growing", Figure(None, before.steps, before.sources, flags)
        return ("slower_growth" if rate < before.value else "growing"), before
