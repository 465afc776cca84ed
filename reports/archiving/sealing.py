"""Making a package in a worker: into a file of its own first, then into the store, whole or not at all."""

import hashlib
import io
import logging
import secrets
import tempfile
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.archiving.contents import entries_of, head_of
from reports.archiving.keys import signing_key
from reports.archiving.package import write_package
from reports.archiving.verify import Package, answers
from reports.models import Archive

logger = logging.getLogger(__name__)

PIECE = 1024 * 1024


def seal(archive_id: int) -> None:
    """Delivered twice, the second finds nothing to do. What fails is said where people look."""
    archive = Archive.objects.select_related("result__round", "result__snapshot").filter(pk=archive_id).first()
    if archive is None or archive.state != Archive.State.WAITING:
        return
    try:
        _seal(archive)
    except (OSError, ValueError) as error:
        logger.exception("archive %s was not sealed", archive_id)
        archive.state, archive.error = Archive.State.FAILED, str(error)
    archive.finished_at = timezone.now()
    archive.save()


def _seal(archive: Archive) -> None:
    """The package is proved before anybody is told that it is there."""
    with tempfile.TemporaryFile() as file:
        write_package(file, entries_of(archive.result), head_of(archive.result), signing_key())
        if problems := [problem for answer in answers(file) for problem in answer.problems]:
            raise ValueError(_("The package does not prove itself: %(what)s") % {"what": " ".join(problems[:3])})
        archive.size, archive.signer = file.seek(0, io.SEEK_END), Package(file).signer
        archive.sha256 = _sha256(file)
        file.seek(0)
        archive.file = default_storage.save(f"archives/{secrets.token_hex(16)}.zip", File(file))
    archive.state = Archive.State.DONE


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
