"""That an expert has opened a piece of evidence: kept once, so that evidence which nobody read can be named."""

from cities.models import Evidence
from reviews.models import Assignment, EvidenceReading


def remember_reading(*, assignment: Assignment, evidence: Evidence) -> None:
    """The first time counts; reading again changes nothing."""
    EvidenceReading.objects.bulk_create(
        [EvidenceReading(assignment=assignment, evidence=evidence)], ignore_conflicts=True
    )
