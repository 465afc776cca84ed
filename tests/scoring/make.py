"""Builders: a test names only what it is about."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from scoring.cube import MarkCube
from scoring.marks import Mark
from scoring.policy import DEFAULT_POLICY, ReconciliationPolicy
from scoring.system import IndicatorSpec, SystemSpec

Given = Sequence[int | tuple[int, int]]
"""Marks in hundredths; a pair is a mark and its weight."""


def default_system() -> SystemSpec:
    """The 18 indicators with the default, not official, points."""
    with (Path(__file__).parent / "indicators_2023_default.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return SystemSpec(tuple(_spec(row) for row in rows))


def _spec(row: Mapping[str, str]) -> IndicatorSpec:
    return IndicatorSpec(
        code=row["code"],
        area=row["area"],
        computed_max=int(row["computed_max"]) * 100,
        judged_max=int(row["judged_max"]) * 100,
        domain=None if row["domain"] == "全体" else row["domain"],
    )


def small_system() -> SystemSpec:
    """Seven indicators with every kind of split, in points of 10 to 30."""
    parts = {"A1": (10, 0), "B1": (0, 15), "B2": (5, 10), "B3": (5, 5), "C1": (4, 6), "C2": (0, 10), "E": (12, 18)}
    return SystemSpec(
        tuple(
            IndicatorSpec(
                code, code[0], computed * 100, judged * 100, None if code == "E" else f"domain {code[0]}"
            )
            for code, (computed, judged) in parts.items()
        )
    )


def judged_only(points: Mapping[str, int]) -> SystemSpec:
    """Judged indicators, points in points; the area is the code's first letter, and everyone marks E."""
    return SystemSpec(
        tuple(
            IndicatorSpec(code, code[0], 0, most * 100, None if code == "E" else "domain")
            for code, most in points.items()
        )
    )


def make_policy(**changes: Any) -> ReconciliationPolicy:
    """The default policy with plain values changed."""
    return ReconciliationPolicy.from_dict(DEFAULT_POLICY.to_dict() | changes)


def marks(*given: int | tuple[int, int]) -> tuple[Mark, ...]:
    return tuple(Mark(*one) if isinstance(one, tuple) else Mark(one) for one in given)


@dataclass
class GivenCity:
    """A city in plain words. Whatever is not named is there in full: three marks of half the points, verified."""

    marks: Mapping[str, Given] = field(default_factory=dict)
    computed: Mapping[str, int] = field(default_factory=dict)
    unverified: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    computed_off: frozenset[str] = frozenset()
    settled: Mapping[str, int] = field(default_factory=dict)

    def marks_of(self, spec: IndicatorSpec) -> list[tuple[int, int]]:
        usual: Given = (spec.judged_max // 2,) * 3 if spec.judged_max else ()
        return [one if isinstance(one, tuple) else (one, 1) for one in self.marks.get(spec.code, usual)]

    def computed_of(self, spec: IndicatorSpec) -> int:
        return self.computed.get(spec.code, spec.computed_max)


def make_cube(
    system: SystemSpec, cities: Sequence[GivenCity], *, weighted: bool = False, seed: int | None = None
) -> MarkCube:
    """The cities' cube. With a seed marks stand in slots at random, and what is not there holds nonsense."""
    random = np.random.default_rng(seed)
    fullest = max((len(city.marks_of(spec)) for city in cities for spec in system.indicators), default=0)
    slots = fullest + (seed is not None)
    shape = (slots, len(cities), len(system.indicators))
    nonsense = random.integers(-30_000, 30_000, shape) if seed is not None else np.zeros(shape)
    points, present = nonsense.astype(np.int16), np.zeros(shape, dtype=bool)
    weights = np.ones(shape, dtype=np.int32)
    for c, city in enumerate(cities):
        for i, spec in enumerate(system.indicators):
            given = city.marks_of(spec)
            free = random.permutation(slots) if seed is not None else np.arange(slots)
            for slot, (mark, weight) in zip(free, given, strict=False):
                points[slot, c, i], weights[slot, c, i], present[slot, c, i] = mark, weight, True
    return MarkCube(
        system=system,
        marks=points,
        present=present,
        computed=np.array([[city.computed_of(s) for s in system.indicators] for city in cities], dtype=np.int32),
        verified=~_mask(system, [city.unverified for city in cities]),
        weights=weights if weighted else None,
        not_applicable=_mask(system, [city.not_applicable for city in cities]),
        computed_does_not_apply=_mask(system, [city.computed_off for city in cities]),
        settled=np.array([[c.settled.get(s.code, -1) for s in system.indicators] for c in cities], dtype=np.int32),
    )


def _mask(
    system: SystemSpec, codes: Sequence[frozenset[str]]
) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    return np.array([[code in city for code in system.codes] for city in codes], dtype=bool)
