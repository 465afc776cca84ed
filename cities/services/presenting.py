"""The file of the on-site presentation (F15): handed in, changed, locked on the evening before."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError
from cities.models import Evidence, PresentationFile, Submission
from cities.queries import same_file
from cities.rules import require_present, room_refusal
from cities.services.asking import on_commit_ask
from cities.services.evidence import Described, store_file, unsaved_evidence
from cities.services.locking import locked_for_presenting, touch
from cities.tasks import examine_evidence
from cities.uploads import check_at_the_door


def hand_in_presentation(
    *, submission: Submission, file: "File[bytes]", given_name: str, sha256: str, by: User
) -> tuple[Evidence, str]:
    """Take the file as the city's presentation, in place of the one before, which is kept as evidence.

    In quarantine until a worker has checked it; with a note if its name had to be changed.
    """
    require_present(submission, by)
    if same := same_file(submission, sha256):
        _designate(submission, same, by)
        return same, ""
    name = check_at_the_door(file.file or file, given_name=given_name, size=file.size)
    if why_not := room_refusal(submission, file.size):
        raise CityError(why_not)
    described = Described(Evidence.Kind.OTHER, _("Presentation: %(name)s") % {"name": name.stem})
    evidence = unsaved_evidence(submission, name, described, by)
    store_file(evidence, file, sha256, lambda: _keep(evidence, by))
    return evidence, name.note


@transaction.atomic
def name_presenter(*, submission: Submission, presenter: str, post: str, by: User) -> PresentationFile:
    """Who will speak for the city."""
    submission = locked_for_presenting(submission, by)
    row = _row(submission)
    row.presenter, row.post = presenter, post
    return _stored(row, submission, by)


@transaction.atomic
def _keep(evidence: Evidence, by: User) -> None:
    submission = locked_for_presenting(evidence.submission, by)
    if why_not := room_refusal(submission, evidence.size):
        raise CityError(why_not)
    evidence.save()
    _point_to(submission, evidence, by)
    on_commit_ask(examine_evidence, evidence.pk)


@transaction.atomic
def _designate(submission: Submission, evidence: Evidence, by: User) -> None:
    """A file that the city has handed in already."""
    _point_to(locked_for_presenting(submission, by), evidence, by)


def _point_to(submission: Submission, evidence: Evidence, by: User) -> None:
    row = _row(submission)
    row.evidence = evidence
    _stored(row, submission, by)


def _row(submission: Submission) -> PresentationFile:
    return PresentationFile.objects.filter(submission=submission).first() or PresentationFile.begin(submission)


def _stored(row: PresentationFile, submission: Submission, by: User) -> PresentationFile:
    row.version, row.updated_by = row.version + 1, by
    row.save()
    if submission.state in (Submission.State.DRAFT, Submission.State.RETURNED):
        touch(submission, by)  # what is accepted already has been signed without it, and stays signed
    what = {"city": submission.city.gb_code, "presenter": row.presenter, "evidence": row.evidence_id}
    record(by, "hand_in_presentation", row, round_id=submission.round_id, **what)
    return row


def set_presentation_locks(locks: Iterable[tuple[int, datetime | None]]) -> None:
    """When each submission's file locks. Call it in the transaction that fixes the day of the presentation."""
    for pk, at in locks:
        Submission.objects.filter(pk=pk).update(presentation_locks_at=at)
