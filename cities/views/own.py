"""What the city's own people reach: the loader is the check, and everybody else gets 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import UserRequest
from cities.models import Evidence, Submission, SubmissionVersion
from cities.queries import evidence_of, submissions_of_member
from rounds.models import Indicator


def own_submission_or_404(request: UserRequest, slug: str) -> Submission:
    """What the person's own city hands in for this round."""
    submission = submissions_of_member(request.user).filter(round__slug=slug).first()
    if submission is None:
        raise Http404
    return submission


def own_evidence_or_404(submission: Submission, pk: int) -> Evidence:
    """A piece of evidence in the city's draft."""
    return get_object_or_404(evidence_of(submission), pk=pk)


def own_version_or_404(submission: Submission, number: int) -> SubmissionVersion:
    return get_object_or_404(submission.versions.select_related("submitted_by"), number=number)


def indicator_or_404(submission: Submission, code: str) -> Indicator:
    system = submission.round.indicator_system
    return get_object_or_404(
        system.indicators.select_related("area").prefetch_related("criteria"), code=code
    )
