"""Page images of checked PDF files and pictures: the upload itself is never shown inline.

Drawn by another process with little memory and time, kept in the store, so that each page is drawn once.
"""

import tempfile
from pathlib import Path

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from cities.models import Evidence
from cities.uploads import apart, kinds
from cities.uploads.local import local_copy
from cities.uploads.pictures import format_of

BLOCK = 10
"""So many pages are drawn at a time."""

MOST_PAGES = 500
"""Beyond, a file is to be downloaded."""

CONTENT_TYPE = "image/webp"
LOCK_CLASS = 0x44524157  # "DRAW": among the database's advisory locks

SHOWN = {kind.content_type: kind for kind in (kinds.PDF, kinds.PNG, kinds.JPEG)}


def page_count(evidence: Evidence) -> int:
    """How many pages can be shown; 0 for a file that can only be downloaded."""
    if not evidence.is_checked or evidence.content_type not in SHOWN:
        return 0
    return min(evidence.pages or 0, MOST_PAGES)


def page_image(evidence: Evidence, number: int) -> "File[bytes] | None":
    """The image of one page, drawn now if nobody has asked before; None if it can't be drawn."""
    if not 1 <= number <= page_count(evidence):
        return None
    key = _key(evidence, number)
    if not default_storage.exists(key):
        _draw_block_alone(evidence, number)
    return default_storage.open(key, "rb") if default_storage.exists(key) else None


def draw_first_pages(evidence: Evidence) -> None:
    """So that whoever opens the file next need not wait."""
    if page_count(evidence):
        _draw_block_alone(evidence, 1)


def token_of(name: str) -> str:
    """The random part of a file's key; its page images lie below ``pages/`` under the same."""
    return name.rpartition("/")[2]


def _key(evidence: Evidence, number: int) -> str:
    return f"pages/{token_of(str(evidence.file.name))}/{number}.webp"


@transaction.atomic
def _draw_block_alone(evidence: Evidence, number: int) -> None:
    """Who asks for a page of the same file meanwhile waits, and finds it drawn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, evidence.pk % 2**31])
    if not default_storage.exists(_key(evidence, number)):
        _draw_block(evidence, number - (number - 1) % BLOCK)


def _draw_block(evidence: Evidence, first: int) -> None:
    kind = SHOWN[evidence.content_type]
    with tempfile.TemporaryDirectory() as folder, local_copy(evidence.file) as (_file, path):
        if kind is kinds.PDF:
            apart.look("draw", path, first, first + BLOCK - 1, folder)
        else:
            apart.look("shrink", path, format_of(kind), folder)
        for image in Path(folder).glob("*.webp"):
            _store(_key(evidence, int(image.stem)), image.read_bytes())


def _store(key: str, image: bytes) -> None:
    if not default_storage.exists(key):
        default_storage.save(key, ContentFile(image))
