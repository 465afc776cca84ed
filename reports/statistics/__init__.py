"""Statistics S1 to S21 and E4 of a round: computed by ``scoring.statistics``, put into words here."""

from reports.statistics.compute import Computed, compute
from reports.statistics.names import Names, names_of
from reports.statistics.published import named_for_public
from reports.statistics.shown import ShownAmount, ShownStatistic, shown, shown_statistics

__all__ = [
    "Computed",
    "Names",
    "ShownAmount",
    "ShownStatistic",
    "compute",
    "named_for_public",
    "names_of",
    "shown",
    "shown_statistics",
]
