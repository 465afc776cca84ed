"""What the secretariat has asked a city to supplement, and what the province says to a version."""

from dataclasses import dataclass

from django.utils import timezone

from cities.models import (
    Evidence,
    ProvinceOpinion,
    ProxyEntry,
    Reopening,
    Submission,
    SubmissionVersion,
    SupplementItem,
    SupplementRequest,
    Withdrawal,
)
from cities.questionnaire.forms import STATEMENTS
from rounds.models import Indicator


def supplement_of(submission: Submission) -> SupplementRequest | None:
    """The return for supplement, if there was one, with its items and extensions. Three queries."""
    rows = SupplementRequest.objects.select_related("version", "requested_by")
    return (
        rows.prefetch_related("items__indicator", "items__evidence", "extensions")
        .filter(submission=submission)
        .first()
    )


def reopening_of(submission: Submission) -> Reopening | None:
    """The window that is open for this city alone at the moment."""
    standing = submission.reopenings.filter(until__gt=timezone.now()).order_by("-until")
    return standing.select_related("opened_by").first()


def proxy_of(submission: Submission) -> ProxyEntry | None:
    """The open entry on the city's behalf."""
    rows = ProxyEntry.objects.filter(submission=submission, ended_at=None)
    return rows.select_related("paper", "opened_by").first()


def withdrawal_of(submission: Submission) -> Withdrawal | None:
    """The document by which the city left the round."""
    if submission.state != Submission.State.WITHDRAWN:
        return None
    return Withdrawal.objects.filter(submission=submission).select_related("paper", "withdrawn_by").first()


def opinion_on(version: SubmissionVersion | None) -> ProvinceOpinion | None:
    if version is None:
        return None
    return ProvinceOpinion.objects.filter(version=version).select_related("given_by").first()


@dataclass(frozen=True)
class Part:
    """A part of a city's material: a form, what is said for an indicator, or a file (``NEW_FILE``: one more)."""

    form: str = ""
    indicator: Indicator | None = None
    evidence: Evidence | None = None

    def is_named(self, request: SupplementRequest) -> bool:
        """Whether a city that was returned may change it. A further file may always prove what is supplemented."""
        items: list[SupplementItem] = list(request.items.all())
        if self.form:
            return any(item.form == self.form for item in items)
        if self.indicator:
            wanted = self.indicator.pk
            return any(item.indicator_id == wanted or item.form == STATEMENTS.code for item in items)
        if self.evidence is None or self.evidence.pk is None:
            return True
        is_new = self.evidence.uploaded_at >= request.requested_at
        return is_new or any(item.evidence_id == self.evidence.pk for item in items)


NEW_FILE = Part()
