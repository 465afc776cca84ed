"""Marks of secrecy (密级) on the first pages. What bears one must not lie here at all."""

import re
import zipfile
from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads import kinds
from cities.uploads.kinds import Kind

HEAD = 256 * 1024
"""Bytes of a document's text that are read."""

MOST_LINES = 200
MARK = re.compile(r"(?:密级[:：]?)?(绝密|机密|秘密)(?:[★☆*]\S{0,12}|\d{1,2}年|长期)?")
"""The whole of a line, as GB/T 9704 has it: 机密★1年. In a sentence (商业秘密) the word is no mark."""

TEXTS = {
    kinds.DOCX: ("word/document.xml", "</w:p>"),
    kinds.PPTX: ("ppt/slides/slide1.xml", "</a:p>"),
    kinds.XLSX: ("xl/sharedStrings.xml", "</si>"),
    kinds.OFD: ("Doc_0/Pages/Page_0/Content.xml", "</ofd:TextCode>"),
}
"""Where the text of the first pages stands, and what ends a line of it."""

TAG = re.compile(r"<[^>]*>")


def refuse_marked(lines: Iterable[str]) -> None:
    """CityError if a line is a mark of secrecy and nothing else."""
    plain = ("".join(line.split()) for line in lines)
    if found := next((match for line in plain if line and (match := MARK.fullmatch(line))), None):
        raise CityError(
            _(
                "The first pages bear the mark “%(mark)s”. The file was held back and its contents have been"
                " deleted here: classified material must never be uploaded. If the document is not classified,"
                " remove the mark and hand it in again."
            )
            % {"mark": found[0]}
        )


def first_lines(file: IO[bytes], kind: Kind) -> list[str]:
    """The first lines of text, of kinds that have such."""
    if kind is kinds.TEXT:
        file.seek(0)
        return _decoded(file.read(HEAD)).splitlines()[:MOST_LINES]
    if kind not in TEXTS:
        return []
    part, end = TEXTS[kind]
    with zipfile.ZipFile(file) as archive:
        if part not in archive.namelist():
            return []
        with archive.open(part) as inside:
            text = inside.read(HEAD).decode("utf-8", "replace")
    return [TAG.sub("", line) for line in text.split(end)[:MOST_LINES]]


def _decoded(head: bytes) -> str:
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError:
        return head.decode("gb18030", "replace")
