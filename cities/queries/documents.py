"""The register of planning documents."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from cities.models import PlanningDocument
from cities.queries.people import cities_called
from rounds.models import Round
from scoring.statistics.documents import classes_of
from scoring.statistics.material import PUBLISHED, Row
from scoring.statistics.shape import Origin


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
    """Kind → how many distinct cities are in each class, counted as figures 1–4 of the report are.

    A document that is not issued counts under its status, so one city may stand in two classes.
    """
    by_kind: dict[str, list[Row]] = {}
    for document in documents_of(round):
        values = {"status": document.status, "issuer_classes": document.issuer_classes}
        by_kind.setdefault(document.kind, []).append(Row(Origin(str(document.city_id), PUBLISHED), values))
    return {
        kind: Counter({name: len(cities) for name, cities in classes_of(rows, merged=False).items()})
        for kind, rows in by_kind.items()
    }
