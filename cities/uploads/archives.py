"""Files that are ZIP archives inside: Office Open XML and OFD. Plain ZIP archives are not accepted."""

import re
import zipfile
from typing import IO

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
            return _office(archive, names)
    raise CityError(_("This is a ZIP archive, which is not accepted. Hand in the files in it one by one."))


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


def _office(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    types = _content_types(archive)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise CityError(_("The document contains macros. Save it without macros, or as PDF."))
    for mark, kind in MAIN_PARTS.items():
        if mark in types:
            return kind
    raise CityError(_("This kind of Office file is not accepted. Save it as docx, xlsx, pptx or PDF."))


def _content_types(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("[Content_Types].xml") as part:
            return part.read(LONGEST_TYPES)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise CityError(_("The file is damaged: its contents cannot be read. Save it anew.")) from None
