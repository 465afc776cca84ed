"""A document as DOCX: real styles; contents, captions and page numbers as fields; footnotes; vector drawings.

The official faces are named; a machine without them shows its own. Same document, same bytes.
"""

import io
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt

from reports.blocks import (
    Bullets,
    Contents,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Table,
    Title,
)
from reports.writing import measures as m
from reports.writing import word_fields as fields
from reports.writing.pdf import picture_of
from reports.writing.word_drawings import add_drawing
from reports.writing.word_notes import Footnotes
from reports.writing.word_styles import MISSING_COLOUR, set_up_page, set_up_styles
from reports.writing.zips import with_fixed_times

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def docx_of(document: Document, pages: Sequence[int] = ()) -> bytes:
    """``pages``: where each heading begins in the PDF, for a table of contents that is filled from the start."""
    return _Writer(document, pages).content()


class _Writer:
    def __init__(self, document: Document, pages: Sequence[int]) -> None:
        self._document = document
        self._file: Any = docx.Document()
        self._notes = Footnotes(self._file)
        self._bookmarks = 0
        headings = [block for block in document.blocks if isinstance(block, Heading)]
        known = list(pages) if len(pages) == len(headings) else [0] * len(headings)
        self._entries = [
            fields.Entry(heading.level, heading.text, page) for heading, page in zip(headings, known, strict=True)
        ]

    def content(self) -> bytes:
        self._set_up()
        for block in self._document.blocks:
            write: Callable[[Any], None] = getattr(self, f"_{type(block).__name__.lower()}")
            write(block)
        self._notes.finish()
        file = io.BytesIO()
        self._file.save(file)
        return with_fixed_times(file.getvalue())

    def _set_up(self) -> None:
        document, core = self._document, self._file.core_properties
        moment = datetime.combine(document.dated, time())
        core.title, core.author, core.subject = document.title, document.author, document.subject
        core.created = core.modified = moment
        core.last_modified_by, core.revision, core.comments = document.author, 1, ""
        core.language = "zh-CN" if document.language == "zh" else "en"
        set_up_styles(self._file, is_chinese=document.language == "zh")
        set_up_page(self._file)

    def _title(self, block: Title) -> None:
        self._file.add_paragraph(block.text, style="Title")
        if block.subtitle:
            self._file.add_paragraph(block.subtitle, style="Subtitle")

    def _heading(self, block: Heading) -> None:
        paragraph = self._file.add_paragraph(style=f"Heading {block.level}")
        fields.bookmark(paragraph, block.text, self._bookmarks)
        self._bookmarks += 1

    def _paragraph(self, block: Paragraph) -> None:
        paragraph = self._file.add_paragraph(style="Body Text" if block.is_indented else "Normal")
        if block.align != "left":
            paragraph.alignment = ALIGNMENTS[block.align]
        self._write(paragraph, block.content)

    def _bullets(self, block: Bullets) -> None:
        for item in block.items:
            paragraph = self._file.add_paragraph(style="List Number" if block.is_numbered else "List Bullet")
            self._write(paragraph, item)

    def _table(self, block: Table) -> None:
        fields.caption(self._file.add_paragraph(style="Caption"), block.caption)
        table = self._file.add_table(rows=1, cols=len(block.columns), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, _widths(block), strict=True):
            column.width = width
        self._row(table.rows[0], [column.label for column in block.columns], block, is_head=True)
        for row in block.rows:
            self._row(table.add_row(), row, block)
        fields.repeat_as_head(table.rows[0])
        self._notes_below(block.notes)

    def _row(self, row: Any, texts: Sequence[str], block: Table, *, is_head: bool = False) -> None:
        fields.keep_together(row)
        for cell, text, column, width in zip(row.cells, texts, block.columns, _widths(block), strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = "Table Head" if is_head else "Table Text"
            paragraph.alignment = ALIGNMENTS[column.align]
            paragraph.add_run(text)

    def _figure(self, block: Figure) -> None:
        width = m.TEXT_WIDTH * block.width / 100
        paragraph = self._file.add_paragraph(style="Figure")
        add_drawing(paragraph, block.svg, picture_of(block.svg, width), width, block.alt)
        fields.caption(self._file.add_paragraph(style="Caption"), block.caption)
        self._notes_below(block.notes)

    def _notes_below(self, notes: Sequence[str]) -> None:
        for note in notes:
            self._file.add_paragraph(note, style="Small Note")

    def _contents(self, block: Contents) -> None:
        self._file.add_paragraph(block.title, style="TOC Heading")
        fields.contents(self._file, self._entries, deepest=2)

    def _pagebreak(self, _block: PageBreak) -> None:
        self._file.add_paragraph(style="Normal").add_run().add_break(WD_BREAK.PAGE)

    def _write(self, paragraph: Any, content: Runs) -> None:
        for run in content:
            self._run(paragraph, run)

    def _run(self, paragraph: Any, run: Run) -> None:
        written = paragraph.add_run(run.text)
        written.bold = True if run.is_bold else None
        if run.is_missing:
            written.font.color.rgb = MISSING_COLOUR
        if run.note:
            self._notes.add(paragraph, run.note)


def _widths(table: Table) -> list[Any]:
    whole = sum(column.share for column in table.columns)
    return [Pt(m.TEXT_WIDTH * column.share / whole) for column in table.columns]
