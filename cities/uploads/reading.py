"""Keeps the text of a checked file, so that the search finds what stands in it.

``keep_text`` is for whoever has checked the file: called again, it comes to the same; it never raises for what is
in the file.
"""

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.search import one_width, spelling
from cities.models import Evidence, EvidencePage, EvidenceText
from cities.uploads import kinds, wording

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


def keep_text(evidence: Evidence) -> int:
    """Read the file and keep its text by page; how many pages have some."""
    lines = list(_lines(evidence)) if evidence.content_type in READABLE else []
    pages = [_page(evidence, number, said) for number, said in lines if number != "cut"]
    with transaction.atomic():
        EvidencePage.objects.filter(evidence=evidence).delete()
        EvidencePage.objects.bulk_create(pages, batch_size=200)
        EvidenceText.objects.update_or_create(
            evidence=evidence, defaults={"is_whole": all(number != "cut" for number, _said in lines)}
        )
    return len(pages)


def _page(evidence: Evidence, number: int, said: str) -> EvidencePage:
    clean = said.replace("\x00", " ").encode("utf-8", "ignore").decode()
    return EvidencePage(evidence=evidence, number=number, text=one_width(clean), words=spelling(clean))


def _lines(evidence: Evidence) -> Iterator[tuple[Any, Any]]:
    """What the program says, as far as it comes."""
    with tempfile.NamedTemporaryFile() as copy:
        with evidence.file.open("rb") as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        command = [sys.executable, "-I", str(PROGRAM), READABLE[evidence.content_type], copy.name]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - ours
        except subprocess.TimeoutExpired as late:
            logger.warning("The text of evidence %s takes too long", evidence.pk)
            said = late.stdout or b""
        else:
            said = done.stdout
            if done.returncode:
                why = done.stderr[-300:].decode(errors="replace")
                logger.warning("The text of evidence %s could not be read whole: %s", evidence.pk, why)
    for line in said.splitlines():
        try:
            number, text = json.loads(line)
        except ValueError:
            return
        yield number, text
