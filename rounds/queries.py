"""Questions about rounds, asked by every app above."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from accounts.prepared import prepared
from rounds.models import Action, Role, Round, RoundRole, Stage, StageRight

Answer = TypeVar("Answer")

LEADING: dict[str, Role] = {
    RoundRole.Kind.SECRETARIAT: Role.SECRETARIAT,
    RoundRole.Kind.CHAIR: Role.CHAIR,
    RoundRole.Kind.DEPUTY: Role.CHAIR,
    RoundRole.Kind.AUTHORITY: Role.AUTHORITY,
    RoundRole.Kind.OBSERVER: Role.OBSERVER,
}
"""The role, for the table of stages, of each kind of RoundRole: a deputy has the chair's rights."""


SHOWN_ROLES = "_shown_roles"
"""Where a person's object, which lives as long as a request, keeps what the rail has asked for."""


def newest_first() -> QuerySet[Round]:
    """All rounds: the open ones, newest first, then those that are still being set up."""
    order = (F("opened_at").desc(nulls_last=True), "-pk")
    return Round.objects.order_by(*order).select_related("indicator_system")


def rounds_seen_by(user: User | None) -> QuerySet[Round]:
    """The rounds to choose from: a person who is logged in knows them all, the public the open ones.

    Each carries what the person leads in it, so that ``leading_role`` of these very rows asks nothing. What else
    the query is made to carry, ``known_of`` reads.
    """
    if user is None:
        return newest_first().filter(opened_at__isnull=False)
    own = RoundRole.objects.filter(round=OuterRef("pk"), user=user.pk).values("kind")
    return newest_first().annotate(asked_by=Value(user.pk), kind_led=Subquery(own))


def known_of(round: Round, user: User, name: str) -> Any:
    """What the query for this very row has asked along for this person; None if it has not."""
    return getattr(round, name, None) if getattr(round, "asked_by", None) == user.pk else None


def newest_round() -> Round | None:
    """The round that a person who has not chosen one sees: the newest open one, else the newest."""
    return newest_first().first()


def leading_role(user: User | AnonymousUser, round: Round) -> Role | None:
    """What the person is in the lead of this round, if anything."""
    if not user.is_authenticated:
        return None
    if getattr(round, "asked_by", None) == user.pk:
        known: str | None = getattr(round, "kind_led", None)
        return LEADING[known] if known else None
    kind = RoundRole.objects.filter(round=round, user=user).values_list("kind", flat=True).first()
    return LEADING[kind] if kind else None


def round_led_or_404(user: User | AnonymousUser, slug: str, roles: Iterable[Role]) -> Round:
    """The round, if the person leads it in one of ``roles``. Everybody else learns nothing: 404.

    It carries what the person leads, so that ``leading_role`` of this very row asks nothing.
    """
    wanted = set(roles)
    for round in _led(user=user.pk, slug=slug) if user.is_authenticated else []:
        if leading_role(user, round) in wanted:
            return round
    raise Http404


@prepared
def _led(user: int, slug: str) -> QuerySet[Round]:
    led = Round.objects.select_related("indicator_system").filter(slug=slug, roles__user=user)
    return led.annotate(asked_by=Value(user), kind_led=F("roles__kind"))


def open_stages(round: Round, at: datetime | None = None) -> QuerySet[Stage]:
    """The stages whose window holds the moment ``at`` (default: now), in order."""
    at = at or timezone.now()
    return round.stages.filter(Q(closes_at=None) | Q(closes_at__gt=at), opens_at__lte=at)


STAGES_READ, ASKED = "_stages_read", "_asked"
"""Where the object of ``with_stages_read`` keeps them, and what else was asked of it."""


def with_stages_read(round: Round) -> Round:
    """The round with its stages and the rights in each at hand: for a page that asks about many acts.

    Another object, to be thrown away with the page: what is changed afterwards, it does not know.
    """
    looked_at = copy(round)
    setattr(looked_at, STAGES_READ, _with_rights(round=round.pk))
    setattr(looked_at, ASKED, {})
    return looked_at


def asked_once(round: Round, what: str, ask: Callable[[], Answer]) -> Answer:
    """The answer that several ask for: of an object of ``with_stages_read`` only the first of them asks."""
    known: dict[str, Answer] | None = getattr(round, ASKED, None)
    if known is None:
        return ask()
    if what not in known:
        known[what] = ask()
    return known[what]


@prepared
def _with_rights(round: int) -> QuerySet[Stage]:
    rights = StageRight.objects.filter(stage=OuterRef("pk")).order_by()
    told = ArraySubquery(rights.values_list(JSONObject(role="role", actions="actions")))
    return Stage.objects.filter(round=round).order_by("position").annotate(rights_told=told)


def stages_of(round: Round) -> list[Stage]:
    """All of them, in order."""
    read: list[Stage] | None = getattr(round, STAGES_READ, None)
    return list(round.stages.all()) if read is None else read


def stages_allowing(round: Round, role: Role, actions: Iterable[Action]) -> list[Stage]:
    """The stages, open or not, in which ``role`` may do one of ``actions``."""
    wanted = [action.value for action in actions]
    if hasattr(round, STAGES_READ):
        return [stage for stage in stages_of(round) if _allows(stage, role, wanted)]
    allows = reduce(or_, (Q(rights__actions__contains=[action]) for action in wanted), Q(pk__in=[]))
    return list(round.stages.filter(allows, rights__role=role).order_by("position"))


def _allows(stage: Stage, role: Role, actions: Iterable[str]) -> bool:
    told: list[dict[str, Any]] = stage.rights_told  # type: ignore[attr-defined]  # annotated
    allowed = {action for right in told if right["role"] == role for action in right["actions"]}
    return not allowed.isdisjoint(actions)


def closing_of(round: Round, role: Role, action: Action) -> datetime | None:
    """When the last open window closes in which ``role`` may do it; None if none is open or no end is set."""
    now = timezone.now()
    ends = [s.closes_at for s in stages_allowing(round, role, [action]) if s.when(now) == "open"]
    return None if None in ends else max((end for end in ends if end), default=None)


@dataclass(frozen=True)
class StageOnLine:
    """A stage on the time line: ``when`` is past, open, ahead, or unset while it has no window."""

    name: str
    when: str
    opens_at: datetime | None
    closes_at: datetime | None


def stage_line(round: Round, *, staff: bool) -> list[StageOnLine]:
    """The round's stages in order, under the names for staff or for everybody.

    Neighbours that have one name for everybody are one stage to them.
    """
    now = timezone.now()
    stages = stages_of(round)
    if staff:
        return [StageOnLine(s.staff_name, s.when(now), s.opens_at, s.closes_at) for s in stages]
    neighbours = groupby(stages, key=lambda stage: stage.public_name)
    return [_as_one(name, list(group), now) for name, group in neighbours]


def _as_one(name: str, stages: list[Stage], now: datetime) -> StageOnLine:
    when = {stage.when(now) for stage in stages}
    shown = next(state for state in ("open", "ahead", "past", "unset") if state in when)
    opens = [stage.opens_at for stage in stages if stage.opens_at]
    closes = [stage.closes_at for stage in stages if stage.opens_at]
    last = None if None in closes else max((moment for moment in closes if moment), default=None)
    return StageOnLine(name, shown, min(opens, default=None), last)
