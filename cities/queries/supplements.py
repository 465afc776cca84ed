"""What the secretariat has asked a city to supplement, and what the province says to a version."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from accounts.prepared import prepared
from cities.models import (
    Evidence,
    ProvinceOpinion,
    ProxyEntry,
    Reopening,
    SignOff,
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
    return next(iter(_supplements(submission=submission.pk)), None)


@prepared
def _supplements(submission: int) -> QuerySet[SupplementRequest]:
    items = Prefetch("items", SupplementItem.objects.select_related("indicator", "evidence"))
    rows = SupplementRequest.objects.select_related("version", "requested_by")
    return rows.prefetch_related(items, "extensions").filter(submission=submission)


def reopening_of(submission: Submission) -> Reopening | None:
    """The window that is open for this city alone at the moment."""
    standing = submission.reopenings.filter(until__gt=timezone.now()).order_by("-until")
    return standing.select_related("opened_by").first()


REOPENED, ENTERED, SIGNED = "reopened_until", "was_entered_for", "is_signed"


def with_marks(submissions: QuerySet[Submission], now: datetime | None = None) -> QuerySet[Submission]:
    """Each with: until when its own window is open, whether it was entered on behalf, whether it is signed."""
    now = now or timezone.now()
    standing = Reopening.objects.filter(submission=OuterRef("pk"), until__gt=now).order_by("-until")
    entered = ProxyEntry.objects.filter(submission=OuterRef("pk"))
    signed = SignOff.objects.filter(submission=OuterRef("pk"), version=None, voided_at=None)
    until = Subquery(standing.values("until")[:1])
    return submissions.annotate(**{REOPENED: until, ENTERED: Exists(entered), SIGNED: Exists(signed)})


def reopened_until(submission: Submission) -> datetime | None:
    """When the window closes that is open for this city alone. No query where the row carries it."""
    if hasattr(submission, REOPENED):
        until: datetime | None = getattr(submission, REOPENED)
        return until
    found = reopening_of(submission)
    return found.until if found else None


def proxy_entries_of(submission: Submission) -> list[ProxyEntry]:
    """What the secretariat has entered on the city's behalf, newest first."""
    if not getattr(submission, ENTERED, True):
        return []
    return list(submission.proxy_entries.select_related("paper", "opened_by").order_by("-pk"))


def proxy_of(submission: Submission) -> ProxyEntry | None:
    """The open entry on the city's behalf."""
    rows = ProxyEntry.objects.filter(submission=submission, ended_at=None)
    return rows.select_related("paper", "opened_by").first()


def withdrawal_of(submission: Submission) -> Withdrawal | None:
    """The document by which the city left the round."""
    if submission.state != Submission.State.WITHDRAWN:
        return None
    return Withdrawal.objects.filter(submission=submission).select_related("paper", "withdrawn_by").first()


OPINION = ProvinceOpinion._meta.get_field("version").remote_field


def opinion_on(version: SubmissionVersion | None) -> ProvinceOpinion | None:
    """No query where the version was fetched with it."""
    if version is None:
        return None
    if OPINION.is_cached(version):
        return getattr(version, "opinion", None)
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
