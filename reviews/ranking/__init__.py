"""The ranking of a round: read, evaluated and stored whole, as of one scores_version."""

from reviews.ranking.build import (
    bring_advice_up_to_date,
    bring_all_up_to_date,
    bring_up_to_date,
    derive_due_cases,
    evaluate_at,
    evaluate_here,
    evaluate_now,
    inputs_now,
    rebuild,
)
from reviews.ranking.comparing import differences
from reviews.ranking.past import Past, standings_at
from reviews.ranking.retention import thin_snapshots
from reviews.ranking.standings import Standings, standings_of
from reviews.ranking.whatif import Assumption, suppose

__all__ = [
    "Assumption",
    "Past",
    "Standings",
    "bring_advice_up_to_date",
    "bring_all_up_to_date",
    "bring_up_to_date",
    "derive_due_cases",
    "differences",
    "evaluate_at",
    "evaluate_here",
    "evaluate_now",
    "inputs_now",
    "rebuild",
    "standings_at",
    "standings_of",
    "suppose",
    "thin_snapshots",
]
