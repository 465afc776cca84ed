"""The planning documents that the published report names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from cities.models import City, PlanningDocument
from rounds.models import Round


@dataclass(frozen=True)
class ReportedDocument:
    """One row read off the report's figures 1–4."""

    city: City
    kind: str
    status: str
    issuer_classes: tuple[str, ...]
    confidence: str


@transaction.atomic
def load_documents(*, round: Round, reported: Sequence[ReportedDocument], by: User | None) -> int:
    """Make the register's rows from the published report exactly these. Loading again changes nothing."""
    source = PlanningDocument.Source.PUBLISHED_REPORT
    keep = [_load(round, document).pk for document in reported]
    stale = PlanningDocument.objects.filter(round=round, source=source).exclude(pk__in=keep)
    stale.delete()
    record(by, "load_planning_documents", round, round_id=round.pk, documents=len(keep))
    return len(keep)


def _load(round: Round, reported: ReportedDocument) -> PlanningDocument:
    return PlanningDocument.objects.update_or_create(
        round=round,
        city=reported.city,
        kind=reported.kind,
        status=reported.status,
        source=PlanningDocument.Source.PUBLISHED_REPORT,
        defaults={"issuer_classes": list(reported.issuer_classes), "confidence": reported.confidence},
    )[0]
