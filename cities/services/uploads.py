"""Resumable uploads: begun, grown part by part, given up. The protocol itself (tus) is the views' business.

A part goes through a temporary file into an object of its own: nothing of it stays if the connection is cut, no
process keeps anything in mind between two parts, and it is the same on a disk and in an S3 store.
"""

import tempfile
from typing import IO, Protocol

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.http import UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.connections import release_connection
from accounts.models import User
from cities.errors import CityError
from cities.models import Evidence, Submission, Upload, UploadPart
from cities.queries import Part, evidence_of
from cities.rules import require_edit, room_refusal
from cities.services.asking import on_commit_ask
from cities.services.evidence import Described
from cities.services.locking import locked_for_editing
from cities.tasks import join_upload
from cities.uploads.checks import check_name, refuse_extension, refuse_size
from cities.uploads.joining import delete_parts

State = Upload.State
CHUNK = 256 * 1024
UNSEEN = "\x01"
"""What stands for NUL in a name as it was given: as little to be seen, but the database takes it."""


class Readable(Protocol):
    """What a part is read from: a request."""

    def read(self, size: int, /) -> bytes: ...


class WrongOffset(CityError):
    """The part does not begin where the upload ends."""


class CutOff(CityError):
    """The connection broke in the middle of a part; nothing of the part was kept."""


@transaction.atomic
def begin_upload(
    *,
    submission: Submission,
    given_name: str,
    length: int,
    described: Described,
    replaces: Evidence | None = None,
    by: User,
) -> Upload:
    """Take the announcement of a file, and reserve its room. Refused before a byte is sent wherever possible."""
    submission = locked_for_editing(submission, by, Part(evidence=replaces))
    name = check_name(given_name)
    refuse_extension(name)
    refuse_size(length)
    if why_not := room_refusal(submission, length):
        raise CityError(why_not)
    if replaces and not evidence_of(submission).filter(pk=replaces.pk, replaced_at=None).exists():
        raise CityError(
            _("The file that this one should replace is no longer there, or has been replaced already.")
        )
    return Upload.objects.create(
        submission=submission,
        given_name=given_name[:1000].replace("\0", UNSEEN),
        length=length,
        description=_as_json(described),
        replaces=replaces,
        by=by,
    )


def _as_json(described: Described) -> dict[str, str]:
    day = described.issued_on.isoformat() if described.issued_on else ""
    return {"kind": described.kind, "title": described.title, "issuer": described.issuer, "issued_on": day}


def add_part(*, upload: Upload, offset: int, source: Readable, length: int, by: User) -> int:
    """Keep a part of ``length`` bytes that begins at ``offset``; how many bytes have arrived in all.

    WrongOffset if another part came first, CutOff if fewer bytes came than were announced.
    """
    require_edit(upload.submission, by)
    _refuse_part(upload, offset, length)
    release_connection()  # a part may take minutes to arrive
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as received:
        if _copy(source, received, length) < length:
            raise CutOff(_("The connection broke off. What had arrived before stays; go on from there."))
        received.seek(0)
        part = UploadPart(upload=upload, offset=offset, size=length)
        part.file.save("part", File(received), save=False)
    try:
        return _append(upload, part)
    except BaseException:
        part.file.storage.delete(str(part.file.name))
        raise


def _refuse_part(upload: Upload, offset: int, length: int) -> None:
    if offset != upload.offset or upload.state != State.ARRIVING:
        raise WrongOffset(_("This part does not follow what has arrived."))
    if not 0 < length <= min(settings.EVIDENCE_CHUNK_BYTES, upload.length - offset):
        raise CityError(_("This part is empty, too long, or reaches beyond the end of the file."))


def _copy(source: Readable, target: IO[bytes], length: int) -> int:
    """How many of ``length`` bytes came before the end or the cut."""
    left = length
    try:
        while left and (chunk := source.read(min(CHUNK, left))):
            target.write(chunk)
            left -= len(chunk)
    except (UnreadablePostError, OSError):
        return length - left
    return length - left


@transaction.atomic
def _append(upload: Upload, part: UploadPart) -> int:
    locked = Upload.objects.select_for_update(no_key=True).filter(pk=upload.pk).first()
    if locked is None or locked.offset != part.offset or locked.state != State.ARRIVING:
        raise WrongOffset(_("This part does not follow what has arrived."))
    part.save()
    locked.offset += part.size
    locked.touched_at = timezone.now()
    if locked.offset == locked.length:
        locked.state = State.ARRIVED
        on_commit_ask(join_upload, locked.pk)
    locked.save(update_fields=["offset", "touched_at", "state"])
    return locked.offset


@transaction.atomic
def give_up_upload(*, upload: Upload, by: User) -> None:
    """Forget an upload that has not become evidence, with all of its parts."""
    locked_for_editing(upload.submission, by)
    locked = Upload.objects.select_for_update(no_key=True).filter(pk=upload.pk).exclude(state=State.DONE).first()
    if locked is None or locked.state == State.ARRIVED:
        raise CityError(_("The whole file has arrived and is being checked. Remove it from the list afterwards."))
    delete_parts(locked)
    locked.delete()
