"""Recusals that stand, and those that two people lifted."""

from django.db.models import QuerySet

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
