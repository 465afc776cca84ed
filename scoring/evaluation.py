"""What an evaluation of a round says about each city and about the nation."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from scoring.arrays import Bools, Int8s, Int32s, Int64s, Integers
from scoring.cells import Cells
from scoring.coverage import Coverage
from scoring.cube import MarkCube
from scoring.findings import Finding
from scoring.grade import Grade
from scoring.policy import ReconciliationPolicy
from scoring.rates import NationalRates
from scoring.reconcile import divergent_cells
from scoring.round_totals import RoundTotals, city_points
from scoring.standings import Standings
from scoring.state import REASONS, Reason
from scoring.totals import CityTotal, city_total


@dataclass(frozen=True)
class Standing:
    """A city's line in the ranking. Without a reason it is ranked, and total, rank and grade are there."""

    city: int
    reason: Reason | None
    total: int | None
    """Rounded, in hundredths."""
    rank: int | None
    grade: Grade | None
    excellent_good: bool


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Cities and indicators are positions in the cube. Integers are hundredths, fractions are points or rates."""

    cube: MarkCube
    policy: ReconciliationPolicy
    cells: Cells
    coverage: Coverage
    round_totals: RoundTotals
    standings: Standings
    nation: NationalRates

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Stored values that cannot count; their cells are excluded."""
        return self.coverage.findings

    @property
    def ranked(self) -> Bools:
        """[C] complete cities: those in the ranking."""
        return np.asarray(self.coverage.reasons == 0)

    @property
    def totals(self) -> Int64s:
        """[C] rounded totals, hundredths; look at ``ranked`` first."""
        return self.standings.totals

    @property
    def ranks(self) -> Int32s:
        """[C] ranks; 0: not ranked."""
        return self.standings.ranks

    @property
    def grades(self) -> Int8s:
        """[C] values of ``Grade``; 0: not ranked."""
        return self.standings.grades

    @property
    def mark_counts(self) -> Integers:
        """[C, I] marks per cell."""
        return self.cells.count

    @property
    def spreads(self) -> Int32s:
        """[C, I] highest less lowest mark after trimming, if any; hundredths."""
        return self.cells.spread

    @cached_property
    def divergent(self) -> Bools:
        """[C, I] cells whose marks lie further apart than the tolerance (分差超限), settled or not."""
        found = divergent_cells(self.spreads, judged_max=self.cube.system.judged_max, policy=self.policy)
        return found & (self.cells.count > 1) & self.coverage.applies

    def reason(self, city: int) -> Reason | None:
        """Why the city is not ranked; None: it is."""
        code = int(self.coverage.reasons[city])
        return REASONS[code - 1] if code else None

    def standing(self, city: int) -> Standing:
        """The city's line."""
        reason, at = self.reason(city), self.standings
        if reason:
            return Standing(city, reason, None, None, None, False)
        grade = Grade(int(at.grades[city]))
        return Standing(
            city, None, int(at.totals[city]), int(at.ranks[city]), grade, bool(at.excellent_good[city])
        )

    def order(self) -> Int64s:
        """Positions of the ranked cities as they are printed: by rank, equal ranks in the cube's order."""
        cities = np.flatnonzero(self.ranked)
        return cities[np.argsort(self.ranks[cities], kind="stable")]

    def exact_total(self, city: int) -> Fraction | None:
        """The total in points before it is rounded; None for a city that is not ranked."""
        at = self.round_totals
        if city in at.exact:
            return at.exact[city].total
        return Fraction(int(at.area_numerators[city].sum()), at.scale * 100) if at.whole[city] else None

    def city_total(self, city: int) -> CityTotal | None:
        """Exact total, area points and rates, points per indicator; None for a city that is not ranked."""
        if not self.ranked[city]:
            return None
        return self.round_totals.exact.get(city) or self._whole(city)

    def indicator_points(self, city: int, indicator: int) -> Fraction | None:
        """Exact points of a complete cell, be the city ranked or not; None: it does not apply or is incomplete."""
        if not self.coverage.complete[city, indicator]:
            return None
        return city_points(self.cube, self.cells, self.coverage.applies, city)[indicator]

    def indicator_rate(self, city: int, indicator: int) -> Fraction | None:
        """Points ÷ maximum of a complete cell."""
        points = self.indicator_points(city, indicator)
        return None if points is None else points * 100 / self.cube.system.indicators[indicator].max_points

    def _whole(self, city: int) -> CityTotal:
        return city_total(
            city_points(self.cube, self.cells, self.coverage.applies, city),
            system=self.cube.system,
            rule=self.policy.not_applicable,
        )
