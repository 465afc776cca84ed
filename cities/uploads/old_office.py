"""What old Office files keep to themselves: passwords and macros, by the marks their formats have for them.

MS-DOC: FibBase; MS-XLS: FilePass and BoundSheet8; MS-PPT: CurrentUserAtom and VBAInfoAtom. What can't be looked
into is refused.
"""

import re
import struct
from collections.abc import Callable, Iterator
from typing import IO

from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads import kinds
from cities.uploads.kinds import Kind
from cities.uploads.ole import Container, Stream, refuse_macro_storages

WORD = 0xA5EC
ENCRYPTED = 0x0100
"""A flag of the head of a Word document."""

BEGIN, FILE_PASS, SHEET, END = 0x0809, 0x002F, 0x0085, 0x000A
"""Records at the beginning of a workbook: of its first part, of a password, of a sheet, of the end of the part."""

MACRO_SHEETS = (1, 6)
"""Types of a sheet: of Excel 4 macros, of a module."""

PLAIN, LOCKED = 0xE391C05F, 0xF3D1C4DF
"""What the head of a presentation says of its encryption."""

VBA_INFO = re.compile(re.escape(b"\x02\0\0\x04\x0c\0\0\0") + rb"(.{8})", re.DOTALL)
"""The record of a presentation that says where its macros are and whether there are any: both 0 without."""

CHUNK = 1024 * 1024


def refuse_locked(file: IO[bytes], kind: Kind) -> None:
    """CityError if it can't be read without a password."""
    if any(_looked(IS_LOCKED[kind.content_type], file)):
        raise CityError(_("The document is protected by a password. Save it without one."))


def refuse_macros(file: IO[bytes], kind: Kind) -> None:
    refuse_macro_storages(file)
    look = HAS_MACROS.get(kind.content_type)
    if look and any(_looked(look, file)):
        raise CityError(_("The document contains macros. Save it without macros, or as PDF."))


def _looked(look: Callable[[Container], Iterator[bool]], file: IO[bytes]) -> list[bool]:
    """What was seen in each of its streams; there must be one, and it must be what it should be."""
    try:
        if seen := list(look(Container(file))):
            return seen
    except (struct.error, ValueError, KeyError):
        pass
    raise CityError(
        _(
            "Nobody can tell whether this old Office file holds macros or needs a password: its inside does not "
            "follow its format. Save it as docx, xlsx, pptx or PDF."
        )
    )


def _word_is_locked(container: Container) -> Iterator[bool]:
    for stream in container.streams("worddocument"):
        mark, flags = struct.unpack("<H8xH", stream.read(12))
        if mark != WORD:
            raise ValueError("no Word document")
        yield bool(flags & ENCRYPTED)


def _workbooks(container: Container) -> Iterator[Stream]:
    yield from container.streams("workbook")
    yield from container.streams("book")


def _workbook_is_locked(container: Container) -> Iterator[bool]:
    for stream in _workbooks(container):
        yield any(record == FILE_PASS for record, _data in _records(stream))


def _workbook_has_macros(container: Container) -> Iterator[bool]:
    """Of Excel 4, which are sheets; those of later versions are storages."""
    for stream in _workbooks(container):
        yield any(record == SHEET and data[5] in MACRO_SHEETS for record, data in _records(stream))


def _records(stream: Stream) -> Iterator[tuple[int, bytes]]:
    """Of the first part of a workbook, each with its first six bytes."""
    record, length = struct.unpack("<HH", stream.read(4))
    if record != BEGIN:
        raise ValueError("no workbook")
    while record != END:
        data = stream.read(min(length, 6)).ljust(6, b"\0")
        stream.skip(max(length - 6, 0))
        yield record, data
        record, length = struct.unpack("<HH", stream.read(4))


def _presentation_is_locked(container: Container) -> Iterator[bool]:
    for stream in container.streams("current user"):
        (mark,) = struct.unpack("<12xI", stream.read(16))
        if mark not in (PLAIN, LOCKED):
            raise ValueError("no presentation")
        yield mark == LOCKED


def _presentation_has_macros(container: Container) -> Iterator[bool]:
    """Searched for and not followed: the record may lie anywhere."""
    for stream in container.streams("powerpoint document"):
        yield any(any(found) for found in _found_in(stream, VBA_INFO, 16))


def _found_in(stream: Stream, pattern: re.Pattern[bytes], length: int) -> Iterator[bytes]:
    """What the pattern's group matches; matches are ``length`` long and may lie across two pieces."""
    before = b""
    while piece := stream.read(CHUNK):
        data = before + piece
        yield from pattern.findall(data)
        before = data[1 - length :]


IS_LOCKED = {
    kinds.DOC.content_type: _word_is_locked,
    kinds.XLS.content_type: _workbook_is_locked,
    kinds.PPT.content_type: _presentation_is_locked,
}
HAS_MACROS = {
    kinds.XLS.content_type: _workbook_has_macros,
    kinds.PPT.content_type: _presentation_has_macros,
}
