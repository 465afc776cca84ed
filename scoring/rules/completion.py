"""completion_rate: actual ÷ target, the yearly targets and the one for the whole period weighted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.rules.facts import Facts, Periods, Source
from scoring.rules.outcome import Flag, Found, Step, StepName, Unit, shown
from scoring.rules.parameters import Given, Reader
from scoring.rules.series import COMPLETED, Figure


@dataclass(frozen=True)
class CompletionRate:
    """``annual`` and ``cumulative`` weigh the two parts and sum to 1."""

    series: str
    annual: Fraction
    cumulative: Fraction

    @classmethod
    def read(cls, given: Given) -> "CompletionRate":
        """Without weights the whole period counts alone; with one, the other is the rest."""
        reader = Reader(given)
        series = reader.choice("series", tuple(COMPLETED))
        if not reader.has("annual") and not reader.has("cumulative"):
            annual, cumulative = reader.share("annual", Fraction(0)), reader.share("cumulative", Fraction(1))
        else:
            annual = reader.share("annual", Fraction(0))
            cumulative = reader.share("cumulative", Fraction(0))
        reader.sum_to_one({"annual": annual, "cumulative": cumulative})
        reader.finish()
        return cls(series, annual, cumulative)

    def share(self, facts: Facts, periods: Periods) -> Found:
        """Each part that has weight, weighted."""
        parts = [part for part in (self._annual(facts, periods), self._cumulative(facts, periods)) if part.weight]
        rate = sum((part.weight * part.rate for part in parts), Fraction(0))
        steps = [step for part in parts for step in part.steps]
        if len(parts) > 1:
            formula = " + ".join(f"{shown(part.weight)} × {shown(part.rate)}" for part in parts)
            steps.append(Step(StepName.WEIGHTED, "", formula, rate))
        flags = frozenset().union(*(part.flags for part in parts))
        sources = [source for part in parts for source in part.sources]
        return Found(rate, steps, sources, _together(flags, [part.has_data for part in parts]))

    def _cumulative(self, facts: Facts, periods: Periods) -> "_Part":
        start, end = periods.review
        one = _completion(self.series, None, COMPLETED[self.series](facts, start, end), facts, periods)
        return _Part(self.cumulative, one.rate, one.steps, one.sources, one.flags, one.has_data)

    def _annual(self, facts: Facts, periods: Periods) -> "_Part":
        if not self.annual:
            return _Part(self.annual, Fraction(0), (), (), frozenset(), False)
        years = list(self._years(facts, periods))
        rate = sum((year.rate for year in years), Fraction(0)) / len(years)
        formula = f"({' + '.join(shown(year.rate) for year in years)}) ÷ {len(years)}"
        return _Part(
            weight=self.annual,
            rate=rate,
            steps=[*(s for year in years for s in year.steps), Step(StepName.YEARLY_MEAN, "", formula, rate)],
            sources=[source for year in years for source in year.sources],
            flags=_together(frozenset().union(*(y.flags for y in years)), [year.has_data for year in years]),
            has_data=any(year.has_data for year in years),
        )

    def _years(self, facts: Facts, periods: Periods) -> Iterator["_Part"]:
        start, end = periods.review
        for year in range(start + 1, end + 1):
            yield _completion(self.series, year, COMPLETED[self.series](facts, year - 1, year), facts, periods)


@dataclass(frozen=True)
class _Part:
    weight: Fraction
    rate: Fraction
    steps: Sequence[Step]
    sources: Sequence[Source]
    flags: frozenset[Flag]
    has_data: bool


def _completion(series: str, year: int | None, actual: Figure, facts: Facts, periods: Periods) -> _Part:
    """Actual ÷ target of a year, or of the whole period. What is missing counts 0."""
    about = str(year) if year else f"{periods.review[0]}–{periods.review[1]}"
    target = _target(series, year, about, facts, periods)
    steps, sources = (*actual.steps, *target.steps), (*actual.sources, *target.sources)
    flags = actual.flags | target.flags
    if actual.value is None or target.value is None:
        steps = (*steps, Step(StepName.COMPLETION, about, "–", Fraction(0), Unit.PLAIN))
        return _Part(Fraction(1), Fraction(0), steps, sources, flags, actual.value is not None)
    rate = actual.value / target.value
    formula = f"{shown(actual.value)} ÷ {shown(target.value)}"
    steps = (*steps, Step(StepName.COMPLETION, about, formula, rate))
    return _Part(Fraction(1), rate, steps, sources, flags, True)


def _target(series: str, year: int | None, about: str, facts: Facts, periods: Periods) -> Figure:
    """The city's target; where it is missing or not above 0, the round's reference target."""
    own = facts.targets.get((series, year))
    if own is not None and own.value > 0:
        step = Step(StepName.TARGET, about, shown(own.value), own.value, Unit.PER_CENT)
        return Figure(own.value, (step,), (own.source,), frozenset())
    sources = (own.source,) if own is not None else ()
    reference = periods.reference.get(f"{series}_annual" if year else series)
    if reference is None or reference <= 0:
        return Figure(None, (), sources, frozenset({Flag.NO_TARGET}))
    step = Step(StepName.TARGET, about, shown(reference), reference, Unit.PER_CENT)
    return Figure(reference, (step,), sources, frozenset({Flag.REFERENCE_TARGET}))


def _together(flags: frozenset[Flag], has_data: Sequence[bool]) -> frozenset[Flag]:
    """“No data” stands for the whole only if no part has any."""
    if Flag.NO_DATA in flags and any(has_data):
        return flags - {Flag.NO_DATA} | {Flag.PARTLY_NO_DATA}
    return flags
