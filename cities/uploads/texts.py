"""Plain text: UTF-8 or GB 18030, and really plain."""

import codecs
import re
from typing import IO

from django.utils.translation import gettext as _

from cities.errors import CityError

CHUNK = 64 * 1024
ENCODINGS = ("utf-8-sig", "gb18030")
BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
"""Control characters that no text has."""

MARKUP = re.compile(rb"\s*<(!doctype|!--|\?xml|html|head|body|svg|script)", re.IGNORECASE)


def check(file: IO[bytes], head: bytes) -> None:
    """Refuse what is not text, and text that a browser would run or draw."""
    if MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise CityError(_not_accepted(head))
    if not any(_is_text(file, encoding) for encoding in ENCODINGS):
        raise CityError(_("The kind of this file cannot be recognised, or it is not accepted."))


def _not_accepted(head: bytes) -> str:
    kind = "SVG" if b"<svg" in head.lower() else "HTML / XML"
    return _("This is a file of the type “%(type)s”, which is not accepted.") % {"type": kind}


def _is_text(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            if BINARY.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
