"""Acts on a ranking as a whole: building it without a worker, and looking before all sheets are in."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import City
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import RankingSnapshot
from rounds.models import Action, Role, Round
from rounds.rules import require

LONGEST_REASON = 500


def rebuild_now(*, round: Round, by: User) -> RankingSnapshot:
    """Build the newest version in this process, for when no worker does. Harmless beside one."""
    with transaction.atomic():
        record(by, "rebuild_ranking", round, round_id=round.pk)
    ranking.bring_up_to_date(round.pk)
    return ranking.rebuild(round.pk)


@transaction.atomic
def look_early(*, round: Round, cities: Sequence[City], reason: str, by: User) -> None:
    """Put on record that the secretariat looks at the points of cities whose sheets are not all in."""
    require(round, Role.SECRETARIAT, Action.READ_RESULT)
    reason = reason.strip()
    if not reason:
        raise ReviewError(_("Say why you need to look now: it goes on record."), field="reason")
    if why_not := too_long(reason, LONGEST_REASON):
        raise ReviewError(why_not, field="reason")
    codes = [city.gb_code for city in cities]
    record(by, "look_early", round, round_id=round.pk, cities=codes, reason=reason)


@transaction.atomic
def log_download(*, round: Round, name: str, version: int, by: User) -> None:
    """Put on record who took a file of results away."""
    record(by, "download", round, round_id=round.pk, name=name, scores_version=version)
