"""Reads the text of a file, page by page. A program of its own, without Django: ``reading`` runs it in a process
with little memory and little time, so that a file that is made to break its reader breaks nothing else.

    wording.py pdf|docx|xlsx|pptx|ofd|text FILE

Prints one line of JSON for each page that has text: ``[number, text]``, 0 where the file has no pages; and
``["cut", 0]`` if something was left out for its length.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

MOST_MEMORY = 1024**3
MOST_SECONDS = 60
MOST_PAGES = 1000
LONGEST_PAGE = 20_000
LONGEST_TEXT = 2_000_000
LARGEST_PART = 64 * 1024**2
"""Bytes of one part of an Office file, unpacked."""

BREAKS = frozenset({"p", "br", "cr", "tab", "si", "row", "TextObject"})
"""Elements after which a new word begins."""

Page = tuple[int, str]


def pdf(source: Path) -> Iterator[Page]:
    import pypdfium2  # large: not loaded in every process of the portal

    document = pypdfium2.PdfDocument(source)
    try:
        for index in range(min(len(document), MOST_PAGES)):
            page = document[index]
            words = page.get_textpage()
            length = min(words.count_chars(), LONGEST_PAGE)  # asked for more than there is, it never ends
            yield index + 1, words.get_text_range(count=length) if length else ""
            words.close()
            page.close()
    finally:
        document.close()


def parts(source: Path, pattern: str) -> Iterator[Page]:
    """The texts of the parts whose name fits, in the order of the number in the name."""
    with zipfile.ZipFile(source) as packed:
        named = [(found, name) for name in packed.namelist() if (found := re.fullmatch(pattern, name))]
        for found, name in sorted(named, key=lambda one: [int(group) for group in one[0].groups()]):
            if packed.getinfo(name).file_size <= LARGEST_PART:
                number = int(found.groups()[-1]) if found.groups() else 0
                with packed.open(name) as part:
                    yield number, _text_of(part)


def _text_of(part: IO[bytes]) -> str:
    """The text between the tags."""
    said: list[str] = []
    for _event, element in ElementTree.iterparse(part):  # noqa: S314 - a process of its own, with limits
        if element.text:
            said.append(element.text)
        if element.tag.rpartition("}")[2] in BREAKS:
            said.append(" ")
        element.clear()
    return "".join(said)


def docx(source: Path) -> Iterator[Page]:
    yield 0, " ".join(text for _number, text in parts(source, r"word/document\.xml"))


def xlsx(source: Path) -> Iterator[Page]:
    """The shared strings: every text of every sheet once. Figures are not looked for."""
    yield 0, " ".join(text for _number, text in parts(source, r"xl/sharedStrings\.xml"))


def pptx(source: Path) -> Iterator[Page]:
    yield from parts(source, r"ppt/slides/slide(\d{1,5})\.xml")


def ofd(source: Path) -> Iterator[Page]:
    for number, text in parts(source, r"/?Doc_0/Pages/Page_(\d{1,5})/Content\.xml"):
        yield number + 1, text


def text(source: Path) -> Iterator[Page]:
    with source.open("rb") as file:
        raw = file.read(4 * LONGEST_TEXT)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            yield 0, raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    yield 0, raw.decode("gb18030", errors="ignore")


READERS: dict[str, Callable[[Path], Iterator[Page]]] = {
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "pptx": pptx,
    "ofd": ofd,
    "text": text,
}


def cut(pages: Iterator[Page]) -> Iterator[tuple[int | str, str | int]]:
    """Pages with text, as far as the limits allow."""
    left = LONGEST_TEXT
    for number, said in pages:
        shown = re.sub(r"\s+", " ", said).strip()
        longest = min(left, LONGEST_PAGE if number else LONGEST_TEXT)
        if shown[:longest]:
            yield number, shown[:longest]
        left -= len(shown[:longest])
        if len(shown) > longest:
            yield "cut", 0
        if left <= 0:
            return


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    kind, file = arguments
    for line in cut(READERS[kind](Path(file))):
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
