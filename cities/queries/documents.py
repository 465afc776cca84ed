"""The register of planning documents."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from cities.models import PlanningDocument
from cities.queries.people import cities_called
from rounds.models import Round


@dataclass(frozen=True)
class DocumentFilter:
    """What of the register is shown."""

    kind: str = ""
    status: str = ""
    issuer: str = ""
    province: str = ""
    words: str = ""


def documents_of(round: Round, chosen: DocumentFilter | None = None) -> QuerySet[PlanningDocument]:
    """The documents of the published report that fit, with their cities. Public: every reader may see them."""
    chosen = chosen or DocumentFilter()
    exact = {
        "kind": chosen.kind,
        "status": chosen.status,
        "city__province__code": chosen.province,
        "issuer_classes__contains": [chosen.issuer] if chosen.issuer else None,
    }
    public = PlanningDocument.objects.filter(round=round, source=PlanningDocument.Source.PUBLISHED_REPORT)
    found = public.filter(**{field: value for field, value in exact.items() if value})
    if words := chosen.words.strip():
        found = found.filter(city__in=cities_called(words))
    return found.select_related("city__province")


def issuer_counts(round: Round) -> dict[str, Counter[str]]:
    """Kind → how many distinct cities are in each class, counted as the report's figures 1–4 count.

    A class is the combination of issuers of a city's issued documents of that kind, joined by ``+``; a document
    that is not issued counts under its status, so one city may stand in two classes.
    """
    places: dict[tuple[str, str, int], set[str]] = {}
    for document in documents_of(round):
        issued = document.status == PlanningDocument.Status.ISSUED
        key = (document.kind, "" if issued else document.status, document.city_id)
        places.setdefault(key, set()).update(document.issuer_classes if issued else ())
    counts: dict[str, Counter[str]] = {}
    for (kind, status, _city), issuers in places.items():
        counts.setdefault(kind, Counter())[status or "+".join(sorted(issuers))] += 1
    return counts
