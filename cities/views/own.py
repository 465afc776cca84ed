"""What the city's own people reach, and who else reads a file: the loader is the check; strangers get 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import UserRequest
from cities.content import evidence_ids
from cities.models import Evidence, Submission, SubmissionVersion
from cities.queries import files_of, material_at, reader_role, submissions_for, versions_with
from cities.rules import may_read_content
from rounds.models import Indicator, Role


def own_submission_or_404(request: UserRequest, slug: str) -> Submission:
    """What the city that the person acts for hands in for this round."""
    submission = material_at(request.user, slug).acted_for
    if submission is None:
        raise Http404
    return submission


def own_evidence_or_404(submission: Submission, pk: int) -> Evidence:
    """A file of the city's draft, in whatever state."""
    piece = get_object_or_404(files_of(submission).select_related("replaces"), pk=pk)
    piece.submission = submission
    return piece


def readable_evidence_or_404(request: UserRequest, slug: str, pk: int) -> tuple[Evidence, Role]:
    """The file, and as what the person reads it.

    City and secretariat read the draft and every submitted version, the province what was submitted; who only
    leads reads what belongs to the accepted version, in the stages that allow it. A file that has not been
    checked is read by nobody.
    """
    submission = get_object_or_404(submissions_for(request.user).filter(round__slug=slug), evidence__pk=pk)
    piece = get_object_or_404(submission.evidence, pk=pk, state=Evidence.State.CHECKED)
    piece.submission = submission
    role = reader_role(request.user, submission)
    if role is None or not may_read_content(role, submission) or not _is_within(piece, role):
        raise Http404
    return piece, role


def _is_within(piece: Evidence, role: Role) -> bool:
    if role in (Role.CITY, Role.SECRETARIAT):
        return piece.removed_at is None or versions_with(piece).exists()
    return versions_with(piece).exists() if role == Role.PROVINCE else is_accepted(piece)


def is_accepted(piece: Evidence) -> bool:
    """Whether the file belongs to the version that experts read."""
    accepted = piece.submission.accepted_version
    return accepted is not None and piece.pk in evidence_ids(accepted.content)


def own_version_or_404(submission: Submission, number: int) -> SubmissionVersion:
    return get_object_or_404(submission.versions.select_related("submitted_by"), number=number)


def indicator_or_404(submission: Submission, code: str) -> Indicator:
    system = submission.round.indicator_system
    return get_object_or_404(system.indicators.select_related("area").prefetch_related("criteria"), code=code)
