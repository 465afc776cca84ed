"""The page of findings: a line for each, with the words to it, and what the page sent back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from cities.errors import CityError
from cities.queries.plausibility import Answered
from cities.services import Conflict, Words


@dataclass
class FindingLine:
    """A finding on its page. ``base`` is what stands, ``text`` what is shown: the same until somebody types."""

    answered: Answered
    url: str
    base: str
    text: str
    problem: str = ""
    theirs: str | None = None

    @classmethod
    def of(cls, answered: Answered, url: str) -> "FindingLine":
        said = answered.explanation.text if answered.explanation else ""
        return cls(answered, url, said, said)

    @property
    def id(self) -> str:
        return self.answered.finding.fingerprint


def brought_words(data: QueryDict) -> Iterator[Words]:
    """What was typed on the page: words that differ from those it was opened with, and what a button confirms."""
    number = 0
    while f"key-{number}" in data:
        key, seen, base, text = (data.get(f"{name}-{number}", "") for name in ("key", "seen", "base", "text"))
        base = base.replace("\r\n", "\n")
        if text.replace("\r\n", "\n").strip() != base or data.get("keep") == str(number):
            yield Words(key, seen, base, text)
        number += 1


def carry_on(
    lines: Sequence[FindingLine], brought: Sequence[Words], problems: Mapping[str, CityError]
) -> list[tuple[Words, str]]:
    """Keep in the page what was typed, with what is wrong; what has no line to write on comes back by itself."""
    by_key = {line.answered.finding.key: line for line in lines if not line.answered.finding.blocks}
    homeless = []
    for words in brought:
        error, line = problems.get(words.key), by_key.get(words.key)
        if line is None:
            homeless.append((words, error.message if error else ""))
            continue
        line.text = words.text
        if error is not None:
            line.problem = error.message
            line.theirs = error.theirs if isinstance(error, Conflict) else None
    return homeless
