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


def ole(*streams: str) -> bytes:
    """A container of one table sector and as many directory sectors as its streams need."""
    names = ("Root Entry", *streams)
    directory = b"".join(_entry(name) for name in names)
    sectors = -(-len(directory) // 512)
    directory = directory.ljust(sectors * 512, b"\0")
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    header = OLE_SIGNATURE + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + table + directory


def _entry(name: str) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    return spelled.ljust(64, b"\0") + struct.pack("<H", len(spelled)) + b"\0" * 62
