"""A measured figure beside its bar, and how figures are taken."""

import itertools
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FINE = ("ms", "walks")
"""Units that are told with a decimal."""
TIMES = ("ms", "s", "walks")


@dataclass(frozen=True)
class Line:
    """One row of the report. A figure at its bar keeps it."""

    group: str
    what: str
    value: float
    bar: float | None = None
    unit: str = "ms"

    @property
    def is_missed(self) -> bool:
        return self.bar is not None and self.value > self.bar

    @property
    def value_text(self) -> str:
        return f"{self.value:.1f}" if self.unit in FINE and self.value < 100 else f"{self.value:.0f}"

    @property
    def bar_text(self) -> str:
        return "" if self.bar is None else f"≤ {self.bar:g}"


def of_all_runs(runs: Sequence[Sequence[Line]]) -> list[Line]:
    """One line for each of the first run's: of its times the lowest, of all else the highest."""
    measured: dict[tuple[str, str, str], list[Line]] = {}
    for line in itertools.chain.from_iterable(runs):
        measured.setdefault((line.group, line.what, line.unit), []).append(line)
    return [_of_all(lines) for lines in measured.values()]


def _of_all(lines: Sequence[Line]) -> Line:
    choose = min if lines[0].unit in TIMES else max
    return choose(lines, key=lambda line: line.value)


def timed_ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def median_ms(work: Callable[[], object], *, runs: int, warm: int = 2) -> float:
    """The lowest of three medians of wall time, after some unmeasured runs: what else the machine does meanwhile
    makes a figure higher and never lower.
    """
    for _ in range(warm):
        work()
    return min(statistics.median(timed_ms(work) for _ in range(runs)) for _ in range(3))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the others do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
