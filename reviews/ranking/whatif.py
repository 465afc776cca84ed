"""What if: the round's own scores under other rules, points or weights, on a copy. Nothing official is touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from reviews.ranking.evaluation import evaluate_inputs
from reviews.ranking.reading import VERIFICATION, Inputs, SheetGroup
from reviews.ranking.standings import Standings
from scoring.arrays import Int64s
from scoring.choices import ExpertWeights
from scoring.policy import ReconciliationPolicy
from scoring.system import IndicatorSpec, SystemSpec


@dataclass(frozen=True)
class Assumption:
    """What is supposed to be different."""

    policy: ReconciliationPolicy
    points: Mapping[str, Decimal] = field(default_factory=dict)
    """Indicator code → all of its points; both parts and every mark are scaled alike. They must sum to 100."""
    weights: Mapping[int, int] = field(default_factory=dict)
    """Expert → weight; 0 leaves the expert out."""


def suppose(inputs: Inputs, assumption: Assumption) -> Standings:
    """The standings under the assumption. Scaled marks are rounded to 0.01, half up, which only advice may do."""
    scales = _scales(inputs.system, assumption.points)
    policy = assumption.policy
    weighted = {expert: weight for expert, weight in assumption.weights.items() if weight}
    if any(weight != 1 for weight in weighted.values()):
        policy = replace(policy, expert_weights=ExpertWeights.TABLE)
    left_out = np.array([expert for expert, weight in assumption.weights.items() if not weight], dtype=np.int64)
    changed = replace(
        inputs,
        policy=policy,
        system=_scaled_system(inputs.system, scales),
        sheets=tuple(_scaled_sheets(inputs, group, scales, left_out) for group in inputs.sheets),
        verified=_scaled_verified(inputs, scales),
        settled=() if scales else inputs.settled,
        weights={**_in_force(inputs), **weighted},
    )
    return evaluate_inputs(changed).standings


def _in_force(inputs: Inputs) -> Mapping[int, int]:
    """A table that the rules do not go by is no one's weight."""
    return inputs.weights if inputs.policy.expert_weights is ExpertWeights.TABLE else {}


def _scales(system: SystemSpec, points: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """Code → new ÷ old points, of the indicators whose points differ."""
    found = {}
    for spec in system.indicators:
        if spec.code in points:
            scale = Fraction(points[spec.code]) * 100 / spec.max_points
            if scale != 1:
                found[spec.code] = scale
    return found


def _scaled_system(system: SystemSpec, scales: Mapping[str, Fraction]) -> SystemSpec:
    return SystemSpec(tuple(_scaled_spec(spec, scales.get(spec.code)) for spec in system.indicators))


def _scaled_spec(spec: IndicatorSpec, scale: Fraction | None) -> IndicatorSpec:
    """The judged part is what the computed one leaves, so that no hundredth is lost between them."""
    if scale is None:
        return spec
    whole = _scaled(spec.max_points, scale)
    computed = _scaled(spec.computed_max, scale) if spec.judged_max else whole
    return replace(spec, computed_max=computed, judged_max=whole - computed)


def _scaled(hundredths: int, scale: Fraction) -> int:
    value = hundredths * scale
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _scaled_sheets(
    inputs: Inputs,
    group: SheetGroup,
    scales: Mapping[str, Fraction],
    left_out: Int64s,
) -> SheetGroup:
    records = group.records().copy()
    new = _scaled_system(inputs.system, scales)
    codes = {pk: spec.code for pk, spec in zip(inputs.indicator_ids, inputs.system.indicators, strict=True)}
    for column, pk in enumerate(group.indicator_ids):
        code = codes.get(pk)
        if code in scales and code is not None:
            old_max = inputs.system.indicators[inputs.system.index(code)].judged_max
            new_max = new.indicators[new.index(code)].judged_max
            marks = records["points"][:, column].astype(np.int64)
            records["points"][:, column] = (2 * marks * new_max + old_max) // (2 * max(old_max, 1))
    if len(left_out):
        records["mask"][np.isin(records["expert"], left_out)] = 0
    return replace(group, packed=records.tobytes())


def _scaled_verified(inputs: Inputs, scales: Mapping[str, Fraction]) -> bytes:
    """Indicator by indicator over whole columns; no computed part passes its new maximum."""
    if not scales:
        return inputs.verified
    records = np.frombuffer(inputs.verified, dtype=VERIFICATION).copy()
    new = _scaled_system(inputs.system, scales)
    for pk, spec in zip(inputs.indicator_ids, inputs.system.indicators, strict=True):
        scale = scales.get(spec.code)
        if scale is None:
            continue
        rows = records["indicator"] == pk
        points = records["points"][rows].astype(np.int64) * scale.numerator
        rounded = (2 * points + scale.denominator) // (2 * scale.denominator)
        records["points"][rows] = np.minimum(rounded, new.indicators[new.index(spec.code)].computed_max)
    return records.tobytes()
