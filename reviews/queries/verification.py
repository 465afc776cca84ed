"""V1: what is verified and what is not, for all cities."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cities.models import City, Submission
from reviews.models import Verification
from reviews.queries.assignments import cities_to_score
from rounds.models import Indicator, Round


@dataclass(frozen=True)
class Verified:
    """A cell: points that count, or None; ``applies`` False: the computed part does not apply."""

    points: Decimal | None
    applies: bool = True


@dataclass(frozen=True)
class Row:
    """A city with a cell for each computed indicator."""

    submission: Submission
    cells: Sequence[Verified]

    @property
    def city(self) -> City:
        return self.submission.city

    @property
    def done(self) -> int:
        return sum(cell.points is not None for cell in self.cells)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.cells)

    @property
    def is_accepted(self) -> bool:
        return self.submission.state == Submission.State.ACCEPTED


NOTHING = Verified(None)


def computed_indicators(round: Round) -> list[Indicator]:
    found = Indicator.objects.filter(system=round.indicator_system_id, computed_max__gt=0).select_related("area")
    return list(found.order_by("position", "code"))


def verification_grid(round: Round, indicators: Sequence[Indicator]) -> list[Row]:
    """All cities in two queries."""
    counting = Verification.objects.filter(submission__round=round, to_version=None)
    cells: dict[tuple[int, int], Verified] = {
        (submission, indicator): Verified(points, applies)
        for submission, indicator, points, applies in counting.values_list(
            "submission_id", "indicator_id", "points", "applies"
        )
    }
    return [
        Row(submission, [cells.get((submission.pk, indicator.pk), NOTHING) for indicator in indicators])
        for submission in cities_to_score(round)
    ]


def history_of(submission: Submission) -> Mapping[int, Sequence[Verification]]:
    """Every verification of the city, newest first, by indicator."""
    found: dict[int, list[Verification]] = defaultdict(list)
    for row in submission.verifications.select_related("verified_by").order_by("-pk"):
        found[row.indicator_id].append(row)
    return found
