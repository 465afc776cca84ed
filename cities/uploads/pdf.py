"""PDF files: opened, counted, and refused if they are locked or do anything by themselves."""

import re
from collections.abc import Iterator
from typing import IO

import pikepdf
from django.utils.translation import gettext as _

from cities.errors import CityError

STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]*>", re.DOTALL)
ACTIVE = re.compile(rb"/JS[ /(<\[]|/JavaScript\b|/S /Launch\b|/Subtype /RichMedia\b|/XFA[ /(<\[]|^/Launch$")


def page_count(file: IO[bytes]) -> int:
    """How many pages; CityError if the file is encrypted, active, damaged or empty."""
    file.seek(0)
    try:
        with pikepdf.open(file) as document:
            _refuse_locked(document)
            _refuse_active(document)
            pages = len(document.pages)
    except pikepdf.PasswordError:
        raise CityError(_locked()) from None
    except pikepdf.PdfError:
        raise CityError(_("The PDF is damaged and cannot be opened. Save or scan it anew.")) from None
    if not pages:
        raise CityError(_("The PDF has no pages."))
    return pages


def _refuse_locked(document: pikepdf.Pdf) -> None:
    if document.is_encrypted:
        raise CityError(_locked())


def _locked() -> str:
    return _("The PDF is encrypted. Save it without a password and without restrictions.")


def _refuse_active(document: pikepdf.Pdf) -> None:
    if any(ACTIVE.search(STRING.sub(b"", written)) for written in _written(document)):
        raise CityError(
            _("The PDF contains JavaScript or other active content. Print it to PDF and hand in the result.")
        )


def _written(document: pikepdf.Pdf) -> Iterator[bytes]:
    """Every object as it is written, names in their plain spelling, streams without their data."""
    for thing in document.objects:
        stream = isinstance(thing, pikepdf.Stream)
        yield thing.stream_dict.unparse() if stream else thing.unparse(resolved=True)
