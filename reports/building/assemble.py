"""The report as blocks: headings with their numbers, paragraphs with their values, figures and tables in order.

Whatever is missing is printed as 〔缺数据: …〕 in its place and named in the findings; nothing ever stops here.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as default
from typing import Any

from django.utils.translation import gettext as _

from reports.blocks import (
    Block,
    Contents,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Title,
    runs,
)
from reports.building.facts import Facts, WrittenSection
from reports.building.values import Lacking, UnknownField, Value, value_of
from reports.template import BlockLine, Field, TextLine, fields_in, parse
from reports.wording import chinese_number, enumerated
from reports.writing.printable import printable

MISSING, UNKNOWN, NO_FIGURE, NOT_LOCKED, NO_CASES, NO_FACE, NOBODY, UNVERIFIED = (
    "missing", "unknown_field", "no_figure", "not_locked", "no_cases", "no_face", "nobody", "unverified",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """Something that a reader of the report would stumble over. ``where``: the section; empty: the whole."""

    kind: str
    where: str
    what: str

    @property
    def key(self) -> str:
        """The same finding has the same key in every build."""
        return hashlib.sha256(f"{self.kind}\0{self.where}\0{self.what}".encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, str]:
        return {"key": self.key, **asdict(self)}


@dataclass(frozen=True)
class Trace:
    """A printed number and where it comes from."""

    where: str
    field: str
    text: str
    statistic: str
    amount: str


@dataclass
class Assembled:
    document: Document
    findings: list[Finding] = default(default_factory=list)
    traces: list[Trace] = default(default_factory=list)


def assemble(facts: Facts) -> Assembled:
    return _Assembly(facts).whole()


def section_blocks(written: WrittenSection, facts: Facts) -> Assembled:
    """One section alone, for the editor's preview."""
    return _Assembly(facts).part(written)


class _Assembly:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._findings: list[Finding] = []
        self._traces: list[Trace] = []
        self._empty_categories: list[str] = []
        self._where = ""
        self._captions = self._numbered()

    def whole(self) -> Assembled:
        facts = self._facts
        if not facts.is_locked:
            self._find(NOT_LOCKED, _("The result is not locked: its numbers may still change."))
        self._find_unverified_promises()
        blocks: list[Block] = [*self._cover(), *self._body()]
        if self._empty_categories:
            self._where = ""
            categories = ", ".join(dict.fromkeys(self._empty_categories))
            self._find(NO_CASES, _("No case is chosen for: %(categories)s") % {"categories": categories})
        return self._assembled(blocks)

    def _find_unverified_promises(self) -> None:
        """The report counts them as their cities say."""
        promises = self._facts.statistics.get("S17")
        amount = promises.by_key.get("unverified") if promises else None
        if amount is None or not amount.value:
            return
        cities = enumerated([self._facts.names.get(code, code) for code in amount.cities])
        words = _("%(count)d promises of innovation are not verified: %(cities)s")
        self._find(UNVERIFIED, words % {"count": int(amount.value), "cities": cities})

    def part(self, written: WrittenSection) -> Assembled:
        return self._assembled(list(self._section(written, None)))

    def _assembled(self, blocks: list[Block]) -> Assembled:
        cover = self._facts.cover
        document = Document(cover.title, cover.executor, self._facts.language, cover.dated, tuple(blocks))
        document, lacking = printable(document)
        if lacking:
            self._where = ""
            self._find(NO_FACE, no_face(lacking))
        return Assembled(document, self._findings, self._traces)

    def _cover(self) -> Iterator[Block]:
        facts = self._facts
        edition = _("Edition for the ministry") if facts.for_ministry else _("Public edition")
        yield Title(facts.cover.title, edition)
        yield from demonstration_mark(facts)
        yield Paragraph(runs(facts.cover.executor), is_indented=False, align="center")
        yield Paragraph(runs(_dated(facts)), is_indented=False, align="center")
        yield Contents("目　录" if facts.language == "zh" else "Contents")
        yield PageBreak()

    def _body(self) -> Iterator[Block]:
        numbers = _Numbers(self._facts.language)
        for written in self._facts.sections:
            yield from self._section(written, numbers)

    def _section(self, written: WrittenSection, numbers: "_Numbers | None") -> Iterator[Block]:
        section = written.section
        self._where = section.key
        if section.level:
            number = "" if section.is_appendix or numbers is None else numbers.next(section.level)
            if section.is_appendix and numbers is not None:
                yield PageBreak()
            yield Heading(section.level, number + section.heading(self._facts.language))
        for line in parse(written.text):
            yield from self._block(line) if isinstance(line, BlockLine) else self._paragraph(line)

    def _paragraph(self, line: TextLine) -> Iterator[Block]:
        content: list[Run] = []
        for part in line.parts:
            content += [Run(part)] if isinstance(part, str) else self._field(part)
        if any(run.text for run in content):
            yield Paragraph(tuple(run for run in content if run.text), is_indented=True)

    def _field(self, field: Field) -> list[Run]:
        if field.kind == "cases":
            return [Run(case.text) for case in self._cases(field.what)]
        if field.kind == "ref":
            return [self._reference(field)]
        try:
            value = value_of(field, self._facts)
        except Lacking as lacking:
            return [self._lacking(field, lacking)]
        self._trace(field, value)
        if value.is_nobody:
            words = _("the sentence is about cities of which there are none. Word it anew or take it out.")
            self._find(NOBODY, f"{self._label(field)}: {words}")
        return [Run(value.text, note=value.note)] if value.text else []

    def _reference(self, field: Field) -> Run:
        caption = self._captions.get(field.what)
        if caption is None:
            return self._lacking(field, UnknownField(_("no figure or table of this name is in the report")))
        return Run(caption)

    def _lacking(self, field: Field, lacking: Lacking) -> Run:
        kind = UNKNOWN if isinstance(lacking, UnknownField) else MISSING
        label = self._label(field)
        self._find(kind, f"{label}: {lacking}")
        return placeholder(label, self._facts)

    def _label(self, field: Field) -> str:
        code, _dot, key = field.name.partition(".")
        known = self._facts.statistics.get(code)
        if known and key in known.by_key:
            return f"{field.name} {self._facts.labels(code, key)}"
        return field.name

    def _trace(self, field: Field, value: Value) -> None:
        if value.statistic and value.text:
            self._traces.append(Trace(self._where, field.written, value.text, value.statistic, value.key))

    def _block(self, line: BlockLine) -> Iterator[Block]:
        if line.for_ministry_only and not self._facts.for_ministry:
            return
        if line.kind == "cases":
            for case in self._cases(line.name):
                yield Paragraph(runs(case.text))
            return
        yield self._drawn(line)

    def _drawn(self, line: BlockLine) -> Block:
        known = self._facts.figures if line.kind == "figure" else self._facts.tables
        if line.name not in known:
            self._find(UNKNOWN, f"{line.kind}:{line.name}: " + _("there is no field of this name"))
            return Paragraph((placeholder(f"{line.kind}:{line.name}", self._facts),))
        block = known[line.name](self._captions[line.name])
        if block is None:
            self._find(NO_FIGURE, f"{self._captions[line.name]} ({line.name})")
            return Paragraph((placeholder(self._captions[line.name], self._facts),))
        return block

    def _cases(self, category: str) -> Sequence[Any]:
        cases = self._facts.cases.get(category, ())
        if not cases:
            self._empty_categories.append(category)
        return cases

    def _find(self, kind: str, what: str) -> None:
        finding = Finding(kind, self._where, what)
        if finding not in self._findings:
            self._findings.append(finding)

    def _numbered(self) -> dict[str, str]:
        """Figures and tables by name, numbered in the order in which the text has them: 图1, 表1."""
        words = {"zh": {"figure": "图", "table": "表"}, "en": {"figure": "Figure ", "table": "Table "}}
        counts = {"figure": 0, "table": 0}
        captions: dict[str, str] = {}
        for written in self._facts.sections:
            for line in parse(written.text):
                if isinstance(line, BlockLine) and line.kind in counts and line.name not in captions:
                    if line.for_ministry_only and not self._facts.for_ministry:
                        continue
                    counts[line.kind] += 1
                    captions[line.name] = words[self._facts.language][line.kind] + str(counts[line.kind])
        return captions


def demonstration_mark(facts: Facts) -> Iterator[Block]:
    """What a demonstration makes must not pass for a result."""
    if facts.is_demonstration:
        words = _("Demonstration: all of this is made up and says nothing about any city.")
        yield Paragraph((Run(words, is_bold=True, is_missing=True),), is_indented=False, align="center")


class _Numbers:
    """一、 then （一）; in English 1 and 1.1."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._counts = [0, 0]

    def next(self, level: int) -> str:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (2 - level)
        chapter, section = self._counts
        if self._language == "zh":
            return f"{chinese_number(chapter)}、" if level == 1 else f"（{chinese_number(section)}）"
        return f"{chapter}. " if level == 1 else f"{chapter}.{section} "


def unknown_fields(text: str, facts: Facts) -> list[str]:
    """Fields of a text that nothing fills, for a warning while it is edited."""
    found = []
    for field in fields_in(text):
        if field.kind in {"figure", "table", "cases", "ref"} or field.name.startswith("ministry:"):
            continue
        try:
            value_of(field, facts)
        except UnknownField:
            found.append(field.written)
        except Lacking:
            continue
    return found


def placeholder(what: str, facts: Facts) -> Run:
    """What is printed in the place of something missing."""
    text = f"〔缺数据: {what}〕" if facts.language == "zh" else f"[no data: {what}]"
    return Run(text, is_missing=True)


def _dated(facts: Facts) -> str:
    day = facts.cover.dated
    if facts.language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


def no_face(lacking: Sequence[str]) -> str:
    return _("No face has these characters: %(characters)s") % {"characters": " ".join(lacking)}
