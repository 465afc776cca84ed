"""Recusals that stand, and those that two people lifted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from reviews.models import Expert, Recusal, RecusalOverride
from rounds.models import Round


def standing_recusals() -> QuerySet[Recusal]:
    """Those that block: whoever asks whether an expert may touch a city asks these."""
    return Recusal.objects.filter(override=None)


def recusals_of(round: Round, expert: Expert | None = None) -> QuerySet[Recusal]:
    """Standing recusals of the round, of one expert if named, by city."""
    found = standing_recusals().filter(round=round).select_related("city", "expert__user", "entered_by")
    if expert is not None:
        found = found.filter(expert=expert)
    return found.order_by("city__gb_code", "expert", "pk")


def all_recusals_of(round: Round, expert: Expert | None = None) -> QuerySet[Recusal]:
    """Lifted ones too, each with what lifted it."""
    found = Recusal.objects.filter(round=round).select_related(
        "city__province", "expert__user", "entered_by", "override__asked_by", "override__decided_by"
    )
    if expert is not None:
        found = found.filter(expert=expert)
    return found.order_by("city__gb_code", "expert", "pk")


def overrides_of(round: Round) -> QuerySet[RecusalOverride]:
    """Newest first: asked for, granted and refused."""
    related = ("expert__user", "city", "asked_by", "decided_by")
    return RecusalOverride.objects.filter(round=round).select_related(*related)


@dataclass(frozen=True)
class AskedOverride:
    """Waits for a second person: what would be lifted, and what was entered since and would stand."""

    override: RecusalOverride
    named: Sequence[Recusal]
    since: Sequence[Recusal]


def asked_overrides(round: Round) -> list[AskedOverride]:
    """Those that nobody has decided, newest first."""
    named = Prefetch("recusals", standing_recusals().select_related("city").order_by("pk"))
    asked = list(overrides_of(round).filter(decided_at=None).prefetch_related(named))
    pairs: dict[tuple[int, int], list[Recusal]] = {}
    for recusal in recusals_of(round).filter(expert__in=[override.expert_id for override in asked]):
        pairs.setdefault((recusal.expert_id, recusal.city_id), []).append(recusal)
    return [_asked(override, pairs.get((override.expert_id, override.city_id), [])) for override in asked]


def _asked(override: RecusalOverride, standing: Sequence[Recusal]) -> AskedOverride:
    named = list(override.recusals.all())
    known = {recusal.pk for recusal in named}
    return AskedOverride(override, named, [recusal for recusal in standing if recusal.pk not in known])
