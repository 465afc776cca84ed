"""A computed value as a reader follows it: rule, parameters, steps, the rows of the city's forms, and flags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cities.kept_words import field_words, row_words, said_words, table_words
from rounds.arithmetic_words import Line, flags_of, lines_of
from rounds.rule_words import in_words, title_of


@dataclass(frozen=True)
class SourceLine:
    """A row of a form that went into the value, and what the city wrote there."""

    form: str
    row: str
    field: str
    said: str


@dataclass(frozen=True)
class Arithmetic:
    """Nothing but texts."""

    rule: str
    parameters: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    sources: Sequence[SourceLine]
    flags: Sequence[str]


def arithmetic_of(kept: Mapping[str, Any]) -> Arithmetic | None:
    """From what was stored with a value; None where nothing was computed."""
    if not kept.get("steps"):
        return None
    return Arithmetic(
        rule=title_of(kept["rule"]),
        parameters=list(in_words(kept["parameters"])),
        lines=lines_of(kept),
        sources=[_source_line(source) for source in kept["sources"]],
        flags=flags_of(kept),
    )


def _source_line(source: Mapping[str, str]) -> SourceLine:
    table, row = source["form"], source["row"]
    return SourceLine(
        form=table_words(table),
        row=row_words(table, row),
        field=field_words(table, source["field"], row),
        said=said_words(table, source["said"]),
    )


def arithmetic_text(kept: Mapping[str, Any]) -> str:
    """The steps as lines of text, for a table cell; empty where nothing was computed."""
    return "\n".join(
        f"{line.label}: {line.formula} {line.sign} {line.value}".replace("  ", " ") for line in lines_of(kept)
    )
