"""All standings of a round as one value, and that value as a few compressed bytes per city."""

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.functional import cached_property

from reviews.models import RankingSnapshot
from scoring.arrays import Bools, Int64s
from scoring.evaluation import Evaluation
from scoring.grade import Grade
from scoring.state import REASONS, Reason
from scoring.weighted_cells import effective_hundredths

FORMAT = 1
COMPRESSION = 2
"""Nearly as small as the best, in a third of the time."""
MAX_FAST_SCALE = 10**9
"""Up to this common denominator the sums of a round fit 64 bits."""

Column = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Standings:
    """What one snapshot says of every city. Integers are hundredths of a point, fractions are points or rates.

    C cities in GB code order, I indicators. A city is ranked where ``reasons`` is 0; only then do total, rank and
    grade mean anything. A cell's points are numerator ÷ denominator hundredths; a denominator of 0 says that
    there are none: something is missing, or the indicator does not apply.
    """

    header: Mapping[str, Any]
    city_ids: Int64s
    reasons: Int64s
    totals: Int64s
    ranks: Int64s
    grades: Int64s
    listed: Int64s
    sheets_in: Int64s
    sheets_due: Int64s
    numerators: Int64s
    denominators: Int64s
    counts: Int64s
    spreads: Int64s
    divergent: Int64s
    effective: Int64s | None = None
    """n_eff of each cell's marks, hundredths; None: all marks count alike."""

    @property
    def codes(self) -> list[str]:
        """Indicator codes, axis I."""
        return list(self.header["codes"])

    @property
    def areas(self) -> dict[str, list[int]]:
        """Area code → positions of its indicators, in order."""
        return dict(self.header["areas"])

    @property
    def max_points(self) -> list[int]:
        """[I] computed and judged points, hundredths."""
        return list(self.header["max_points"])

    @property
    def ranked_count(self) -> int:
        return int((self.reasons == 0).sum())

    @cached_property
    def place(self) -> dict[int, int]:
        """City's primary key → position."""
        return {city: place for place, city in enumerate(self.city_ids.tolist())}

    @cached_property
    def all_in(self) -> Bools:
        """[C] every sheet that is due is in: only then are totals shown (method, blindness)."""
        return np.asarray((self.sheets_due > 0) & (self.sheets_in >= self.sheets_due))

    def reason(self, city: int) -> Reason | None:
        code = int(self.reasons[city])
        return REASONS[code - 1] if code else None

    def grade(self, city: int) -> Grade | None:
        return None if self.reasons[city] else Grade(int(self.grades[city]))

    def indicator_points(self, city: int, indicator: int) -> Fraction | None:
        """Exact points of a cell; None where there are none."""
        below = int(self.denominators[indicator, city])
        return Fraction(int(self.numerators[indicator, city]), below * 100) if below else None

    def total(self, city: int) -> Fraction | None:
        """The exact total of a ranked city, from which the rounded one comes."""
        if self.reasons[city]:
            return None
        return sum((self.area_points(city, area) for area in self.areas), Fraction(0))

    def area_points(self, city: int, area: str) -> Fraction:
        """What an area adds to the total of a ranked city."""
        if apart := self._apart(city, area):
            return apart[0]
        return self.earned(city, area)

    def area_rate(self, city: int, area: str) -> Fraction:
        """得分率 of a ranked city: points ÷ the maxima that apply to it."""
        if apart := self._apart(city, area):
            return apart[1]
        return self.area_points(city, area) / self.area_max(area)

    def leaves_out(self, city: int) -> bool:
        """Whether something does not apply to a ranked city (不适用): its total is then not what it earned."""
        return str(city) in self.header["apart"]

    def earned(self, city: int, area: str) -> Fraction:
        """What the cells of an area sum to, whatever counts in the total: what does not apply adds nothing."""
        return sum((self.indicator_points(city, i) or Fraction(0) for i in self.areas[area]), Fraction(0))

    def applicable(self, city: int, area: str) -> Fraction:
        """The maxima of the area's cells that apply to a ranked city."""
        return Fraction(sum(self.max_points[i] for i in self.areas[area] if self.denominators[i, city]), 100)

    def earned_in_all(self, city: int) -> Fraction:
        """Shown beside the total."""
        return sum((self.earned(city, area) for area in self.areas), Fraction(0))

    def applicable_in_all(self, city: int) -> Fraction:
        """100 less what does not apply."""
        return sum((self.applicable(city, area) for area in self.areas), Fraction(0))

    def area_max(self, area: str) -> Fraction:
        return Fraction(sum(self.max_points[i] for i in self.areas[area]), 100)

    def area_rate_tenths(self, area: str) -> Int64s:
        """[C] area rates in tenths of a per cent, half up from the exact value; as ``area_rate`` gives them."""
        whole = self._area_numerators[area]
        below = self._scale * sum(self.max_points[i] for i in self.areas[area])
        tenths = (2000 * whole + below) // (2 * below)
        for city in self.header["apart"]:
            rate = self.area_rate(int(city), area)
            tenths[int(city)] = (2000 * rate.numerator + rate.denominator) // (2 * rate.denominator)
        return np.asarray(tenths, dtype=np.int64)

    @cached_property
    def widest(self) -> Int64s:
        """[C] the largest spread of a cell's marks, hundredths."""
        return np.asarray(self.spreads.max(axis=0, initial=0))

    def mean_area_rate(self, area: str, cities: Bools) -> Fraction:
        """The mean of some ranked cities' rates; ``cities`` [C] says which, at least one."""
        apart = [int(city) for city in self.header["apart"] if cities[int(city)]]
        whole = cities.copy()
        whole[apart] = False
        points = int(self._area_numerators[area][whole].sum())
        rates = Fraction(points, self._scale * sum(self.max_points[i] for i in self.areas[area]))
        return (rates + sum(self.area_rate(city, area) for city in apart)) / int(cities.sum())

    def mean_total_of(self, cities: Bools) -> Fraction:
        """The mean of some ranked cities' exact totals; ``cities`` [C] says which, at least one."""
        apart = [int(city) for city in self.header["apart"] if cities[int(city)]]
        whole = cities.copy()
        whole[apart] = False
        points = sum(int(column[whole].sum()) for column in self._area_numerators.values())
        totals = Fraction(points, self._scale * 100) + sum(self.total(city) or 0 for city in apart)
        return totals / int(cities.sum())

    def nation_area_rate(self, area: str) -> Fraction | None:
        """The mean of the ranked cities' rates."""
        return _fraction(self.header["nation"]["areas"][area])

    @property
    def mean_total(self) -> Fraction | None:
        return _fraction(self.header["nation"]["mean_total"])

    @cached_property
    def _scale(self) -> int:
        """The common denominator of all cells; Python's integers hold it whatever it is."""
        return math.lcm(*np.unique(self.denominators[self.denominators > 0]).tolist())

    @cached_property
    def _area_numerators(self) -> dict[str, Column]:
        kind = np.dtype(np.int64) if self._scale <= MAX_FAST_SCALE else np.dtype(object)
        below = np.where(self.denominators > 0, self.denominators, 1).astype(kind)
        points = self.numerators.astype(kind) * (self._scale // below)
        return {area: points[places].sum(axis=0) for area, places in self.areas.items()}

    def _apart(self, city: int, area: str) -> tuple[Fraction, Fraction] | None:
        """Points and rate of an area where they are not the sum of the cells: something does not apply."""
        kept = self.header["apart"].get(str(city))
        return (Fraction(kept[area][0]), Fraction(kept[area][1])) if kept else None

    def to_bytes(self) -> bytes:
        """Columnar and compressed: header, then each column in the smallest integers that hold it, planes of
        bytes apart so that they compress. The same standings give the same bytes.
        """
        columns = {name: _smallest(kept) for name in COLUMNS if (kept := getattr(self, name)) is not None}
        shapes = {name: [column.dtype.str, list(column.shape)] for name, column in columns.items()}
        header = json.dumps(
            {**self.header, "format": FORMAT, "columns": shapes},
            sort_keys=True, separators=(",", ":"), ensure_ascii=False,
        ).encode()  # fmt: skip
        body = b"".join(_planes(column) for column in columns.values())
        return zlib.compress(len(header).to_bytes(4, "little") + header + body, COMPRESSION)

    def rank_column(self) -> bytes:
        """[C] int16, 0 for a city that is not ranked."""
        return self.ranks.astype("<i2").tobytes()


COLUMNS = tuple(field.name for field in fields(Standings) if field.name != "header")


def standings_from(
    evaluation: Evaluation, *, city_ids: Int64s, sheets_in: Int64s, sheets_due: Int64s
) -> Standings:
    """The part of an evaluation that is kept."""
    numerators, denominators = _cell_points(evaluation)
    ranked = evaluation.ranked
    return Standings(
        header=_header(evaluation),
        city_ids=city_ids,
        reasons=evaluation.coverage.reasons.astype(np.int64),
        totals=np.where(ranked, evaluation.totals, 0),
        ranks=np.where(ranked, evaluation.ranks, 0).astype(np.int64),
        grades=np.where(ranked, evaluation.grades, 0).astype(np.int64),
        listed=(ranked & evaluation.standings.excellent_good).astype(np.int64),
        sheets_in=sheets_in,
        sheets_due=sheets_due,
        numerators=numerators.T,
        denominators=denominators.T,
        counts=evaluation.mark_counts.astype(np.int64).T,
        spreads=np.maximum(evaluation.spreads, 0).T,
        divergent=evaluation.divergent.astype(np.int64).T,
        effective=None if evaluation.cube.weights is None else effective_hundredths(evaluation.cube).T,
    )


def standings_of(snapshot: RankingSnapshot) -> Standings:
    """What the snapshot says. A snapshot is never edited: the last ones asked for are kept in the process."""
    return _read(snapshot.pk, bytes(snapshot.standings))


@lru_cache(maxsize=2)
def _read(pk: int, compressed: bytes) -> Standings:
    data = zlib.decompress(compressed)
    start = 4 + int.from_bytes(data[:4], "little")
    header = json.loads(data[4:start])
    columns: dict[str, Int64s] = {}
    for name in COLUMNS:
        if name not in header["columns"]:
            continue
        kind, shape = np.dtype(header["columns"][name][0]), header["columns"][name][1]
        end = start + kind.itemsize * int(np.prod(shape))
        columns[name] = _from_planes(data[start:end], kind, shape)
        start = end
    return Standings(header=header, **columns)


def _cell_points(evaluation: Evaluation) -> tuple[Int64s, Int64s]:
    """[C, I] computed and judged points together as fractions in lowest terms, hundredths."""
    cube, cells = evaluation.cube, evaluation.cells
    below = cells.denominators.astype(np.int64)
    above = cells.numerators + cube.computed.astype(np.int64) * below
    if cube.computed_does_not_apply is not None:
        off = cube.computed_does_not_apply
        full, judged = cube.system.max_points[None], np.maximum(cube.system.judged_max, 1)[None]
        above = np.where(off, cells.numerators * full, above)
        below = np.where(off, below * judged, below)
    common = np.gcd(above, below)
    complete = evaluation.coverage.complete
    return np.where(complete, above // common, 0), np.where(complete, below // common, 0)


def _header(evaluation: Evaluation) -> dict[str, Any]:
    system, nation = evaluation.cube.system, evaluation.nation
    return {
        "codes": list(system.codes),
        "areas": {area: list(places) for area, places in system.by_area.items()},
        "max_points": system.max_points.tolist(),
        "nation": {
            "areas": {area: _written(rate) for area, rate in nation.area_rates.items()},
            "mean_total": _written(nation.mean_total),
        },
        "apart": _apart(evaluation),
    }


def _apart(evaluation: Evaluation) -> dict[str, dict[str, list[str]]]:
    """Area points and rates of the ranked cities to which something does not apply."""
    missing = evaluation.cube.not_applicable
    cities: Sequence[int] = [] if missing is None else np.flatnonzero(missing.any(axis=1)).tolist()
    totals = {city: found for city in cities if (found := evaluation.city_total(city))}
    return {
        str(city): {
            area: [str(total.area_points[area]), str(total.area_rates[area])] for area in total.area_points
        }
        for city, total in totals.items()
    }


def _written(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _fraction(written: str | None) -> Fraction | None:
    return None if written is None else Fraction(written)


def _smallest(column: Column) -> Column:
    """In the smallest unsigned integers that hold every value; none is negative."""
    kind = np.min_scalar_type(int(column.max(initial=0))).newbyteorder("<")
    return column.astype(kind)


def _planes(column: Column) -> bytes:
    flat = np.ascontiguousarray(column).reshape(-1)
    return flat.view(np.uint8).reshape(-1, flat.itemsize).T.tobytes()


def _from_planes(data: bytes, kind: np.dtype[Any], shape: Sequence[int]) -> Int64s:
    planes = np.frombuffer(data, dtype=np.uint8).reshape(kind.itemsize, -1)
    return np.ascontiguousarray(planes.T).view(kind).reshape(shape).astype(np.int64)
