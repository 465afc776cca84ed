"""Where a round's ranking stands, who may read it, and how much of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case as DatabaseCase
from django.db.models import Exists, F, Subquery, When
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import User
from reviews.models import RankingSnapshot, RankingState
from reviews.queries.blindness import blind_cities, marking_in_round
from rounds.models import Area, IndicatorSystem, Role, Round, RoundRole, StageRight
from rounds.queries import LEADING, asked_once, open_stages

STALLED_AFTER = timedelta(seconds=60)
"""A ranking that has been behind for longer is in red: the sweep should have built it twice by then."""


@dataclass(frozen=True)
class RankingStatus:
    """The counter as a reader needs it. ``built`` is the version that is shown."""

    requested: int
    built: int
    behind_since: datetime | None
    frozen: bool
    at: datetime
    looked_through: int = 0
    """The newest version that was looked through for cases."""

    @property
    def waiting(self) -> int:
        """Changes that the shown version does not contain."""
        return self.requested - self.built

    @property
    def age(self) -> timedelta:
        """How long the oldest of them has waited."""
        return self.at - self.behind_since if self.waiting and self.behind_since else timedelta(0)

    @property
    def is_stalled(self) -> bool:
        return self.age > STALLED_AFTER


@dataclass(frozen=True)
class Led:
    """A round, one person's part in leading it, and where its ranking stands."""

    round: Round
    role: Role
    status: RankingStatus
    user: User
    marks_cities: bool
    """They are an expert of the round as well, with cities to mark."""

    @cached_property
    def open_actions(self) -> frozenset[str]:
        """All that the open stages let them do now, asked once."""
        return frozenset(open_actions(self.round, self.role))

    @cached_property
    def blind(self) -> frozenset[int]:
        """Cities of which they may see no marks yet, because they mark them too. Asked only of who marks any."""
        return blind_cities(self.user, self.round) if self.marks_cities else frozenset()


def ranking_status(round: Round) -> RankingStatus:
    """One query. For the line that the secretariat sees on every page."""
    return asked_once(round, "ranking", lambda: _status(RankingState.objects.filter(round=round).first()))


def led_or_404(user: User | AnonymousUser, slug: str) -> Led:
    """The round and its ranking's state for somebody who leads it, in one query. Everybody else: 404."""
    if not isinstance(user, User):
        raise Http404
    roles = RoundRole.objects.select_related("round__indicator_system", "round__ranking_state")
    roles = roles.annotate(marks_cities=Exists(marking_in_round()))
    found = roles.filter(user=user, round__slug=slug, kind__in=LEADING).first()
    if found is None:
        raise Http404
    status = _status(getattr(found.round, "ranking_state", None))
    return Led(found.round, LEADING[found.kind], status, user, found.marks_cities)


HISTORY = 24
"""Snapshots whose ranks are drawn beside a city."""


def newest_with_history(round: Round) -> tuple[RankingSnapshot | None, list[bytes]]:
    """The newest snapshot, and the rank columns of the last ones, oldest first: one query.

    Only the newest brings its standings along.
    """
    newest = RankingSnapshot.objects.filter(round=round).order_by("-scores_version")
    rows = list(
        newest.defer("standings").annotate(
            newest_standings=DatabaseCase(
                When(scores_version=Subquery(newest.values("scores_version")[:1]), then=F("standings"))
            )
        )[:HISTORY]
    )
    if not rows:
        return None, []
    rows[0].standings = rows[0].newest_standings
    return rows[0], [bytes(row.ranks) for row in reversed(rows)]


def newest_snapshot(round: Round) -> RankingSnapshot | None:
    """What readers are shown; None before the first rebuild."""
    return RankingSnapshot.objects.filter(round=round).order_by("-scores_version").first()


def open_actions(round: Round, role: Role) -> set[str]:
    """All that the open stages let ``role`` do now, in one query. Reading is not stopped by a pause."""
    rights = StageRight.objects.filter(stage__in=open_stages(round), role=role).values_list("actions", flat=True)
    return {action for actions in rights for action in actions}


def areas_of(system: IndicatorSystem) -> tuple[Area, ...]:
    """In order. A frozen system never changes, so it is asked for once in a process."""
    return _frozen_areas(system.pk, system.sha256) if system.is_frozen else _areas(system.pk)


@lru_cache(maxsize=64)
def _frozen_areas(system_id: int, sha256: str) -> tuple[Area, ...]:
    return _areas(system_id)


def _areas(system_id: int) -> tuple[Area, ...]:
    return tuple(Area.objects.filter(system=system_id))


def _status(state: RankingState | None) -> RankingStatus:
    now = timezone.now()
    if state is None:
        return RankingStatus(0, 0, None, False, now)
    return RankingStatus(state.requested, state.built, state.behind_since, state.frozen, now, state.cases_version)
