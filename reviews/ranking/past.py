"""The standings as of an earlier version."""

from dataclasses import dataclass

from reviews.models import RankingSnapshot
from reviews.ranking.build import evaluate_at
from reviews.ranking.standings import Standings, standings_of
from rounds.models import Round


@dataclass(frozen=True)
class Past:
    """``snapshot`` None: none of that version is kept, and the standings follow from what counted then."""

    version: int
    standings: Standings
    snapshot: RankingSnapshot | None


def standings_at(round: Round, version: int) -> Past:
    """As stored, or evaluated from the sheets that counted then where no snapshot is kept."""
    kept = RankingSnapshot.objects.filter(round=round, scores_version=version).first()
    if kept:
        return Past(version, standings_of(kept), kept)
    return Past(version, evaluate_at(round.pk, version).standings, None)
