"""What a later version says differently from an earlier one: statements, rows of forms, files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from cities.frozen_forms import KeptRow, kept_rows
from cities.questionnaire import FORMS, FormSpec, TableSpec
from cities.shown_forms import in_words, row_labels, titles_of
from rounds.models import Round

Kind = Literal["added", "removed", "changed"]
Content = Mapping[str, Any]

SENTENCES = re.compile(r"[^。！？；\n]*[。！？；\n]?|.+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text: the same in both, or only in the later or the earlier one."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True)
class StatementChange:
    """``said`` is the later statement as the version keeps it; ``pieces`` of its text beside the earlier."""

    said: Mapping[str, Any]
    pieces: Sequence[Piece]
    score: tuple[str, str] | None
    cited: Sequence[tuple[Kind, str]]

    @property
    def code(self) -> str:
        return str(self.said["indicator"]["code"])


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    kind: Kind
    label: str
    fields: Sequence[FieldChange]


@dataclass(frozen=True)
class FormChange:
    form: FormSpec
    table: TableSpec
    rows: Sequence[RowChange]


@dataclass(frozen=True)
class FileChange:
    """``file`` as the version keeps it; of a changed one, what is said about it now."""

    kind: Kind
    file: Mapping[str, Any]


@dataclass(frozen=True)
class Differences:
    """Of ``later`` against ``earlier``."""

    statements: Sequence[StatementChange] = field(default_factory=list)
    forms: Sequence[FormChange] = field(default_factory=list)
    files: Sequence[FileChange] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.statements or self.forms or self.files)

    @property
    def number(self) -> int:
        return len(self.statements) + sum(len(form.rows) for form in self.forms) + len(self.files)

    def touches(self, *, form: str = "", indicator: str = "", evidence: int | None = None) -> bool:
        """Whether this part is another in the later version."""
        if form:
            return any(change.form.code == form for change in self.forms)
        if indicator:
            return any(change.code == indicator for change in self.statements)
        return any(change.file["id"] == evidence for change in self.files)


def differences(earlier: Content, later: Content, round: Round) -> Differences:
    """Everything that is not the same in both. Two versions of one submission, or one and the draft."""
    return Differences(
        statements=list(_statements(earlier, later)),
        forms=list(_forms(earlier, later, round)),
        files=list(_files(earlier, later)),
    )


def _statements(earlier: Content, later: Content) -> Iterator[StatementChange]:
    before = {said["indicator"]["code"]: said for said in earlier.get("statements", [])}
    for said in later.get("statements", []):
        old = before.get(said["indicator"]["code"], {"text": "", "self_score": None, "citations": []})
        cited = list(_citations(old["citations"], said["citations"]))
        score = (old["self_score"] or "–", said["self_score"] or "–")
        if old["text"] != said["text"] or score[0] != score[1] or cited:
            changed = score if score[0] != score[1] else None
            yield StatementChange(said, compared(old["text"], said["text"]), changed, cited)


def _citations(before: Sequence[Content], after: Sequence[Content]) -> Iterator[tuple[Kind, str]]:
    old = {cited["evidence"]: cited for cited in before}
    new = {cited["evidence"]: cited for cited in after}
    for key in old.keys() - new.keys():
        yield "removed", _cited(old[key])
    for key, cited in new.items():
        if key not in old:
            yield "added", _cited(cited)
        elif old[key]["pages"] != cited["pages"]:
            yield "changed", _cited(cited)


def _cited(cited: Content) -> str:
    return f"{cited['title']} ({cited['pages']})" if cited["pages"] else str(cited["title"])


def compared(before: str, after: str) -> list[Piece]:
    """Sentence by sentence, so that a person reads what changed and not single characters."""
    old, new = _sentences(before), _sentences(after)
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        pieces += [Piece("removed", "".join(old[i:j]))] if j > i else []
        pieces += [Piece("added", "".join(new[k:m]))] if m > k else []
    return pieces


def _sentences(text: str) -> list[str]:
    return [part for part in SENTENCES.findall(text) if part]


def _forms(earlier: Content, later: Content, round: Round) -> Iterator[FormChange]:
    for form in FORMS:
        for table in form.tables:
            if rows := list(_rows(table, earlier, later, round)):
                yield FormChange(form, table, rows)


def _rows(table: TableSpec, earlier: Content, later: Content, round: Round) -> Iterator[RowChange]:
    old = {row.row: row for row in kept_rows(earlier, table.key)}
    new = {row.row: row for row in kept_rows(later, table.key)}
    if old == new:
        return
    labels = row_labels(table, earlier, round) | row_labels(table, later, round)
    names = titles_of(earlier) | titles_of(later)
    for key in [*old, *(key for key in new if key not in old)]:
        fields = list(_fields(table, old.get(key), new.get(key), names))
        if fields:
            kind: Kind = "added" if key not in old else "removed" if key not in new else "changed"
            yield RowChange(kind, labels.get(key, key), fields)


def _fields(
    table: TableSpec, old: KeptRow | None, new: KeptRow | None, names: Mapping[str, str]
) -> Iterator[FieldChange]:
    for spec in table.fields:
        before = in_words(old, spec.name, names) if old else ""
        after = in_words(new, spec.name, names) if new else ""
        if before != after:
            yield FieldChange(table.label(spec.name), before, after)
    before, after = _source(old), _source(new)
    if before != after:
        yield FieldChange(table.label("evidence"), before, after)


def _source(row: KeptRow | None) -> str:
    if row is None or row.source is None:
        return ""
    return _cited(row.source)


def _files(earlier: Content, later: Content) -> Iterator[FileChange]:
    old = {piece["id"]: piece for piece in earlier.get("evidence", [])}
    new = {piece["id"]: piece for piece in later.get("evidence", [])}
    for key, piece in new.items():
        if key not in old:
            yield FileChange("added", piece)
        elif old[key] != piece:
            yield FileChange("changed", piece)
    for key in old.keys() - new.keys():
        yield FileChange("removed", old[key])
