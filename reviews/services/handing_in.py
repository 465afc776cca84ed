"""What cities do in the package below this one and the ranking tells of: that they have handed in."""

import numpy as np
from django.db import transaction

from cities.models import Submission
from reviews import ranking
from reviews.models import RankingSnapshot, RankingState
from reviews.ranking.reading import is_handed_in
from reviews.services.counter import raise_version
from rounds.models import Round
from scoring.state import REASONS, Reason

NOT_SUBMITTED = REASONS.index(Reason.NOT_SUBMITTED) + 1


def note_handed_in(round: Round) -> bool:
    """Raise the version if the newest ranking lists a city as not handed in that has, or does not know one.

    Nothing is done while a rebuild is due: it will see for itself. Nor once the result is frozen.
    """
    state = RankingState.objects.filter(round=round, frozen=False).first()
    if state is None or state.requested != state.built:
        return False
    snapshot = RankingSnapshot.objects.filter(round=round, scores_version=state.built).first()
    if snapshot is None or _told_by(snapshot) == _true_now(round):
        return False
    with transaction.atomic():
        raise_version(round.pk, cause=RankingState.Cause.ACCEPT_SUBMISSION.value)
    return True


def _told_by(snapshot: RankingSnapshot) -> dict[int, bool]:
    """City → whether it is listed as not handed in."""
    standings = ranking.standings_of(snapshot)
    absent = np.asarray(standings.reasons == NOT_SUBMITTED)
    return dict(zip(standings.city_ids.tolist(), absent.tolist(), strict=True))


def _true_now(round: Round) -> dict[int, bool]:
    rows = round.submissions.values_list("city_id", "state", "accepted_version_id")
    return {
        city: state != Submission.State.WITHDRAWN and not is_handed_in(state, accepted is not None)
        for city, state, accepted in rows
    }
