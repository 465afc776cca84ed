"""Evidence comes in, is described, goes out, is removed.

Bytes first, under a random key; the row second, in the transaction; the bytes go if the row fails.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.files import File
from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError, StaleForm
from cities.models import Evidence, PresentationFile, Submission
from cities.queries import Part, versions_citing
from cities.rules import duplicate_refusal, presentation_locked, require_edit, room_refusal
from cities.services.asking import on_commit_ask
from cities.services.locking import locked_for_editing, touch
from cities.sources import sourced_rows
from cities.tasks import examine_evidence
from cities.uploads import EvidenceUpload, SafeName, check_at_the_door, check_upload
from cities.uploads.checks import too_large

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Described:
    """What a person says about a piece of evidence. An empty title: the file's name without its extension."""

    kind: str
    title: str = ""
    issuer: str = ""
    issued_on: date | None = None

    @property
    def fingerprint(self) -> str:
        """Changes when any of the four changes: a form carries it, so that a stale one is noticed."""
        parts = "\n".join((self.kind, self.title, self.issuer, str(self.issued_on)))
        return hashlib.sha256(parts.encode()).hexdigest()[:16]


def description_of(evidence: Evidence) -> Described:
    return Described(evidence.kind, evidence.title, evidence.issuer, evidence.issued_on)


def hand_in_evidence(
    *, submission: Submission, file: "File[bytes]", given_name: str, sha256: str, described: Described, by: User
) -> tuple[Evidence, str]:
    """Check a file here and now and keep it as checked; with a note if its name had to be changed.

    For files that the portal made itself, such as the demonstration's. What people send goes through
    ``receive_evidence`` or an upload. CityError, and neither row nor bytes stay, if it is refused.
    """
    require_edit(submission, by)
    _refuse_duplicate(submission, sha256)
    checked = check_upload(file.file or file, given_name=given_name, size=file.size)
    _refuse_full(submission, file.size)
    evidence = unsaved_evidence(submission, checked.name, described, by)
    evidence.state, evidence.examined_at = Evidence.State.CHECKED, timezone.now()
    evidence.content_type, evidence.pages = checked.kind.content_type, checked.pages
    store_file(evidence, file, sha256, lambda: _keep(evidence, by))
    return evidence, checked.name.note


def receive_evidence(
    *,
    submission: Submission,
    file: "File[bytes]",
    given_name: str,
    sha256: str,
    described: Described,
    replaces: Evidence | None = None,
    by: User,
) -> tuple[Evidence, str]:
    """Keep a file that a form brought, in quarantine until a worker has checked it.

    What can be told at a glance is refused at once (CityError), and neither row nor bytes stay.
    """
    require_edit(submission, by)
    _refuse_duplicate(submission, sha256)
    name = check_at_the_door(file.file or file, given_name=given_name, size=file.size)
    _refuse_full(submission, file.size)
    evidence = unsaved_evidence(submission, name, described, by)
    if replaces:
        evidence.replaces, evidence.number = replaces, replaces.number + 1
        evidence.title = described.title or replaces.title
    store_file(evidence, file, sha256, lambda: _keep(evidence, by))
    return evidence, name.note


def store_file(evidence: Evidence, file: "File[bytes]", sha256: str, keep: Callable[[], None]) -> None:
    """Bytes first; they go again if ``keep``, which stores the row, fails."""
    evidence.sha256, evidence.size = sha256, file.size
    evidence.file.save(evidence.original_name, file, save=False)
    try:
        keep()
    except BaseException:
        evidence.file.storage.delete(str(evidence.file.name))
        raise


@transaction.atomic
def _keep(evidence: Evidence, by: User) -> None:
    """The row, with what may have changed since the first look asked again under the lock."""
    submission = locked_for_editing(evidence.submission, by, Part(evidence=evidence.replaces))
    _refuse_duplicate(submission, evidence.sha256)
    _refuse_full(submission, evidence.size)
    evidence.save()
    touch(submission, by)
    what = {"city": submission.city.gb_code, "name": evidence.original_name, "sha256": evidence.sha256}
    record(by, "hand_in_evidence", evidence, round_id=submission.round_id, **what)
    if not evidence.is_checked:
        on_commit_ask(examine_evidence, evidence.pk)


@dataclass(frozen=True)
class Received:
    """The files of one upload, and the names of those whose reception was given up as too large."""

    files: Sequence[EvidenceUpload]
    too_large: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        return [file.given_name for file in self.files] + list(self.too_large)


@dataclass(frozen=True)
class Outcome:
    """What became of each file of an upload. ``noted`` and ``refused``: its name, and the sentence about it."""

    stored: list[Evidence] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def hand_in_all(
    *,
    submission: Submission,
    received: Received,
    described: Described,
    replaces: Evidence | None = None,
    by: User,
) -> Outcome:
    """Each file for itself: the good ones are kept, the others are listed with their reason."""
    outcome = Outcome(refused=[(name, too_large()) for name in received.too_large])
    for file in received.files:
        try:
            evidence, note = receive_evidence(
                submission=submission,
                file=file,
                given_name=file.given_name,
                sha256=file.sha256,
                described=described,
                replaces=replaces,
                by=by,
            )
        except CityError as error:
            outcome.refused.append((file.given_name, error.message))
        else:
            outcome.stored.append(evidence)
            outcome.noted.extend([(evidence.original_name, note)] if note else [])
    return outcome


def unsaved_evidence(submission: Submission, name: SafeName, described: Described, by: User) -> Evidence:
    return Evidence(
        submission=submission,
        title=(described.title or name.stem)[:LONGEST_TITLE],
        kind=described.kind,
        issuer=described.issuer,
        issued_on=described.issued_on,
        original_name=name.name,
        uploaded_by=by,
    )


def _refuse_duplicate(submission: Submission, sha256: str) -> None:
    if why_not := duplicate_refusal(submission, sha256):
        raise CityError(why_not)


def _refuse_full(submission: Submission, size: int) -> None:
    if why_not := room_refusal(submission, size):
        raise CityError(why_not)


@transaction.atomic
def describe_evidence(*, evidence: Evidence, described: Described, opened_at: str, by: User) -> Evidence:
    """Change title, kind, issuer and date. ``opened_at`` is the fingerprint the form was opened with."""
    submission = locked_for_editing(evidence.submission, by, Part(evidence=evidence))
    evidence.refresh_from_db()
    if description_of(evidence).fingerprint != opened_at:
        raise StaleForm(
            _("This description was changed after you opened it, by somebody else or in another window.")
        )
    evidence.title = described.title or evidence.title
    evidence.kind, evidence.issuer, evidence.issued_on = described.kind, described.issuer, described.issued_on
    evidence.save(update_fields=["title", "kind", "issuer", "issued_on"])
    touch(submission, by)
    record(by, "describe_evidence", evidence, round_id=submission.round_id, title=evidence.title)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Take evidence out of the draft. The bytes stay for the record; what was submitted with it stays readable.

    Of a file that was never checked nothing stays. What it had replaced stands in its place again.
    """
    submission = locked_for_editing(evidence.submission, by, Part(evidence=evidence))
    if PresentationFile.objects.filter(evidence=evidence).exists() and (locked := presentation_locked(submission)):
        raise CityError(locked)
    if numbers := versions_citing(evidence):
        raise CityError(
            _("It is cited in submitted version %(numbers)s and can't be removed.")
            % {"numbers": ", ".join(map(str, numbers))}
        )
    citing = evidence.citations.order_by("statement__indicator__position")
    if codes := list(citing.values_list("statement__indicator__code", flat=True)):
        raise CityError(
            _("It is cited for %(codes)s. Take the citation out there first.") % {"codes": ", ".join(codes)}
        )
    if rows := sourced_rows(submission).get(evidence.pk):
        raise CityError(
            _("It is the source of %(rows)s. Choose another source there first.")
            % {"rows": _(", ").join(map(str, rows))}
        )
    evidence.refresh_from_db()
    evidence.removed_at = timezone.now()
    evidence.save(update_fields=["removed_at"])
    _forget_unchecked(evidence)
    if evidence.replaces and evidence.is_checked and evidence.replaced_at is None:
        Evidence.objects.filter(pk=evidence.replaces.pk).update(replaced_at=None)
    touch(submission, by)
    record(by, "remove_evidence", evidence, round_id=submission.round_id, sha256=evidence.sha256)


def _forget_unchecked(evidence: Evidence) -> None:
    if evidence.is_checked or not evidence.file:
        return
    storage, name = evidence.file.storage, str(evidence.file.name)
    Evidence.objects.filter(pk=evidence.pk).update(file="")
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def send_evidence(evidence: Evidence) -> FileResponse:
    """The bytes, for a reader whose right the caller has established. Always a download, never shown inline.

    CityError for a file in quarantine: nobody gets what has not been checked.
    """
    if not evidence.is_checked:
        raise CityError(_("This file is still being checked."))
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.original_name,
        content_type=evidence.content_type,
    )
    response["Content-Length"] = str(evidence.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@transaction.atomic
def record_download(*, evidence: Evidence, by: User, early: bool) -> None:
    """Write down that somebody other than the city fetched the file; ``early``: before it was accepted."""
    submission = evidence.submission
    record(by, "download_evidence", evidence, round_id=submission.round_id, name=evidence.original_name)
    if early:
        record(by, "early_look", submission, round_id=submission.round_id, what=evidence.original_name)
