"""The registry of experts as the secretariat of a round sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reviews.models import Assignment, Expert, PanelMember, ScoreSheetVersion
from reviews.queries.recusals import standing_recusals
from rounds.models import Round


@dataclass(frozen=True)
class RegistryFilter:
    """What of the registry is shown. Every field stands in the address."""

    domain: str = ""
    place: str = ""
    """``panel``: in the panel of the round; ``outside``: not in it; ``unsigned``: in it without the pledge."""
    words: str = ""


def registry(round: Round, chosen: RegistryFilter) -> QuerySet[Expert]:
    """The experts with their part in the round: one query and one for their domains."""
    member = PanelMember.objects.filter(round=round, left_at=None, expert=OuterRef("pk"))
    assigned = Assignment.objects.filter(round=round, expert=OuterRef("pk"))
    versions = ScoreSheetVersion.objects.filter(sheet__assignment__expert=OuterRef("pk"), to_version=None)
    recused = standing_recusals().filter(round=round, expert=OuterRef("pk"))
    found = Expert.objects.select_related("user", "employer_city", "employer_province").annotate(
        in_panel=Exists(member),
        pledged_at=Subquery(member.values("pledged_at")[:1]),
        deployed=_count(assigned.filter(state=Assignment.State.DEPLOYED), "expert"),
        drafts=_count(assigned.filter(state=Assignment.State.DRAFT), "expert"),
        submitted=_count(versions.filter(sheet__assignment__round=round), "sheet__assignment__expert"),
        recused=Coalesce(
            Subquery(recused.order_by().values("expert").annotate(n=Count("city", distinct=True)).values("n")),
            0,
        ),
    )
    return (
        _narrowed(found, chosen, member)
        .prefetch_related("domains")
        .order_by(F("in_panel").desc(), "user__full_name", "pk")
    )


def _narrowed(found: QuerySet[Expert], chosen: RegistryFilter, member: QuerySet[PanelMember]) -> QuerySet[Expert]:
    if chosen.domain:
        found = found.filter(domains__code=chosen.domain)
    if words := chosen.words.strip():
        found = found.filter(
            Q(user__full_name__icontains=words) | Q(employer__icontains=words) | Q(user__username__icontains=words)
        )
    places = {
        "panel": Q(Exists(member)),
        "outside": ~Q(Exists(member)),
        "unsigned": Q(Exists(member.filter(pledged_at=None))),
    }
    return found.filter(places.get(chosen.place, Q()))


def _count(rows: QuerySet[Assignment] | QuerySet[ScoreSheetVersion], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)


def assignments_of_expert(round: Round, expert: Expert) -> Sequence[Assignment]:
    """Cities of one expert with how far each is: progress, no points."""
    rows = Assignment.objects.filter(round=round, expert=expert).select_related(
        "submission__city", "domain", "sheet"
    )
    return list(rows.order_by("submission__city__gb_code"))
