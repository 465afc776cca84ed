"""The figures as a table in the terminal and as ``docs/performance.md``."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.lines import Line

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"

INTRODUCTION = """\
# Performance

Written by `script/bench`, which measures on servers of its own, with made-up rounds: every expert has two of seven
domains and scores every city, 14 experts, 18 indicators. `script/bench --check` compares with the bars and exits
with 1 if one is missed.

A time is the lowest of three medians, unless a line says otherwise: what else the machine does makes a figure
higher and never lower. For the same reason all is measured several times on an uneven machine (`--runs`, told
below): the lowest of the times stands here, and the highest of everything that is counted.

Pages are measured in one process with Django's test client, so the network and the web server are not in them.
Submits are made one after the other on one connection. The way to the snapshot is measured from the commit, with
the real broker and the real worker, one submit at a time.

The scoring day runs on the web server as people use it, with the worker that rebuilds the ranking beside it: sixty
experts, each on a connection of their own, have signed a first sheet; then, for a minute, they type at any moment
and sign three more: on one day all at the very same moment, on another all within two seconds.

Forms are read in rounds in which every city has filled in every form. Files come in as the page sends them, in
parts, to a real web server of one process; growth is the peak of its memory above what it held before.
"""


def as_text(lines: Sequence[Line]) -> str:
    width = max(len(line.what) for line in lines)
    rows = []
    for group, members in itertools.groupby(lines, key=lambda line: line.group):
        rows.append(f"\n{group}")
        rows += [
            f"  {line.what:<{width}} {line.value_text:>9} {line.unit:<13}{line.bar_text:>8}"
            f"{'  MISSED' if line.is_missed else ''}"
            for line in members
        ]
    return "\n".join(rows)


def write_page(lines: Sequence[Line], machine: Sequence[tuple[str, str]]) -> None:
    PAGE.parent.mkdir(exist_ok=True)
    parts = [INTRODUCTION, *(_section(*group) for group in _groups(lines)), _machine(machine)]
    PAGE.write_text("\n".join(parts))


def _groups(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    return [(name, list(members)) for name, members in itertools.groupby(lines, key=lambda line: line.group)]


def _section(group: str, lines: Sequence[Line]) -> str:
    rows = []
    for line in lines:
        verdict = f"{line.bar_text}{' **missed**' if line.is_missed else ''}"
        rows.append(f"| {line.what} | {line.value_text} {line.unit} | {verdict} |")
    return "\n".join([f"## {group}", "", "| what | measured | bar |", "|---|---:|---:|", *rows, ""])


def _machine(machine: Sequence[tuple[str, str]]) -> str:
    rows = [f"| {name} | {value} |" for name, value in machine]
    taken = datetime.now(UTC).strftime("%Y-%m-%d")
    return "\n".join(["## Measured on", "", "| | |", "|---|---|", *rows, f"| Date | {taken} |", ""])
