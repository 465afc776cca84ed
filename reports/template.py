"""The report's chapters with the text that every round begins with, and the fields that a text can have.

``{{S8.plan.issued|cities}}`` is a field; ``{{figure:plan}}`` alone on its line is a block. A text that is no field
is printed as it is: nothing in it is ever a command.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports.wording import Language

FILE = Path(__file__).parent / "data" / "report.toml"
FIELD = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")
MINISTRY = "ministry:"
"""Before the name of a block that only the edition for the ministry has."""
BLOCKS = ("figure", "table", "cases")


@dataclass(frozen=True)
class Section:
    """A chapter (level 1), a section of it (2), or the introduction (0). ``key`` is its place: 2.1."""

    key: str
    level: int
    heading_zh: str
    heading_en: str
    text_zh: str
    text_en: str
    in_english: bool
    is_appendix: bool

    def heading(self, language: Language) -> str:
        return self.heading_zh if language == "zh" else self.heading_en

    def text(self, language: Language) -> str:
        return self.text_zh if language == "zh" else self.text_en


@dataclass(frozen=True)
class Field:
    """``{{name|shape}}``."""

    name: str
    shape: str = ""

    @property
    def written(self) -> str:
        return f"{self.name}|{self.shape}" if self.shape else self.name

    @property
    def kind(self) -> str:
        """figure, table, cases, ref; empty for a value."""
        head, colon, _rest = self.name.partition(":")
        return head if colon else ""

    @property
    def what(self) -> str:
        return self.name.partition(":")[2] or self.name


@dataclass(frozen=True)
class BlockLine:
    """A line that is nothing but a figure, a table or cases."""

    kind: str
    name: str
    for_ministry_only: bool = False


@dataclass(frozen=True)
class TextLine:
    parts: tuple[str | Field, ...]


Line = BlockLine | TextLine


@cache
def sections() -> tuple[Section, ...]:
    """In the order of the report."""
    return tuple(_section(entry) for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["section"])


@cache
def section_keys() -> frozenset[str]:
    return frozenset(section.key for section in sections())


def parse(text: str) -> list[Line]:
    """Each line is a paragraph or a block; empty lines are none."""
    return [_line(line.strip()) for line in text.splitlines() if line.strip()]


def fields_in(text: str) -> Iterator[Field]:
    for found in FIELD.finditer(text):
        yield field_of(found[1])


def field_of(written: str) -> Field:
    name, _bar, shape = written.partition("|")
    return Field(name.strip(), shape.strip())


def _section(entry: dict[str, Any]) -> Section:
    return Section(
        key=entry["key"],
        level=entry["level"],
        heading_zh=entry["heading_zh"],
        heading_en=entry["heading_en"],
        text_zh=entry.get("text_zh", "").strip(),
        text_en=entry.get("text_en", "").strip(),
        in_english=entry.get("english", False),
        is_appendix=entry.get("is_appendix", False),
    )


def _line(line: str) -> Line:
    alone = FIELD.fullmatch(line)
    if alone and (block := _block(alone[1])):
        return block
    parts: list[str | Field] = []
    end = 0
    for found in FIELD.finditer(line):
        parts += [line[end : found.start()], field_of(found[1])]
        end = found.end()
    return TextLine(tuple(part for part in (*parts, line[end:]) if part))


def _block(written: str) -> BlockLine | None:
    ministry, rest = written.startswith(MINISTRY), written.removeprefix(MINISTRY)
    kind, colon, name = rest.partition(":")
    return BlockLine(kind, name.strip(), ministry) if colon and kind in BLOCKS else None
