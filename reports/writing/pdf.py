"""A document as PDF/A, set by Typst: the same document gives the same bytes."""

from dataclasses import dataclass
from typing import Literal

from reports.blocks import Document
from reports.writing.faces import faces
from reports.writing.typst_source import drawing_source, source_of

STANDARD: Literal["a-2b"] = "a-2b"
"""PDF/A refuses a character that no face can draw, so that no box is ever printed."""
PICTURE_DPI = 200.0


@dataclass(frozen=True)
class Pdf:
    """``pages`` says on which page each heading begins, in their order."""

    content: bytes
    pages: tuple[int, ...]


def pdf_of(document: Document) -> Pdf:
    import typst

    content = typst.compile(
        source_of(document).encode(), font_paths=faces(), ignore_system_fonts=True, pdf_standards=[STANDARD]
    )
    if not isinstance(content, bytes):
        raise TypeError("Typst gives the PDF in one piece")
    return Pdf(content, _pages_of_headings(content))


def picture_of(svg: str, width: float) -> bytes:
    """A drawing as PNG, ``width`` points wide: what a program shows that cannot draw SVG."""
    import typst

    picture = typst.compile(
        drawing_source(svg, width).encode(),
        font_paths=faces(),
        ignore_system_fonts=True,
        format="png",
        ppi=PICTURE_DPI,
    )
    if not isinstance(picture, bytes):
        raise TypeError("a drawing is one page")
    return picture


def _pages_of_headings(content: bytes) -> tuple[int, ...]:
    """From the bookmarks that Typst makes of headings."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as reader:
        return tuple(bookmark.get_dest().get_index() + 1 for bookmark in reader.get_toc())
