"""The old Office and WPS container (OLE, MS-CFB): only its directory of names is read."""

import struct
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads.kinds import DOC, PPT, XLS, Kind

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""

MOST_SECTORS = 4096
"""Of the directory and of the chain of tables; a real document has far fewer, a loop has more."""

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


def refuse_macros(file: IO[bytes]) -> None:
    if _lower_names(file) & MACROS:
        raise CityError(_("The document contains macros. Save it without macros, or as PDF."))


def _lower_names(file: IO[bytes]) -> set[str]:
    try:
        return {name.lower() for name in stream_names(file)}
    except (struct.error, ValueError):
        raise CityError(_("The file is damaged: its contents cannot be listed. Save it anew.")) from None


def stream_names(file: IO[bytes]) -> list[str]:
    """The names of the streams and storages in the container."""
    file.seek(0)
    header = file.read(512)
    sector = 1 << struct.unpack_from("<H", header, 30)[0]
    if sector not in (512, 4096):
        raise ValueError("no such sector size")
    tables = _tables(file, header, sector)
    first: int = struct.unpack_from("<I", header, 48)[0]
    names: list[str] = []
    for number in _chain(file, tables, first, sector):
        names += _names(_sector(file, number, sector))
    return names


def _tables(file: IO[bytes], header: bytes, sector: int) -> list[int]:
    """Where the allocation tables lie: 109 places in the header, more in a chain."""
    tables = list(struct.unpack_from("<109I", header, 76))
    following: int = struct.unpack_from("<I", header, 68)[0]
    for _turn in range(MOST_SECTORS):
        if following >= END:
            break
        *more, following = struct.unpack(f"<{sector // 4}I", _sector(file, following, sector))
        tables += more
    return [table for table in tables if table < END]


def _chain(file: IO[bytes], tables: list[int], number: int, sector: int) -> Iterator[int]:
    for _turn in range(MOST_SECTORS):
        if number >= END:
            return
        yield number
        table, place = divmod(number, sector // 4)
        if table >= len(tables):
            raise ValueError("a sector beyond the tables")
        number = struct.unpack_from("<I", _sector(file, tables[table], sector), place * 4)[0]


def _sector(file: IO[bytes], number: int, sector: int) -> bytes:
    file.seek((number + 1) * sector)
    data = file.read(sector)
    return data.ljust(sector, b"\0") if data else b""


def _names(directory: bytes) -> Iterator[str]:
    for entry in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, entry + 64)[0]
        if 2 <= length <= 64:
            yield directory[entry : entry + length - 2].decode("utf-16-le", "replace")
