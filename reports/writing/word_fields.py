"""What Word computes itself, with what it would show already in it: contents, captions' numbers, page numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

NUMBERED = re.compile(r"^(?P<label>[^\W\d]+ ?)(?P<number>\d+)(?P<rest>.*)$", re.DOTALL)
"""图1 …, 表1 …, Figure 1 …"""


@dataclass(frozen=True)
class Entry:
    """A heading in the table of contents; page 0: not known."""

    level: int
    text: str
    page: int


def caption(paragraph: Any, text: str) -> None:
    """A caption whose number is a field, so that Word renumbers and lists it."""
    found = NUMBERED.match(text)
    if found is None:
        paragraph.add_run(text)
        return
    label = found["label"]
    paragraph.add_run(label)
    simple(paragraph, f"SEQ {label.strip()} \\* ARABIC", found["number"])
    paragraph.add_run(found["rest"])


def simple(paragraph: Any, instruction: str, shown: str) -> None:
    """A field with what it shows until it is updated."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "instruction":
            run._r.append(_instruction(instruction))
        elif kind == "shown":
            run.text = shown
        else:
            run._r.append(_mark(kind))


def bookmark(paragraph: Any, text: str, number: int) -> None:
    """The heading's text, which the table of contents leads to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _name(number))
    end.set(qn("w:id"), str(number))
    paragraph._p.append(start)
    paragraph.add_run(text)
    paragraph._p.append(end)


def contents(file: Any, entries: Sequence[Entry], *, deepest: int) -> None:
    """The contents field over headings down to ``deepest``, filled with the entries."""
    shown = [(number, entry) for number, entry in enumerate(entries) if entry.level <= deepest]
    paragraph = None
    for place, (number, entry) in enumerate(shown):
        paragraph = file.add_paragraph(style=f"toc {entry.level}")
        if place == 0:
            _begin(paragraph, f'TOC \\o "1-{deepest}" \\h \\z \\u')
        _link(paragraph, number, entry)
    if paragraph is not None:
        paragraph.add_run()._r.append(_mark("end"))


def repeat_as_head(row: Any) -> None:
    """The row stands on top of every page that the table reaches."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def keep_together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _begin(paragraph: Any, instruction: str) -> None:
    paragraph.add_run()._r.append(_mark("begin"))
    paragraph.add_run()._r.append(_instruction(instruction))
    paragraph.add_run()._r.append(_mark("separate"))


def _link(paragraph: Any, number: int, entry: Entry) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _name(number))
    link.set(qn("w:history"), "1")
    first = len(paragraph._p)
    paragraph.add_run(entry.text)
    paragraph.add_run("\t")
    simple(paragraph, f"PAGEREF {_name(number)} \\h", str(entry.page) if entry.page else "")
    for run in list(paragraph._p)[first:]:
        link.append(run)
    paragraph._p.append(link)


def _name(number: int) -> str:
    return f"_Toc{number:06d}"


def _mark(kind: str) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _instruction(text: str) -> Any:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {text} "
    return instruction
