"""What a file is, read off its bytes. What its name says plays no part."""

from typing import IO

import filetype
from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads import archives, kinds, ole, texts
from cities.uploads.kinds import Kind

HEAD = 8192
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def identify(file: IO[bytes]) -> Kind:
    """The accepted kind that the bytes show; otherwise CityError, saying what they show."""
    file.seek(0)
    head = file.read(HEAD)
    if kind := _by_signature(head):
        return kind
    if head.startswith(b"PK\x03\x04"):
        return archives.identify(file)
    if head.startswith(ole.SIGNATURE):
        return ole.identify(file)
    if name := _known_stranger(head):
        raise CityError(_("This is a file of the type “%(type)s”, which is not accepted.") % {"type": name})
    texts.check(file, head)
    return kinds.TEXT


def _by_signature(head: bytes) -> Kind | None:
    if head.startswith(b"%PDF-"):
        return kinds.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return kinds.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return kinds.HEIC
    return None


def _known_stranger(head: bytes) -> str:
    """The usual extension of a kind that is recognised but not accepted."""
    guess = filetype.guess(head)
    return str(guess.extension) if guess else ""
