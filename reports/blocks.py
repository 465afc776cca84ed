"""What a document is made of: a list of blocks, written as PDF and as DOCX by ``reports.writing``.

Blocks say what something is, never how it looks. Texts are final: the numbering of headings (一、 （一）) and of
figures is in them already, so that both files say the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Run:
    """A stretch of text. ``note`` is a footnote behind it; ``is_missing`` marks 〔缺数据: …〕."""

    text: str
    is_bold: bool = False
    note: str = ""
    is_missing: bool = False


Runs = tuple[Run, ...]


def runs(*parts: str | Run) -> Runs:
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def plain(content: Runs) -> str:
    """The text without its footnotes."""
    return "".join(run.text for run in content)


@dataclass(frozen=True)
class Title:
    text: str
    subtitle: str = ""


@dataclass(frozen=True)
class Heading:
    """``level`` 1 to 4: 一、 （一） 1. （1）."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    content: Runs
    is_indented: bool = True
    align: Align = "left"


@dataclass(frozen=True)
class Bullets:
    """A list; its items stand in their order."""

    items: tuple[Runs, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Column:
    """``share`` is its part of the width."""

    label: str
    align: Align = "left"
    share: int = 1


@dataclass(frozen=True)
class Table:
    """``caption`` begins with its own number (表1). ``notes`` stand below."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A vector drawing. ``caption`` begins with its own number (图1); ``alt`` says what it shows."""

    caption: str
    svg: str
    alt: str
    notes: tuple[str, ...] = ()
    width: int = 100
    """Per cent of the text's width."""
    is_fixed: bool = False
    """It stays between the words around it; others may stand on top or at the foot of a page near by."""


@dataclass(frozen=True)
class Contents:
    """The table of contents (目录)."""

    title: str


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Title | Heading | Paragraph | Bullets | Table | Figure | Contents | PageBreak


@dataclass(frozen=True)
class Document:
    """``dated`` is the date of the edition: it is in the file instead of the moment of its making."""

    title: str
    author: str
    language: Literal["zh", "en"]
    dated: date
    blocks: tuple[Block, ...]
    subject: str = ""

    def texts(self) -> Iterator[str]:
        """Every text that is printed."""
        yield self.title
        for block in self.blocks:
            yield from texts_of(block)


def texts_of(block: Block) -> Iterator[str]:
    match block:
        case Title(text, subtitle):
            yield from (text, subtitle)
        case Heading(_, text) | Contents(text):
            yield text
        case Paragraph(content):
            yield from _run_texts(content)
        case Bullets(items):
            for item in items:
                yield from _run_texts(item)
        case Table(caption, columns, rows, notes):
            yield caption
            yield from (column.label for column in columns)
            for row in rows:
                yield from row
            yield from notes
        case Figure(caption, _, alt, notes):
            yield from (caption, alt, *notes)


def _run_texts(content: Sequence[Run]) -> Iterator[str]:
    for run in content:
        yield from (run.text, run.note)
