"""What the rules propose for a submitted version: values, arithmetic and source rows, not stored yet."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cities.facts import READING, facts_of
from cities.models import SubmissionVersion
from reviews.models import Proposal
from reviews.queries.promises import States
from rounds.models import Indicator, Round
from scoring.canonical import plain_decimal, sha256_of
from scoring.rules.compute import compute
from scoring.rules.facts import Facts, Periods
from scoring.rules.parameters import ParametersError


def periods_of(round: Round) -> Periods:
    """The round's periods, ε and reference targets as the rules read them."""
    return Periods(
        review=(round.review_start, round.review_end),
        previous=(round.previous_start, round.previous_end),
        epsilon=Fraction(round.epsilon),
        reference={name: Fraction(str(value)) for name, value in round.reference_targets.items()},
    )


def bases_of(round: Round, indicators: Iterable[Indicator]) -> dict[int, str]:
    """By indicator, the hash of all that its rule depends on besides the city's data."""
    periods = {
        "reading": READING,
        "review": [round.review_start, round.review_end],
        "previous": [round.previous_start, round.previous_end],
        "epsilon": plain_decimal(Decimal(round.epsilon)),
        "reference": {name: str(value) for name, value in round.reference_targets.items()},
    }
    return {
        indicator.pk: sha256_of(
            {"indicator": indicator.pk, "most": _most(indicator), **_rule(indicator), **periods}
        )
        for indicator in indicators
    }


def proposals_for(
    version: SubmissionVersion,
    indicators: Iterable[Indicator],
    periods: Periods,
    bases: Mapping[int, str],
    states: States,
) -> list[Proposal]:
    """One for each indicator, as of exactly this version; promises in the states that are verified."""
    facts = facts_of(version.content, periods, states)
    return [_proposal(version, indicator, facts, periods, bases[indicator.pk]) for indicator in indicators]


def _proposal(
    version: SubmissionVersion, indicator: Indicator, facts: Facts, periods: Periods, basis: str
) -> Proposal:
    found = _computed(indicator, facts, periods)
    computed = {**_rule(indicator), **found}
    points = found.get("points")
    return Proposal(
        version=version,
        indicator=indicator,
        points=None if points is None else Decimal(points) / 100,
        applies=found.get("applies", True),
        is_flagged=bool(found.get("flags")) or not found.get("applies", False),
        computed=computed,
        sha256=sha256_of(computed),
        basis_sha256=basis,
    )


def _computed(indicator: Indicator, facts: Facts, periods: Periods) -> dict[str, Any]:
    """Empty where the rule can't be used: the value is then entered by hand."""
    try:
        outcome = compute(
            indicator.rule,
            indicator.rule_parameters,
            computed_max=int(indicator.computed_max * 100),
            facts=facts,
            periods=periods,
        )
    except ParametersError:
        return {}
    return outcome.to_dict()


def _rule(indicator: Indicator) -> dict[str, Any]:
    return {"rule": indicator.rule, "parameters": indicator.rule_parameters}


def _most(indicator: Indicator) -> str:
    return plain_decimal(indicator.computed_max)
