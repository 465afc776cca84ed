"""Searching: what was asked, and what was found, in the words that every app shares.

An app has a module ``search`` beside its views with a function::

    def search(user: User, round: Round, asked: Query) -> list[Hit]

It returns only what this person may open, at most ``MOST`` + 1 hits, the best first, and reaches rows through
the app's visibility queries alone. The portal puts them together.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

MOST = 50
LONGEST = 200
MOST_WORDS = 8
AROUND = 40
"""Characters of the text that are shown before and after a hit."""

Filter = Literal["city", "status", "kind", "expert"]
FILTERS: dict[str, Filter] = {
    "city": "city",
    "城市": "city",
    "status": "status",
    "状态": "status",
    "kind": "kind",
    "类型": "kind",
    "expert": "expert",
    "专家": "expert",
}
"""How a filter is written, and which it is."""

TOKEN = re.compile(r'(?:(?P<name>\w+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')


@dataclass(frozen=True)
class Query:
    """What somebody looks for: words that all must be found, and what the filters allow.

    ``submissions``: only of these, where a filter has been worked out to a list already.
    """

    city: str = ""
    status: str = ""
    kind: str = ""
    expert: str = ""
    words: tuple[str, ...] = ()
    submissions: frozenset[int] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.city or self.status or self.kind or self.expert)

    def wants(self, kind: str) -> bool:
        return self.kind in ("", kind)


def parse(typed: str) -> Query:
    """``city:深圳 "低碳 规划"``: filters in English or Chinese, words, and words that belong together."""
    words: list[str] = []
    filters: dict[str, str] = {}
    for name, value in _tokens(typed):
        known = FILTERS.get(name)
        if known:
            filters[known] = value
        elif value.rstrip(":") not in FILTERS:
            words.append(f"{name}:{value}" if name else value)
    return Query(
        city=filters.get("city", ""),
        status=filters.get("status", ""),
        kind=filters.get("kind", ""),
        expert=filters.get("expert", ""),
        words=tuple(dict.fromkeys(word for word in words if word))[:MOST_WORDS],
    )


def _tokens(typed: str) -> Iterator[tuple[str, str]]:
    for found in TOKEN.finditer(spelling(typed[:LONGEST])):
        yield found["name"] or "", (found["quoted"] or found["plain"] or "").strip()


def one_line(text: str) -> str:
    """The text as it is shown: composed, and with a single space wherever there was any."""
    return " ".join(unicodedata.normalize("NFC", text.replace("\x00", " ")).split())


def spelling(text: str) -> str:
    """One spelling of what can be written in several widths and cases: character by character of ``one_line``."""
    return "".join(_plain(character) for character in one_line(text))


def _plain(character: str) -> str:
    """Half-width and lower case, where that is one character too."""
    narrow = unicodedata.normalize("NFKC", character)
    narrow = narrow if len(narrow) == 1 else character
    lower = narrow.lower()
    return lower if len(lower) == 1 else narrow


class Piece(NamedTuple):
    """A part of a line that is shown, and whether it is what was looked for."""

    text: str
    is_hit: bool


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The text in pieces, those that were looked for apart."""
    spots = _spots(spelling(text), words)
    shown, pieces, at = one_line(text), [], 0
    for start, end in spots:
        pieces += [Piece(shown[at:start], False), Piece(shown[start:end], True)]
        at = end
    return [piece for piece in [*pieces, Piece(shown[at:], False)] if piece.text]


def snippet(text: str, words: Sequence[str]) -> list[Piece]:
    """A little of the text around what was looked for; its beginning if nothing of it is there."""
    shown = one_line(text)
    spots = _spots(spelling(text), words)
    start = max(0, spots[0][0] - AROUND) if spots else 0
    end = min(len(shown), (spots[0][1] if spots else 0) + 2 * AROUND)
    cut = marked(shown[start:end], words)
    before = [Piece("…", False)] if start else []
    after = [Piece("…", False)] if end < len(shown) else []
    return [*before, *cut, *after]


def _spots(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand, in order; those that overlap as one."""
    found = sorted(
        (hit.start(), hit.end()) for word in words if word for hit in re.finditer(re.escape(word), text)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something that was found and that the reader may open. ``place`` says where it belongs.

    Two hits with one ``key`` are the same thing, found in two ways; the first is shown.
    """

    kind: str
    key: str
    title: list[Piece]
    url: str
    place: str = ""
    text: tuple[Piece, ...] = ()
    rank: int = 1
    """0 for what is called so, 1 for what says so."""
