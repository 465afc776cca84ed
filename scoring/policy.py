"""What a round has decided about its arithmetic: a value, frozen when the first sheet is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from scoring.canonical import canonical_json, plain_decimal, sha256_of
from scoring.choices import (
    CellRule,
    Design,
    ExcellentGoodRule,
    ExpertWeights,
    NotApplicableRule,
    OnsiteMode,
    RankRule,
    Rounding,
)
from scoring.errors import PolicyError
from scoring.policy_fields import key_problems, read_fields


@dataclass(frozen=True, kw_only=True)
class ReconciliationPolicy:
    """The table of the official method (part 1). Points are in points, shares in 0…1; every value is legal."""

    step: Decimal = Decimal("0.1")
    """A mark is a multiple of this many points, or one of the five anchors."""
    design: Design = Design.BY_DOMAIN
    min_marks: int = 1
    """Marks a cell of a domain needs before its city can be ranked."""
    panel: int = 3
    """Experts assigned to a city and domain."""
    max_marks: int = 5
    """Most marks of a cell of a domain; a case may pass it by one."""
    everyone_min_marks: int = 3
    """Marks that an indicator judged by all experts (全体, E) needs; ``max_marks`` does not apply to it."""
    cell_rule: CellRule = CellRule.MEAN_THEN_TRIM
    expert_weights: ExpertWeights = ExpertWeights.ALL_ONE
    """Only whether there is a table; the weights themselves come with the marks."""
    divergence_range_share: Decimal = Decimal("0.3")
    """Divergent (分差超限): the range of a cell's marks exceeds this share of ``judged_max`` …"""
    divergence_min_points: Decimal = Decimal("1")
    """… and is at least this many points …"""
    divergence_subtotal_share: Decimal = Decimal("0.2")
    """… or the range of the experts' domain subtotals exceeds this share of the domain's judged points …"""
    divergence_subtotal_min_indicators: int = 3
    """… in domains with at least this many judged indicators."""
    onsite_mode: OnsiteMode = OnsiteMode.SINGLE_REVISABLE
    written_share: Decimal | None = None
    """With ``two_part``: the share of the written mark; the on-site mark has the rest."""
    not_applicable: NotApplicableRule = NotApplicableRule.AREA_RENORMALISE
    not_applicable_cap: Decimal = Decimal("10")
    """Most points of a city that may not apply (不适用)."""
    decimals: int = 2
    """Decimals of the rounded total, on which rank, ties and grade are decided."""
    rounding: Rounding = Rounding.HALF_UP
    rank: RankRule = RankRule.COMPETITION
    tie_break_areas: tuple[str, ...] = ()
    """Areas whose rounded points part equal totals, in this order; empty: ties stay ties."""
    tie_break_words: str = ""
    """The tie-break as the round declared it."""
    excellent_from: Decimal = Decimal("90")
    good_from: Decimal = Decimal("80")
    qualified_from: Decimal = Decimal("60")
    excellent_good: ExcellentGoodRule = ExcellentGoodRule.BY_GRADE
    top_n: int | None = None

    def __post_init__(self) -> None:
        values, problems = read_fields(vars(self))
        if problems:
            raise PolicyError(problems)
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ReconciliationPolicy":
        """The policy that ``to_dict`` wrote. Every field must be there; all that is wrong is told at once."""
        values, problems = read_fields(data)
        if problems := problems | key_problems(data):
            raise PolicyError(problems)
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; decimals as strings, so that nothing passes through a float."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    def canonical_json(self) -> str:
        """The policy in its one spelling: sorted keys, no white space."""
        return canonical_json(self.to_dict())

    def sha256(self) -> str:
        """The hash printed with every result."""
        return sha256_of(self.to_dict())


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value


DEFAULT_POLICY = ReconciliationPolicy()
"""``by_domain``: each expert marks their domains for every city; 1, 3, 5 marks per domain."""

BY_CITY_POLICY = ReconciliationPolicy(design=Design.BY_CITY, min_marks=3, panel=3, max_marks=5)
"""``by_city``: panels; 3, 3, 5 marks per domain."""
