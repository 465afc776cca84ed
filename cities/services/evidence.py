"""Evidence comes in, is described, goes out, is removed.

Bytes first, under a random key; the row second, in the transaction; the bytes go if the row fails.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.http import FileResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError, StaleForm
from cities.models import Evidence, Submission
from cities.queries import evidence_of, used_bytes, versions_citing
from cities.rules import require_edit
from cities.services.locking import locked_for_editing, touch
from cities.uploads import Checked, EvidenceUpload, check_upload
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
    """Check one received file and keep it; with a note if its name had to be changed.

    ``sha256`` was taken while the file came in. CityError, and neither row nor bytes stay, if it is refused.
    """
    require_edit(submission, by)
    _refuse_duplicate(submission, sha256)
    checked = check_upload(file.file or file, given_name=given_name, size=file.size)
    _refuse_full(submission, file.size)
    evidence = _unsaved(submission, checked, described, by)
    evidence.sha256, evidence.size = sha256, file.size
    evidence.file.save(checked.name.name, file, save=False)
    try:
        _keep(evidence, by)
    except BaseException:
        evidence.file.storage.delete(str(evidence.file.name))
        raise
    return evidence, checked.name.note


@transaction.atomic
def _keep(evidence: Evidence, by: User) -> None:
    """The row, with what may have changed since the first look asked again under the lock."""
    submission = locked_for_editing(evidence.submission, by)
    _refuse_duplicate(submission, evidence.sha256)
    _refuse_full(submission, evidence.size)
    evidence.save()
    touch(submission)
    what = {"city": submission.city.gb_code, "name": evidence.original_name, "sha256": evidence.sha256}
    record(by, "hand_in_evidence", evidence, round_id=submission.round_id, **what)


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


def hand_in_all(*, submission: Submission, received: Received, described: Described, by: User) -> Outcome:
    """Each file for itself: the good ones are kept, the others are listed with their reason."""
    outcome = Outcome(refused=[(name, too_large()) for name in received.too_large])
    for file in received.files:
        try:
            evidence, note = hand_in_evidence(
                submission=submission,
                file=file,
                given_name=file.given_name,
                sha256=file.sha256,
                described=described,
                by=by,
            )
        except CityError as error:
            outcome.refused.append((file.given_name, error.message))
        else:
            outcome.stored.append(evidence)
            outcome.noted.extend([(evidence.original_name, note)] if note else [])
    return outcome


def _unsaved(submission: Submission, checked: Checked, described: Described, by: User) -> Evidence:
    return Evidence(
        submission=submission,
        title=(described.title or checked.name.stem)[:LONGEST_TITLE],
        kind=described.kind,
        issuer=described.issuer,
        issued_on=described.issued_on,
        original_name=checked.name.name,
        content_type=checked.kind.content_type,
        pages=checked.pages,
        uploaded_by=by,
    )


def _refuse_duplicate(submission: Submission, sha256: str) -> None:
    if same := evidence_of(submission).filter(sha256=sha256).first():
        raise CityError(
            _("Already handed in as “%(title)s” (%(name)s).") % {"title": same.title, "name": same.original_name}
        )


def _refuse_full(submission: Submission, size: int) -> None:
    limit = settings.EVIDENCE_MAX_CITY_BYTES
    used = used_bytes(submission)
    if used + size > limit:
        raise CityError(
            _("This file needs %(size)s, but only %(room)s of the city's %(limit)s are left.")
            % {
                "size": filesizeformat(size),
                "room": filesizeformat(max(limit - used, 0)),
                "limit": filesizeformat(limit),
            }
        )


@transaction.atomic
def describe_evidence(*, evidence: Evidence, described: Described, opened_at: str, by: User) -> Evidence:
    """Change title, kind, issuer and date. ``opened_at`` is the fingerprint the form was opened with."""
    submission = locked_for_editing(evidence.submission, by)
    evidence.refresh_from_db()
    if description_of(evidence).fingerprint != opened_at:
        raise StaleForm(_("Somebody else changed this description after you opened it."))
    evidence.title = described.title or evidence.title
    evidence.kind, evidence.issuer, evidence.issued_on = described.kind, described.issuer, described.issued_on
    evidence.save(update_fields=["title", "kind", "issuer", "issued_on"])
    touch(submission)
    record(by, "describe_evidence", evidence, round_id=submission.round_id, title=evidence.title)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Take evidence out of the draft. The bytes stay for the record; what was submitted with it stays readable."""
    submission = locked_for_editing(evidence.submission, by)
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
    evidence.removed_at = timezone.now()
    evidence.save(update_fields=["removed_at"])
    touch(submission)
    record(by, "remove_evidence", evidence, round_id=submission.round_id, sha256=evidence.sha256)


def send_evidence(evidence: Evidence) -> FileResponse:
    """The bytes, for a reader whose right the caller has established. Always a download, never shown inline."""
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
