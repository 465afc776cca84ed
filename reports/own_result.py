"""A city's own result as the city reads it: its rates beside those of its batch and of all cities."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cities.models import City, Submission
from reports.queries.parameters import parameters_of
from reviews.models import ApprovedComment, Result
from reviews.queries.appraisals import approved_comments
from reviews.queries.promises import PromiseLine, promises_of
from reviews.ranking import Standings, standings_of
from reviews.ranking.words import GRADES, REASONS, StateWord
from rounds.models import Area, Indicator
from scoring.state import Reason
from scoring.statistics.shape import rounded


@dataclass(frozen=True)
class AreaLine:
    """Rates in per cent to 0.1; ``batch`` or ``nation`` None: too few cities to tell.

    ``points`` as they enter the total.
    """

    area: Area
    points: Decimal
    most: Decimal
    earned: Decimal
    applies: Decimal
    """The points of the area that apply to the city."""
    own: Decimal
    batch: Decimal | None
    nation: Decimal | None
    indicators: Sequence["IndicatorLine"]

    @property
    def leaves_out(self) -> bool:
        """Something of it does not apply."""
        return self.applies != self.most

    @property
    def bars(self) -> list[tuple[str, Decimal]]:
        """What is drawn, by its kind."""
        found = [("own", self.own), ("batch", self.batch), ("nation", self.nation)]
        return [(kind, rate) for kind, rate in found if rate is not None]


@dataclass(frozen=True)
class IndicatorLine:
    """``points`` None: does not apply."""

    indicator: Indicator
    points: Decimal | None


@dataclass(frozen=True)
class OwnResult:
    """``state``: the grade, or why there is none; then there are no areas."""

    state: StateWord
    total: Decimal | None
    earned: Decimal | None
    """Set where something does not apply: what was earned, of ``applies`` points. Beside the total."""
    applies: Decimal | None
    areas: Sequence[AreaLine]
    ranked: int
    smallest_group: int
    """A mean over fewer cities would tell another city's rates."""
    comments: Sequence[ApprovedComment]
    promises: Sequence[PromiseLine]


def own_result(submission: Submission, result: Result) -> OwnResult:
    standings = standings_of(result.snapshot)
    place = standings.place.get(submission.city_id)
    grade = standings.grade(place) if place is not None else None
    smallest = int(parameters_of(result.round).smallest_group)
    found = Found(standings, submission.city, place, smallest)
    if place is None or grade is None:
        reason = standings.reason(place) if place is not None else None
        word = REASONS[reason or Reason.NOT_SUBMITTED]
        return OwnResult(word, None, None, None, [], standings.ranked_count, smallest, [], [])
    leaves_out = standings.leaves_out(place)
    return OwnResult(
        state=GRADES[grade],
        total=rounded(Fraction(int(standings.totals[place]), 100), 2),
        earned=rounded(standings.earned_in_all(place), 2) if leaves_out else None,
        applies=rounded(standings.applicable_in_all(place), 2) if leaves_out else None,
        areas=[found.line(area) for area in _areas(submission)],
        ranked=standings.ranked_count,
        smallest_group=smallest,
        comments=approved_comments([submission])[submission.pk],
        promises=promises_of(submission),
    )


def _areas(submission: Submission) -> list[Area]:
    areas = Area.objects.filter(system=submission.round.indicator_system_id)
    return list(areas.prefetch_related("indicators").order_by("position", "code"))


@dataclass(frozen=True, eq=False)
class Found:
    """The ranked cities of a result, seen from one of them."""

    standings: Standings
    city: City
    place: int | None
    smallest_group: int

    def line(self, area: Area) -> AreaLine:
        assert self.place is not None
        points = self.standings.area_points(self.place, area.code)
        return AreaLine(
            area=area,
            points=rounded(points, 2),
            most=rounded(self.standings.area_max(area.code), 2),
            earned=rounded(self.standings.earned(self.place, area.code), 2),
            applies=rounded(self.standings.applicable(self.place, area.code), 2),
            own=_percent(self.standings.area_rate(self.place, area.code)),
            batch=self._batch(area.code),
            nation=self._mean(area.code, self._ranked()),
            indicators=[self._indicator(i) for i in area.indicators.all()],
        )

    def _indicator(self, indicator: Indicator) -> IndicatorLine:
        assert self.place is not None
        points = self.standings.indicator_points(self.place, self.standings.codes.index(indicator.code))
        return IndicatorLine(indicator, None if points is None else rounded(points, 2))

    def _ranked(self) -> list[int]:
        return [place for place, reason in enumerate(self.standings.reasons.tolist()) if not reason]

    def _batch(self, area: str) -> Decimal | None:
        ids = set(City.objects.filter(batch=self.city.batch).values_list("pk", flat=True))
        places = [place for place in self._ranked() if int(self.standings.city_ids[place]) in ids]
        return self._mean(area, places)

    def _mean(self, area: str, places: Sequence[int]) -> Decimal | None:
        if len(places) < self.smallest_group:
            return None
        rates = [self.standings.area_rate(place, area) for place in places]
        return _percent(sum(rates, Fraction(0)) / len(rates))


def _percent(rate: Fraction) -> Decimal:
    return rounded(rate * 100, 1)
