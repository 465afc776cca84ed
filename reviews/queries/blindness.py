"""Cities to which somebody who leads the round must stay blind, because they mark them too."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from reviews.models import Assignment, ScoreSheetVersion
from reviews.queries.assignments import recusals_of_pair
from reviews.queries.cases import revision_is_over
from reviews.queries.onsite import closed_session_of_own
from rounds.models import Round


def marking_in_round() -> QuerySet[Assignment]:
    """What the outer row's user marks in its round, as a further expert for a case too."""
    return Assignment.objects.filter(
        round=OuterRef("round"), expert__user=OuterRef("user"), state=Assignment.State.DEPLOYED
    ).order_by()


def blind_cities(user: User, round: Round) -> frozenset[int]:
    """Primary keys of the cities of which this person may see no marks yet, whatever else they are.

    They mark the city and are not recused from it, and either its revision window is open or no sheet of theirs
    counts. A further expert has no window of their own. Nobody once the result is frozen: nothing can change.
    """
    counting = ScoreSheetVersion.objects.filter(sheet__assignment=OuterRef("pk"), to_version=None)
    own = (
        Assignment.objects.filter(
            ~Exists(recusals_of_pair()), expert__user=user, round=round, state=Assignment.State.DEPLOYED
        )
        .exclude(round__ranking_state__frozen=True)
        .order_by()
        .values_list("submission__city", "case", Exists(counting), Exists(closed_session_of_own()))
    )
    blind, open_unless_round_is_over = set(), set()
    for city, case, counts, session_closed in own:
        if not counts:
            blind.add(city)
        elif case is None and not session_closed:
            open_unless_round_is_over.add(city)
    if open_unless_round_is_over and not revision_is_over(round):
        blind |= open_unless_round_is_over
    return frozenset(blind)
