"""The catalogue of translations, kept by Python alone: gettext's own tools need not be on the machine."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from scoring.marks import MESSAGES
from scoring.rules.parameters import MESSAGES as PARAMETER_MESSAGES

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PACKAGES = ("accounts", "cities", "notices", "portal", "reports", "reviews", "rounds", "scoring")
SKIPPED = {"migrations", "__pycache__"}
CONSTANTS: dict[str, Iterable[str]] = {
    "scoring/marks.py": MESSAGES.values(),
    "scoring/rules/parameters.py": PARAMETER_MESSAGES.values(),
}
"""Sentences of packages that know nothing of translation, translated by their English text."""

KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
METADATA = {
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-+0#]*\d*(?:\.\d+)?[sdfr]|\{\w*\}")
CONTEXT_MARK = "\x04"
"""Between context and text in the key of a text that has one, as gettext itself writes it."""


@dataclass
class Message:
    """A text of the sources, and the files it stands in."""

    text: str
    plural: str = ""
    context: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        return f"{self.context}{CONTEXT_MARK}{self.text}" if self.context else self.text


def source_files() -> Iterator[Path]:
    """Every file that may hold words for people: not tests, not migrations, nothing made."""
    for package in PACKAGES:
        yield from (p for p in sorted((ROOT / package).rglob("*.py")) if not SKIPPED & set(p.parts))
    for kind in ("*.html", "*.txt"):
        yield from sorted((ROOT / "templates").rglob(kind))


def messages_in_sources() -> dict[str, Message]:
    found: dict[str, Message] = {}
    for path in source_files():
        name = path.relative_to(ROOT).as_posix()
        for text, plural, context in _texts(path):
            message = found.setdefault(Message(text, context=context).key, Message(text, context=context))
            message.plural = message.plural or plural
            message.files.add(name)
    for name, sentences in CONSTANTS.items():
        for text in sentences:
            found.setdefault(text, Message(text)).files.add(name)
    return found


def _texts(path: Path) -> Iterator[tuple[str, str, str]]:
    """(text, plural, context) of every call in a file; templates are first turned into calls by Django."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = f"({templatize(source)}\n)"  # within brackets indentation means nothing
    for _line, messages, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        text, *rest = messages if isinstance(messages, tuple) else (messages,)
        if text:
            yield text, (rest[0] or "") if rest else "", context or ""


def read_catalogue() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=0)
    return polib.POFile(wrapwidth=0)


def key_of(entry: polib.POEntry) -> str:
    return Message(entry.msgid, context=entry.msgctxt or "").key


def updated(catalogue: polib.POFile, messages: Mapping[str, Message], given: Mapping[str, str]) -> polib.POFile:
    """The catalogue for exactly these messages: what was translated stays, ``given`` comes over it."""
    known = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = dict(METADATA)
    for key in sorted(messages):
        fresh.append(_entry(messages[key], given.get(key), known.get(key)))
    return fresh


def _entry(message: Message, given: str | None, known: polib.POEntry | None) -> polib.POEntry:
    text = given if given is not None else _translation(known)
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in sorted(message.files)],
        flags=["python-format"] if PLACEHOLDER.search(message.text.replace("{", "")) else [],
    )
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: text}
    else:
        entry.msgstr = text
    if given is None and known is not None and known.fuzzy:
        entry.flags.append("fuzzy")
    return entry


def _translation(entry: polib.POEntry | None) -> str:
    if entry is None:
        return ""
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def problems(catalogue: polib.POFile, messages: Mapping[str, Message]) -> Iterator[str]:
    """What keeps the catalogue from being complete, one sentence for each text."""
    known = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    for key, message in sorted(messages.items()):
        where = ", ".join(sorted(message.files))
        entry = known.get(key)
        if entry is None:
            yield f"missing: {message.text!r} ({where})"
        elif entry.fuzzy:
            yield f"fuzzy: {message.text!r} ({where})"
        elif not _translation(entry):
            yield f"untranslated: {message.text!r} ({where})"
        elif wrong := _placeholder_problem(message, _translation(entry)):
            yield f"{wrong}: {message.text!r} ({where})"
    for key in sorted(known.keys() - messages.keys()):
        yield f"obsolete: {known[key].msgid!r}"
    for entry in catalogue.obsolete_entries():
        yield f"obsolete: {entry.msgid!r}"


def _placeholder_problem(message: Message, translation: str) -> str:
    """A translation has the gaps of its text, each as often as it likes; a plural's those of either form."""
    has = set(PLACEHOLDER.findall(translation))
    wanted = [set(PLACEHOLDER.findall(text)) for text in (message.text, message.plural) if text]
    return "" if has in wanted else f"placeholders differ, {sorted(wanted[-1])} against {sorted(has)}"
