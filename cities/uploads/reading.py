"""Keeps the text of a checked file, so that the search finds what stands in it.

Called again, it comes to the same; it never raises for what is in the file.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.search import one_line, spelling
from cities.models import Evidence, EvidencePage, EvidenceText
from cities.uploads import kinds, wording
from cities.uploads.local import local_copy

logger = logging.getLogger(__name__)

PROGRAM = Path(wording.__file__)
PATIENCE = 2 * wording.MOST_SECONDS
"""Seconds of the clock; of its own time the program has half as many."""

READABLE = {
    kinds.PDF.content_type: "pdf",
    kinds.DOCX.content_type: "docx",
    kinds.XLSX.content_type: "xlsx",
    kinds.PPTX.content_type: "pptx",
    kinds.OFD.content_type: "ofd",
    kinds.TEXT.content_type: "text",
}
"""Kinds of file whose text can be read; of the others, such as pictures, only title and name are found."""


def unread(before: datetime) -> list[int]:
    """Checked files whose text nobody has kept, examined before then: the oldest first."""
    checked = Evidence.objects.filter(state=Evidence.State.CHECKED, removed_at=None, kept_text=None)
    late = checked.exclude(examined_at__gt=before).order_by("uploaded_at")
    return list(late.values_list("pk", flat=True))


def read(evidence_id: int) -> None:
    """Keep the text of a checked file, if nobody has."""
    waiting = Evidence.objects.filter(pk=evidence_id, state=Evidence.State.CHECKED, removed_at=None)
    if evidence := waiting.filter(kept_text=None).first():
        keep_text(evidence)


def keep_text(evidence: Evidence) -> int:
    """Read the file and keep its text by page; how many pages have some."""
    lines, is_whole = _read(evidence) if evidence.content_type in READABLE else ([], True)
    pages = [_page(evidence, number, said) for number, said in lines]
    with transaction.atomic():
        EvidencePage.objects.filter(evidence=evidence).delete()
        EvidencePage.objects.bulk_create(pages, batch_size=200)
        EvidenceText.objects.update_or_create(evidence=evidence, defaults={"is_whole": is_whole})
    return len(pages)


def _page(evidence: Evidence, number: int, said: str) -> EvidencePage:
    clean = said.replace("\x00", " ").encode("utf-8", "ignore").decode()
    return EvidencePage(evidence=evidence, number=number, text=one_line(clean), words=spelling(clean))


def _read(evidence: Evidence) -> tuple[list[tuple[int, str]], bool]:
    """The pages that the program could read, and whether they are all there is."""
    try:
        with local_copy(evidence.file) as (_file, path):
            said, is_whole = _run(evidence, path)
    except FileNotFoundError:
        logger.exception("The bytes of evidence %s are not in the store", evidence.pk)
        return [], False
    lines: list[tuple[Any, Any]] = list(_lines(said))
    pages = [(number, text) for number, text in lines if number != "cut"]
    return pages, is_whole and len(pages) == len(lines)


def _run(evidence: Evidence, path: Path) -> tuple[bytes, bool]:
    """What the program says, as far as it comes."""
    command = [sys.executable, "-I", str(PROGRAM), READABLE[evidence.content_type], str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own
    except subprocess.TimeoutExpired as late:
        logger.warning("To read the text of evidence %s takes too long", evidence.pk)
        return late.stdout or b"", False
    if done.returncode:
        why = done.stderr[-300:].decode(errors="replace")
        logger.warning("The text of evidence %s could not be read whole: %s", evidence.pk, why)
    return done.stdout, done.returncode == 0


def _lines(said: bytes) -> Iterator[tuple[Any, Any]]:
    for line in said.splitlines():
        try:
            number, text = json.loads(line)
        except ValueError:
            return
        yield number, text
