"""Small real files of every kind, made when a test needs one."""

import io
import struct
import zipfile

import pikepdf
from PIL import Image

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 64
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\0" * 200
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body>hi</body></html>"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.%s.main+xml"


def pdf(pages: int = 1, *, password: str = "", mark: str = "") -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    document.docinfo["/Title"] = mark
    return _saved(document, encryption=pikepdf.Encryption(owner="o", user=password) if password else False)


def active_pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('hello')")
    )
    return _saved(document)


def launching_pdf() -> bytes:
    """The action hides in an annotation of a page."""
    document = pikepdf.new()
    page = document.add_blank_page()
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=launch, Rect=[0, 0, 9, 9])
    page.Annots = pikepdf.Array([link])
    return _saved(document)


def innocent_pdf() -> bytes:
    """It only speaks of /JavaScript and /JS (both in strings)."""
    return pdf(mark="about /JavaScript and /JS (really)")


def _saved(document: pikepdf.Pdf, **options) -> bytes:
    """The same document gives the same bytes, whenever it is made: its identity follows from its content."""
    buffer = io.BytesIO()
    document.save(buffer, deterministic_id=not options.get("encryption"), **options)
    return buffer.getvalue()


def png(size: tuple[int, int] = (4, 4)) -> bytes:
    return picture("PNG", size)


def picture(kind: str, size: tuple[int, int] = (4, 4)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size).save(buffer, kind)
    return buffer.getvalue()


def zipped(**files: str) -> bytes:
    """``content_types`` stands for [Content_Types].xml; double underscores for slashes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            inside = "[Content_Types].xml" if name == "content_types" else name.replace("__", "/")
            archive.writestr(zipfile.ZipInfo(inside), text)
    return buffer.getvalue()


def docx(**more: str) -> bytes:
    return zipped(content_types=CONTENT_TYPE % "wordprocessingml.document", word__document="x", **more)


def ole(*streams: str, contents: dict[str, bytes] | None = None) -> bytes:
    """A container with empty ``streams`` and those of ``contents``."""
    contents = contents or {}
    short = {name: data for name, data in contents.items() if len(data) < 4096}
    long = {name: data for name, data in contents.items() if len(data) >= 4096}
    names = ("Root Entry", *streams, *contents)
    sectors, tables = [b""], [0xFFFFFFFD]

    def add(data: bytes) -> int:
        """The first of the sectors that hold it."""
        first, number = len(sectors), -(-len(data) // 512)
        for place in range(number):
            sectors.append(data[512 * place : 512 * (place + 1)].ljust(512, b"\0"))
            tables.append(first + place + 1 if place + 1 < number else 0xFFFFFFFE)
        return first if data else 0xFFFFFFFE

    mini, starts, links = b"", {}, []
    for name, data in short.items():
        starts[name] = len(links)
        number = -(-len(data) // 64)
        links += [*range(len(links) + 1, len(links) + number), 0xFFFFFFFE]
        mini += data.ljust(number * 64, b"\0")
    starts |= {name: add(data) for name, data in long.items()}
    starts["Root Entry"] = add(mini)
    short_table = add(struct.pack(f"<{len(links)}I", *links))
    sizes = {name: len(data) for name, data in contents.items()} | {"Root Entry": len(mini)}
    entries = [_entry(name, starts.get(name, 0xFFFFFFFE), sizes.get(name, 0)) for name in names]
    directory = add(b"".join(entries))
    more = (len(tables) - 1) // 127
    places = [0, *range(len(sectors), len(sectors) + more)]
    tables += [0xFFFFFFFD] * more
    table = struct.pack(f"<{len(tables)}I", *tables).ljust(512 * (more + 1), b"\xff")
    sectors += [b""] * more
    for number, place in enumerate(places):
        sectors[place] = table[512 * number : 512 * (number + 1)]
    header = OLE_SIGNATURE + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack(
        "<IIIIIIIII", 0, more + 1, directory, 0, 4096, short_table, int(bool(links)), 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - len(places)))
    return header + b"".join(sectors)


def _entry(name: str, start: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    kind = 5 if name == "Root Entry" else 2
    head = spelled.ljust(64, b"\0") + struct.pack("<HB", len(spelled), kind)
    return head.ljust(116, b"\0") + struct.pack("<III", start, size, 0)


def doc(*streams: str, encrypted: bool = False, mark: int = 0xA5EC) -> bytes:
    """The head of an old Word document says whether it is encrypted."""
    head = struct.pack("<H8xH", mark, 0x0100 if encrypted else 0)
    return ole(*streams, contents={"WordDocument": head.ljust(4096, b"\0")})


def xls(*records: tuple[int, bytes], stream: str = "Workbook", size: int = 4096) -> bytes:
    """An old workbook: the records of its first part between begin and end."""
    whole = [(0x0809, bytes(16)), *records, (0x000A, b"")]
    data = b"".join(struct.pack("<HH", record, len(content)) + content for record, content in whole)
    return ole(contents={stream: data.ljust(size, b"\0")})


FILE_PASS = (0x002F, bytes(54))
LONG_RECORD = (0x00FC, bytes(8000))


def xls_sheet(kind: int) -> tuple[int, bytes]:
    """0: an ordinary one, 1: one of macros."""
    return 0x0085, struct.pack("<IBB", 4096, 0, kind) + b"\x06\0Sheet1"


def ppt(*streams: str, encrypted: bool = False, macros: bytes = b"", before: int = 0) -> bytes:
    """An old presentation; ``macros``: the record that tells of them, after ``before`` other bytes."""
    user = struct.pack("<HHIII", 0, 0x0FF6, 24, 20, 0xF3D1C4DF if encrypted else 0xE391C05F)
    document = bytes(before) + macros
    return ole(
        *streams,
        contents={"Current User": user.ljust(60, b"\0"), "PowerPoint Document": document.ljust(4096, b"\0")},
    )


def ppt_of_claimed_size(size: int) -> bytes:
    """Its directory says that the presentation is so long."""
    made = bytearray(ppt())
    struct.pack_into("<I", made, made.index("PowerPoint Document".encode("utf-16-le")) + 120, size)
    return bytes(made)


def ppt_that_goes_on_in(sector: int) -> bytes:
    """After the first sector of the presentation, which is sector 1, the table names this one."""
    made = bytearray(ppt())
    struct.pack_into("<I", made, 512 + 4, sector)
    return bytes(made)


def doc_with_a_table_twice() -> bytes:
    made = bytearray(doc())
    struct.pack_into("<I", made, 80, 0)
    return bytes(made)


def doc_with_tables_without_end() -> bytes:
    """The sector with more places of tables says that it follows itself."""
    made = bytearray(doc())
    own = len(made) // 512 - 1
    struct.pack_into("<I", made, 68, own)
    return bytes(made) + struct.pack("<128I", *[0xFFFFFFFF] * 127, own)


def vba_info(persist: int, has_macros: int) -> bytes:
    return struct.pack("<HHIHHIIII", 0x1F, 0x03FF, 20, 0x02, 0x0400, 12, persist, has_macros, 2)
