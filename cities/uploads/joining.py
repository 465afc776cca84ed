"""The parts of an upload become one file, and the file becomes evidence in quarantine."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from functools import partial

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.audit import record
from cities.errors import CityError
from cities.models import Evidence, Submission, Upload
from cities.queries import same_file
from cities.rules import duplicate_refusal
from cities.uploads import quarantine
from cities.uploads.checks import check_name
from cities.uploads.words import in_both_languages

logger = logging.getLogger(__name__)

CHUNK = 1024 * 1024
LONGEST_TITLE = 200

State = Upload.State


def join(upload_id: int) -> int | None:
    """Put it together, hash it, keep it as evidence, examine it. Delivered twice, the first one counts.

    The evidence that was made of it, if one was.
    """
    upload = Upload.objects.select_related("submission__round", "by", "replaces").filter(pk=upload_id).first()
    if upload is None or upload.state != State.ARRIVED:
        return None
    try:
        evidence = _made_of(upload)
    except FileNotFoundError:
        logger.exception("A part of upload %s is not in the store", upload.pk)
        _refuse(upload, quarantine.lost)
        return None
    if evidence.pk:
        quarantine.examine(evidence.pk)
    return evidence.pk


def delete_parts(upload: Upload) -> None:
    """Rows and bytes; the bytes when it is committed."""
    for part in upload.parts.all():
        storage, name = part.file.storage, str(part.file.name)
        transaction.on_commit(partial(storage.delete, name), robust=True)
    upload.parts.all().delete()


def _made_of(upload: Upload) -> Evidence:
    """The evidence; without a number if it was not kept."""
    evidence = _unsaved(upload)
    with TemporaryUploadedFile("joined", "", upload.length, None) as whole:
        evidence.sha256 = _joined(upload, whole)
        if not _refused_as_known(upload, evidence):
            evidence.file.save("joined", whole, save=False)
            _keep_or_delete(upload, evidence)
    return evidence


def _joined(upload: Upload, whole: TemporaryUploadedFile) -> str:
    """Write the parts into ``whole``, one after the other; their SHA-256."""
    digest = hashlib.sha256()
    for chunk in _chunks(upload):
        digest.update(chunk)
        whole.write(chunk)
    whole.flush()
    whole.seek(0)
    return digest.hexdigest()


def _chunks(upload: Upload) -> Iterator[bytes]:
    for part in upload.parts.order_by("offset"):
        with part.file.storage.open(str(part.file.name), "rb") as stored:
            yield from stored.chunks(CHUNK)


def _unsaved(upload: Upload) -> Evidence:
    name, said, older = check_name(upload.given_name), upload.description, upload.replaces
    return Evidence(
        submission=upload.submission,
        title=(said.get("title") or (older.title if older else name.stem))[:LONGEST_TITLE],
        kind=said["kind"],
        issuer=said.get("issuer", ""),
        issued_on=parse_date(said.get("issued_on") or ""),
        original_name=name.name,
        size=upload.length,
        uploaded_by=upload.by,
        replaces=older,
        number=older.number + 1 if older else 1,
    )


def _keep_or_delete(upload: Upload, evidence: Evidence) -> None:
    try:
        kept = _keep(upload, evidence)
    except BaseException:
        evidence.file.storage.delete(str(evidence.file.name))
        raise
    if not kept:
        evidence.file.storage.delete(str(evidence.file.name))


def _keep(upload: Upload, evidence: Evidence) -> bool:
    """The row, with what may have changed asked again under the lock.

    Its room was reserved when the upload began, and it arrived in time: whether the city may still write plays no
    part.
    """
    with transaction.atomic():
        Submission.objects.select_for_update(no_key=True).get(pk=upload.submission_id)
        if not Upload.objects.filter(pk=upload.pk, state=State.ARRIVED).exists():
            return False
        if _refused_as_known(upload, evidence):
            return False
        evidence.save()
        Upload.objects.filter(pk=upload.pk).update(state=State.DONE, evidence=evidence, touched_at=timezone.now())
        delete_parts(upload)
        what = {"name": evidence.original_name, "sha256": evidence.sha256}
        record(upload.by, "hand_in_evidence", evidence, round_id=upload.submission.round_id, **what)
    return True


def _refused_as_known(upload: Upload, evidence: Evidence) -> bool:
    """Whether these bytes are here already; then the upload says as what."""
    if not duplicate_refusal(upload.submission, evidence.sha256):
        return False
    known = same_file(upload.submission, evidence.sha256)
    _refuse(upload, lambda: duplicate_refusal(upload.submission, evidence.sha256), known)
    return True


@transaction.atomic
def _refuse(upload: Upload, why: Callable[[], str], known: Evidence | None = None) -> None:
    def refuse() -> None:
        raise CityError(why())

    reason = in_both_languages(refuse)
    arrived = Upload.objects.filter(pk=upload.pk, state=State.ARRIVED)
    said = {"reason_zh": reason.zh, "reason_en": reason.en}
    if arrived.update(state=State.REFUSED, evidence=known, touched_at=timezone.now(), **said):
        delete_parts(upload)
