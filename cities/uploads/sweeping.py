"""What was left behind: uploads that nobody finishes, files that nobody examined, bytes that belong to nothing."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from cities.models import Evidence, Upload, UploadPart
from cities.uploads import joining, malware, quarantine, reading
from cities.uploads.previews import token_of

logger = logging.getLogger(__name__)

ON_ITS_WAY = timedelta(seconds=30)
"""So long a task may take to arrive; after that, the sweep does its work."""

AGAIN = timedelta(hours=1)
"""A file that the scanner does not take is tried again so often."""

MOST_READ = 20
"""Texts that are read in one turn: files in quarantine are not to wait for them."""

UNOWNED = timedelta(hours=24)
"""Bytes without a row may belong to a row that is being written; so old ones do not."""

KEEP_REFUSED = timedelta(days=7)


def catch_up() -> None:
    """Join, examine and read what no task has come for, and what waited for the scanner if it answers again."""
    late = timezone.now() - ON_ITS_WAY
    arrived = Upload.objects.filter(state=Upload.State.ARRIVED, touched_at__lt=late)
    for pk in arrived.values_list("pk", flat=True):
        _try(joining.join, pk)
    for pk in _to_examine(late):
        _try(quarantine.examine, pk)
    for pk in reading.unread(late)[:MOST_READ]:
        _try(reading.read, pk)


def _to_examine(late: datetime) -> list[int]:
    waiting = Evidence.objects.filter(state=Evidence.State.WAITING, removed_at=None, uploaded_at__lt=late)
    due = waiting.exclude(hold=Evidence.Hold.TOO_LARGE, examined_at__gt=timezone.now() - AGAIN)
    if not _scanner_answers():
        due = due.exclude(hold=Evidence.Hold.NO_SCANNER)
    return list(due.order_by("uploaded_at").values_list("pk", flat=True))


def _scanner_answers() -> bool:
    try:
        return not malware.is_wanted() or bool(malware.version())
    except malware.NoScanner:
        return False


def _try(work: Callable[[int], object], pk: int) -> None:
    """One that fails must not keep the others waiting."""
    try:
        work(pk)
    except Exception:
        logger.exception("%s %s failed; it will be tried again", work.__name__, pk)


def sweep_uploads() -> int:
    """Delete uploads that nobody has sent a part of for a day, and rows that have served; how many."""
    now = timezone.now()
    unfinished = timedelta(hours=settings.EVIDENCE_KEEP_UNFINISHED_HOURS)
    kept = {
        Upload.State.ARRIVING: unfinished,
        Upload.State.DONE: unfinished,
        Upload.State.REFUSED: KEEP_REFUSED,
    }
    return sum(_delete_upload(pk) for state, age in kept.items() for pk in _older(state, now - age))


def _older(state: str, than: datetime) -> list[int]:
    return list(Upload.objects.filter(state=state, touched_at__lt=than).values_list("pk", flat=True))


@transaction.atomic
def _delete_upload(pk: int) -> int:
    upload = Upload.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if upload is None:
        return 0
    joining.delete_parts(upload)
    upload.delete()
    return 1


def sweep_storage() -> list[str]:
    """Delete the keys that belong to no row and are a day old; which."""
    evidence = set(Evidence.objects.exclude(file="").values_list("file", flat=True))
    parts = set(UploadPart.objects.values_list("file", flat=True))
    tokens = {token_of(name) for name in evidence}
    owned: dict[str, Callable[[str], bool]] = {
        "evidence": evidence.__contains__,
        "parts": parts.__contains__,
        "pages": lambda key: key.split("/")[1] in tokens,
    }
    before = timezone.now() - UNOWNED
    unowned = [key for top, belongs in owned.items() for key in _keys(top) if not belongs(key)]
    gone = [key for key in unowned if default_storage.get_modified_time(key) < before]
    for key in gone:
        default_storage.delete(key)
    if gone:
        logger.info("Swept %d stored files that belong to nothing", len(gone))
    return gone


def _keys(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{file}" for file in files)
    for inner in folders:
        yield from _keys(f"{folder}/{inner}")
