"""The old Office and WPS container (OLE, MS-CFB): its directory, and its streams read forwards, never whole."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads.kinds import DOC, PPT, XLS, Kind

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""

MOST_SECTORS = 4096
"""Of the directory; a real document has far fewer."""

STREAM, ROOT = 2, 5
"""Types of a directory's entries; the root's own content holds the short streams."""

SHORT, SHORT_SECTOR = 4096, 64
"""Bytes from which on a stream has sectors of its own, and of a sector of a shorter one."""

STREAMS = {"worddocument": DOC, "workbook": XLS, "book": XLS, "powerpoint document": PPT}
MACROS = {"_vba_project", "_vba_project_cur", "vba"}


def identify(file: IO[bytes]) -> Kind:
    names = _lower_names(file)
    if "encryptedpackage" in names:
        raise CityError(_("The document is protected by a password. Save it without one."))
    for stream, kind in STREAMS.items():
        if stream in names:
            return kind
    raise CityError(_("This is an old Office container of a kind that is not accepted. Save it as PDF."))


def refuse_macro_storages(file: IO[bytes]) -> None:
    """Word and Excel keep macros in storages of their own. PowerPoint doesn't: ``old_office`` looks there."""
    if _lower_names(file) & MACROS:
        raise CityError(_("The document contains macros. Save it without macros, or as PDF."))


def _lower_names(file: IO[bytes]) -> set[str]:
    try:
        return {entry.name for entry in Container(file).entries}
    except (struct.error, ValueError):
        raise CityError(_("The file is damaged: its contents cannot be listed. Save it anew.")) from None


@dataclass(frozen=True)
class Entry:
    """A stream, a storage or the root of a container; its name in small letters."""

    name: str
    type: int
    start: int
    size: int


@dataclass
class Stream:
    """Bytes read forwards from places in a file; what is passed over is not read."""

    file: IO[bytes]
    places: Iterator[tuple[int, int]]
    at: int = 0
    left: int = 0

    def read(self, size: int) -> bytes:
        """So many bytes; fewer at the end."""
        found = bytearray()
        while len(found) < size and self._has_more():
            taken = min(size - len(found), self.left)
            self.file.seek(self.at)
            found += self.file.read(taken).ljust(taken, b"\0")
            self._pass(taken)
        return bytes(found)

    def skip(self, size: int) -> None:
        while size and self._has_more():
            taken = min(size, self.left)
            self._pass(taken)
            size -= taken

    def _has_more(self) -> bool:
        if not self.left:
            self.at, self.left = next(self.places, (0, 0))
        return self.left > 0

    def _pass(self, size: int) -> None:
        self.at += size
        self.left -= size


class Container:
    """struct.error, ValueError or KeyError where the file is none, or damaged.

    No walk is longer than the file: every sector lies within it, and none comes twice in a chain or as a table.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        file.seek(0, io.SEEK_END)
        self.length = file.tell()
        file.seek(0)
        self.header = file.read(512)
        self.sector: int = 1 << struct.unpack_from("<H", self.header, 30)[0]
        if self.sector not in (512, 4096):
            raise ValueError("no such sector size")
        if self._header(56) != SHORT:
            raise ValueError("no such length of short streams")
        self.tables = self._tables()
        self._kept: tuple[int, tuple[int, ...]] = (-1, ())

    @cached_property
    def entries(self) -> list[Entry]:
        found: list[Entry] = []
        for turn, number in enumerate(self._chain(self._header(48))):
            if turn >= MOST_SECTORS:
                raise ValueError("a directory without end")
            found += _entries(self._sector(number))
        return found

    def streams(self, name: str) -> Iterator[Stream]:
        """Every stream of this name, also those of documents inside the document; none lies over another."""
        found = [entry for entry in self.entries if entry.type == STREAM and entry.name == name]
        if sum(entry.size for entry in found) > self.length:
            raise ValueError("streams longer than the file")
        for entry in found:
            places = self._short_places(entry) if entry.size < SHORT else self._places(entry)
            yield Stream(self.file, places)

    def _places(self, entry: Entry) -> Iterator[tuple[int, int]]:
        """Where its bytes lie in the file: place and length."""
        left = entry.size
        for number in self._chain(entry.start):
            if left <= 0:
                return
            yield self._place(number), min(left, self.sector)
            left -= self.sector

    def _short_places(self, entry: Entry) -> Iterator[tuple[int, int]]:
        left, number = entry.size, entry.start
        for _turn in range(-(-entry.size // SHORT_SECTOR)):
            sector, place = divmod(number * SHORT_SECTOR, self.sector)
            yield self._place(self._short_sectors[sector]) + place, min(left, SHORT_SECTOR)
            left, number = left - SHORT_SECTOR, self._after_short(number)

    @cached_property
    def _short_sectors(self) -> dict[int, int]:
        """The sectors that hold the short streams, by their place in the root's content."""
        roots = [entry for entry in self.entries if entry.type == ROOT]
        return dict(enumerate(self._chain(roots[0].start))) if roots else {}

    def _after_short(self, number: int) -> int:
        table, place = divmod(number, self.sector // 4)
        return self._numbers(self._sector(self._short_tables[table]))[place]

    @cached_property
    def _short_tables(self) -> dict[int, int]:
        """The sectors of the table of the short streams, in order."""
        return dict(enumerate(self._chain(self._header(60))))

    def _header(self, place: int) -> int:
        found: int = struct.unpack_from("<I", self.header, place)[0]
        return found

    def _tables(self) -> list[int]:
        """109 places in the header, more in a chain."""
        tables = list(struct.unpack_from("<109I", self.header, 76))
        following, passed = self._header(68), set[int]()
        while following < END:
            _note(following, passed)
            *more, following = self._numbers(self._sector(following))
            tables += more
        tables = [table for table in tables if table < END]
        if len(set(tables)) < len(tables):
            raise ValueError("a table that is listed twice")
        return tables

    def _chain(self, number: int) -> Iterator[int]:
        """The sectors of a stream, in order."""
        per_table, passed = self.sector // 4, set[int]()
        while number < END:
            _note(number, passed)
            self._place(number)
            yield number
            table, place = divmod(number, per_table)
            if table >= len(self.tables):
                raise ValueError("a sector beyond the tables")
            number = self._table(table)[place]

    def _table(self, place: int) -> tuple[int, ...]:
        if self._kept[0] != place:
            self._kept = place, self._numbers(self._sector(self.tables[place]))
        return self._kept[1]

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{self.sector // 4}I", sector)

    def _place(self, number: int) -> int:
        """Where the sector begins; the last one of a file may be cut short."""
        place = (number + 1) * self.sector
        if place >= self.length:
            raise ValueError("a sector beyond the end of the file")
        return place

    def _sector(self, number: int) -> bytes:
        self.file.seek(self._place(number))
        return self.file.read(self.sector).ljust(self.sector, b"\0")


def _note(number: int, passed: set[int]) -> None:
    if number in passed:
        raise ValueError("a chain that comes back to itself")
    passed.add(number)


def _entries(directory: bytes) -> Iterator[Entry]:
    for place in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, place + 64)
        if 2 <= length <= 64:
            name = directory[place : place + length - 2].decode("utf-16-le", "replace").lower()
            start, size = struct.unpack_from("<II", directory, place + 116)
            yield Entry(name, kind, start, size)
