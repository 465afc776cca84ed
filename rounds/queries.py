"""Questions about rounds, asked by every app above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from rounds.models import Action, Role, Round, RoundRole, Stage

LEADING: dict[str, Role] = {
    RoundRole.Kind.SECRETARIAT: Role.SECRETARIAT,
    RoundRole.Kind.CHAIR: Role.CHAIR,
    RoundRole.Kind.DEPUTY: Role.CHAIR,
    RoundRole.Kind.AUTHORITY: Role.AUTHORITY,
    RoundRole.Kind.OBSERVER: Role.OBSERVER,
}
"""The role, for the table of stages, of each kind of RoundRole: a deputy has the chair's rights."""


def newest_first() -> QuerySet[Round]:
    """All rounds: the open ones, newest first, then those that are still being set up."""
    order = (F("opened_at").desc(nulls_last=True), "-pk")
    return Round.objects.order_by(*order).select_related("indicator_system")


def newest_round() -> Round | None:
    """The round that a person who has not chosen one sees: the newest open one, else the newest."""
    return newest_first().first()


def leading_role(user: User | AnonymousUser, round: Round) -> Role | None:
    """What the person is in the lead of this round, if anything."""
    if not user.is_authenticated:
        return None
    kind = RoundRole.objects.filter(round=round, user=user).values_list("kind", flat=True).first()
    return LEADING[kind] if kind else None


def round_led_or_404(user: User | AnonymousUser, slug: str, roles: Iterable[Role]) -> Round:
    """The round, if the person leads it in one of ``roles``. Everybody else learns nothing: 404."""
    kinds = [kind for kind, role in LEADING.items() if role in roles]
    if user.is_authenticated:
        found = (
            Round.objects.select_related("indicator_system")
            .filter(slug=slug, roles__user=user, roles__kind__in=kinds)
            .first()
        )
        if found:
            return found
    raise Http404


def open_stages(round: Round, at: datetime | None = None) -> QuerySet[Stage]:
    """The stages whose window holds the moment ``at`` (default: now), in order."""
    at = at or timezone.now()
    return round.stages.filter(Q(closes_at=None) | Q(closes_at__gt=at), opens_at__lte=at)


def stages_allowing(round: Round, role: Role, action: Action) -> QuerySet[Stage]:
    """The stages, open or not, in which ``role`` may do ``action``."""
    return round.stages.filter(rights__role=role, rights__actions__contains=[action.value])


@dataclass(frozen=True)
class StageOnLine:
    """A stage on the time line: ``when`` is past, open, ahead, or unset while it has no window."""

    name: str
    when: str
    opens_at: datetime | None
    closes_at: datetime | None


def stage_line(round: Round, *, staff: bool) -> list[StageOnLine]:
    """The round's stages in order, under the names for staff or for everybody."""
    now = timezone.now()
    return [
        StageOnLine(
            stage.staff_name if staff else stage.public_name, stage.when(now), stage.opens_at, stage.closes_at
        )
        for stage in round.stages.all()
    ]
