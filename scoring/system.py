"""The indicator system (指标体系) as the method needs it: codes, areas, domains and maxima."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from scoring.arrays import Bools, Int64s
from scoring.canonical import sha256_of
from scoring.errors import SystemSpecError

FULL_POINTS = 10_000
"""Every system's points, in hundredths: 100.00."""


@dataclass(frozen=True)
class IndicatorSpec:
    """One indicator (评估指标). Maxima in hundredths of a point."""

    code: str
    area: str
    computed_max: int
    """Most points that the rule gives (核算分)."""
    judged_max: int
    """Most points that experts give (评审分)."""
    domain: str | None
    """The expertise (专业领域) that judges it; None: every expert does (全体)."""

    @property
    def max_points(self) -> int:
        """Most points the indicator gives (分值), in hundredths."""
        return self.computed_max + self.judged_max


@dataclass(frozen=True)
class SystemSpec:
    """The indicators in order; their points sum to exactly 100.00."""

    indicators: tuple[IndicatorSpec, ...]

    def __post_init__(self) -> None:
        if problems := _problems(self.indicators):
            raise SystemSpecError(problems)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Indicator codes in order: axis I of the engine's arrays."""
        return tuple(spec.code for spec in self.indicators)

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Areas in the order in which they first occur: axis A of the engine's arrays."""
        return tuple(dict.fromkeys(spec.area for spec in self.indicators))

    @cached_property
    def by_area(self) -> Mapping[str, tuple[int, ...]]:
        """The positions of each area's indicators."""
        return _positions((spec.area, True) for spec in self.indicators)

    @cached_property
    def by_domain(self) -> Mapping[str, tuple[int, ...]]:
        """The positions of each domain's judged indicators; those judged by all experts are in none."""
        return _positions((spec.domain or "", bool(spec.domain and spec.judged_max)) for spec in self.indicators)

    @cached_property
    def area_max(self) -> Mapping[str, int]:
        """Points of each area, in hundredths."""
        return {area: sum(self.indicators[i].max_points for i in places) for area, places in self.by_area.items()}

    @cached_property
    def computed_max(self) -> Int64s:
        """[I] hundredths."""
        return _frozen([spec.computed_max for spec in self.indicators])

    @cached_property
    def judged_max(self) -> Int64s:
        """[I] hundredths."""
        return _frozen([spec.judged_max for spec in self.indicators])

    @cached_property
    def max_points(self) -> Int64s:
        """[I] hundredths."""
        return self.computed_max + self.judged_max

    @cached_property
    def judged_by_everyone(self) -> Bools:
        """[I] True where every expert marks (全体)."""
        return np.array([spec.domain is None for spec in self.indicators])

    def index(self, code: str) -> int:
        """The position of an indicator."""
        return self.codes.index(code)

    def to_dict(self) -> dict[str, object]:
        """Plain JSON types; points in hundredths."""
        return {"indicators": [asdict(spec) for spec in self.indicators]}

    def sha256(self) -> str:
        """The hash that, with the policy's, says what a result was computed from."""
        return _sha256(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Iterable[Mapping[str, Any]]]) -> "SystemSpec":
        """The system that ``to_dict`` wrote."""
        return cls(tuple(IndicatorSpec(**row) for row in data["indicators"]))


@lru_cache(maxsize=16)
def _sha256(system: SystemSpec) -> str:
    return sha256_of(system.to_dict())


def _positions(groups: Iterable[tuple[str, bool]]) -> dict[str, tuple[int, ...]]:
    positions: dict[str, tuple[int, ...]] = {}
    for position, (name, belongs) in enumerate(groups):
        if belongs:
            positions[name] = (*positions.get(name, ()), position)
    return positions


def _frozen(values: list[int]) -> Int64s:
    array = np.array(values, dtype=np.int64)
    array.flags.writeable = False
    return array


def _problems(indicators: tuple[IndicatorSpec, ...]) -> dict[str, str]:
    problems: dict[str, str] = {}
    seen: set[str] = set()
    for spec in indicators:
        if sentence := _problem(spec, seen):
            problems[spec.code] = sentence
        seen.add(spec.code)
    total = sum(spec.max_points for spec in indicators)
    if total != FULL_POINTS:
        problems[""] = f"the points sum to {total / 100:.2f}, not to 100.00"
    return problems


def _problem(spec: IndicatorSpec, seen: set[str]) -> str | None:
    if not spec.code or spec.code in seen:
        return "the code is empty or used twice"
    if not spec.area:
        return "the indicator is in no area"
    if spec.computed_max < 0 or spec.judged_max < 0 or spec.max_points == 0:
        return "the points must be more than 0, and neither part less"
    if spec.domain is None and spec.judged_max == 0:
        return "an indicator for all experts has a judged part"
    if spec.domain == "":
        return "the domain is empty"
    return None
