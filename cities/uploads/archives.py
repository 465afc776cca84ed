"""Files that are ZIP archives inside: Office Open XML and OFD. Plain ZIP archives are not accepted."""

import re
import zipfile
import zlib
from typing import IO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads.kinds import DOCX, OFD, PPTX, XLSX, Kind

LONGEST_TYPES = 1024 * 1024
"""Bytes of [Content_Types].xml that are unpacked at most: a bomb is never unpacked."""

MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
    b"presentationml.presentation.main+xml": PPTX,
}
SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")


def identify(file: IO[bytes]) -> Kind:
    with _opened(file) as archive:
        names = set(archive.namelist())
        if "OFD.xml" in names:
            return OFD
        if "[Content_Types].xml" in names:
            return _office(archive)
    raise CityError(_("This is a ZIP archive, which is not accepted. Hand in the files in it one by one."))


MOST_PARTS = 20_000
CHUNK = 1024 * 1024
DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error)
"""What reading an archive raises when it is not what it says."""


def refuse_locked(file: IO[bytes]) -> None:
    """CityError if a part of it can't be read without a password."""
    with _opened(file) as archive:
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise CityError(_("The document is protected by a password. Save it without one."))


def refuse_macros(file: IO[bytes]) -> None:
    with _opened(file) as archive:
        if any(name.lower().endswith(("vbaproject.bin", "activex.bin")) for name in archive.namelist()):
            raise CityError(_("The document contains macros. Save it without macros, or as PDF."))


def refuse_bomb(file: IO[bytes]) -> None:
    """CityError if it grows beyond all measure when it is unpacked. It is read piece by piece and never kept."""
    with _opened(file) as archive:
        if len(archive.namelist()) > MOST_PARTS:
            raise CityError(
                _("The document consists of %(number)d parts; at most %(limit)d are accepted.")
                % {"number": len(archive.namelist()), "limit": MOST_PARTS}
            )
        left = settings.EVIDENCE_MAX_UNPACKED_BYTES
        for part in archive.infolist():
            left -= _unpacked(archive, part, left)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """The bytes of a part, counted and not believed."""
    size = 0
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > left:
                    raise CityError(_bomb())
    except DAMAGED:
        raise CityError(_("The file is damaged: its contents cannot be read. Save it anew.")) from None
    return size


def _bomb() -> str:
    limit = {"limit": filesizeformat(settings.EVIDENCE_MAX_UNPACKED_BYTES)}
    return _("Unpacked, the document is larger than %(limit)s, the most that is accepted.") % limit


def slides(file: IO[bytes]) -> int:
    """How many slides a presentation has."""
    with _opened(file) as archive:
        return sum(bool(SLIDE.fullmatch(name)) for name in archive.namelist())


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise CityError(_("The file is damaged: its contents cannot be listed. Save it anew.")) from None


def _office(archive: zipfile.ZipFile) -> Kind:
    types = _content_types(archive)
    if b"macroEnabled" in types:
        raise CityError(_("The document contains macros. Save it without macros, or as PDF."))
    for mark, kind in MAIN_PARTS.items():
        if mark in types:
            return kind
    raise CityError(_("This kind of Office file is not accepted. Save it as docx, xlsx, pptx or PDF."))


def _content_types(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("[Content_Types].xml") as part:
            return part.read(LONGEST_TYPES)
    except DAMAGED:
        raise CityError(_("The file is damaged: its contents cannot be read. Save it anew.")) from None
