"""The assignment by minimum-cost flow, proof included: 81 cities and 2,000, each size in a process of its own.

Run from the checkout: ``python -m benchmarks.assigning``.
"""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.lines import Line
from scoring.assign.question import Candidate, Question, Rules
from scoring.assign.solve import solve

SIZES = ((81, 60, 500.0, None), (2_000, 1_500, 20_000.0, 1_536.0))
"""Cities, experts, bars in milliseconds and MB."""
DOMAINS = tuple("abcdefg")
LOAD = 32


def measure() -> list[Line]:
    """Both sizes by city (an expert marks one domain of a city) and by domain."""
    lines = []
    for cities, experts, slowest, largest in SIZES:
        for design in ("by city", "by domain"):
            milliseconds, megabytes, unproved = _in_a_process(cities, experts, design)
            what = f"{cities:,} cities × {len(DOMAINS)} domains × {experts:,} experts, {design}"
            lines += [
                Line("Assignment", what, milliseconds, slowest),
                Line("Assignment", f"{what}: peak", megabytes, largest, unit="MB"),
                Line("Assignment", f"{what}: steps without proof", unproved, 0.0, unit="steps"),
            ]
    return lines


def question(cities: int, experts: int, design: str) -> Question:
    """Every expert has two of seven domains; one pair in a hundred is recused; match is anything from 0 to 100."""
    random = np.random.default_rng(2023)
    recused = zip(random.integers(0, experts, cities), random.integers(0, cities, cities), strict=True)
    return Question(
        cities=range(cities),
        domains=DOMAINS,
        experts={
            e: Candidate(frozenset((DOMAINS[e % 7], DOMAINS[(e + 1 + e // 7) % 7])), most=LOAD)
            for e in range(experts)
        },
        rules=Rules(least=1, wanted=3, most=3, one_domain_a_city=design == "by city", seed=2023),
        recused=[(int(expert), int(city)) for expert, city in recused],
        match=random.integers(0, 101, (experts, cities, len(DOMAINS))).astype(np.int8),
    )


def _in_a_process(cities: int, experts: int, design: str) -> list[float]:
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.assigning", str(cities), str(experts), design],
        capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip
    return [float(figure) for figure in answer.stdout.split()]


def _once(cities: int, experts: int, design: str) -> str:
    """Milliseconds of the best of three (of one where it takes long), peak in MB, steps without a proof."""
    took, unproved = [], 0
    for _run in range(3 if cities < 1_000 else 1):
        asked = question(cities, experts, design)
        began = time.perf_counter()
        solution = solve(asked)
        took.append((time.perf_counter() - began) * 1000)
        unproved = max(unproved, sum(not proof.holds for proof in solution.proofs))
    status = Path("/proc/self/status")
    peak = next(line for line in status.read_text().splitlines() if "VmHWM" in line).split()[1]
    return f"{min(took)} {int(peak) / 1024} {unproved}"


def main() -> None:
    """One size where it is named, else the table."""
    if len(sys.argv) == 4:
        print(_once(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
        return
    for line in measure():
        print(f"{line.what:<60}{line.value_text:>10} {line.unit:<8}{line.bar_text}{' MISSED' * line.is_missed}")


if __name__ == "__main__":
    main()
