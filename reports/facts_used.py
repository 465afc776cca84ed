"""The facts that a city's computed points rest on, without the points."""

from collections.abc import Sequence
from dataclasses import dataclass

from cities.arithmetic import Arithmetic, SourceLine, arithmetic_of
from cities.models import Submission
from reviews.queries.verification import Value, computed_indicators, values_of
from rounds.models import Indicator


@dataclass(frozen=True)
class FactLine:
    """``sources``: rows of the city's forms; ``remark``: what the secretariat wrote where it corrected a value."""

    indicator: Indicator
    sources: Sequence[SourceLine]
    flags: Sequence[str]
    remark: str


def facts_used(submission: Submission) -> list[FactLine]:
    """One line for each indicator with a computed part, in order."""
    indicators = computed_indicators(submission.round)
    return [_line(value) for value in values_of(submission, indicators)]


def _line(value: Value) -> FactLine:
    standing, proposal = value.standing, value.proposal
    kept = (standing.computed if standing else None) or (proposal.computed if proposal else None) or {}
    arithmetic: Arithmetic | None = arithmetic_of(kept) if kept else None
    return FactLine(
        indicator=value.indicator,
        sources=arithmetic.sources if arithmetic else [],
        flags=arithmetic.flags if arithmetic else [],
        remark=standing.source if standing else "",
    )
