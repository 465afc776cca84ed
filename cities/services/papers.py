"""Keeping a paper: bytes first, the row in the transaction of the act, the bytes go if that fails."""

import hashlib

from django.core.files import File
from django.utils.translation import gettext as _

from accounts.models import User
from cities.errors import CityError
from cities.models import OfficialPaper, Submission
from cities.uploads import check_upload

CHUNK = 1024 * 1024


def checked_paper(submission: Submission, file: "File[bytes] | None", by: User) -> OfficialPaper:
    """The paper, its bytes looked at, not stored. CityError, at the field ``file``, if it can't be taken."""
    if file is None:
        raise CityError(_("Attach the document as a file."), field="file")
    try:
        checked = check_upload(file.file or file, given_name=file.name or "", size=file.size)
    except CityError as error:
        raise CityError(error.message, field="file") from None
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    paper = OfficialPaper(
        submission=submission,
        original_name=checked.name.name,
        content_type=checked.kind.content_type,
        size=file.size,
        sha256=digest.hexdigest(),
        uploaded_by=by,
    )
    paper.file.save(paper.original_name, file, save=False)
    return paper


def forget_paper(paper: OfficialPaper) -> None:
    """The act failed: its bytes go."""
    paper.file.storage.delete(str(paper.file.name))
