"""``script/test``: every check that CI asks for, or pytest on the paths that are named."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from .assets import build_assets
from .chromium import install_chromium
from .environment import python_of
from .locks import alone
from .paths import Layout
from .say import announce
from .scratch import scratch_postgres, scratch_valkey
from .words import compile_words

BROWSER_TESTS = "tests/browser"
NIGHTLY = "--nightly"
"""Two thousand examples for every property instead of fifty (``tests/conftest.py``)."""
CHECKS: dict[str, Sequence[str]] = {
    "ruff": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "templates (djlint)": (
        "-m",
        "djlint",
        "templates",
        "--lint",
        "--quiet",
        "--profile=django",
        "--ignore=H015,H043",
    ),
    "types (mypy --strict)": ("-m", "mypy", "."),
    "import contracts": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    "Django's own checks": ("manage.py", "check"),
    "migrations complete": ("manage.py", "makemigrations", "--check", "--dry-run"),
    "translations complete": ("manage.py", "translations", "--check"),
    "tests": ("-m", "pytest", "--numprocesses=auto", f"--ignore={BROWSER_TESTS}"),
    "browser tests": ("-m", "pytest", BROWSER_TESTS),
}


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float


def check(layout: Layout, arguments: list[str]) -> int:
    """Zero when everything passed. All checks run, whatever the first ones say."""
    with alone(layout.locks / "setup", "Waiting for another command to finish its set-up …"):
        build_assets(layout)
        compile_words(layout)
        install_chromium(layout)
    arguments = with_profile(arguments)
    if any(not argument.startswith("-") for argument in arguments):
        return _run(layout, ["-m", "pytest", *arguments])
    with _scratch_servers(layout):
        outcomes = [_outcome(layout, name, argv, arguments) for name, argv in CHECKS.items()]
    return _summary(outcomes)


def with_profile(arguments: list[str]) -> list[str]:
    """What is left for pytest, once ``--nightly`` has chosen how many examples there are."""
    if NIGHTLY in arguments:
        os.environ["HYPOTHESIS_PROFILE"] = "nightly"
    return [argument for argument in arguments if argument != NIGHTLY]


def _outcome(layout: Layout, name: str, argv: Sequence[str], options: list[str]) -> Outcome:
    announce(f"\n=== {name}")
    started = time.monotonic()
    code = _run(layout, [*argv, *(options if "pytest" in argv else [])])
    return Outcome(name, code == 0, time.monotonic() - started)


def _run(layout: Layout, argv: Sequence[str]) -> int:
    return subprocess.run([python_of(layout), *argv], cwd=layout.checkout, check=False).returncode


def _summary(outcomes: list[Outcome]) -> int:
    announce("\n=== summary")
    for outcome in outcomes:
        announce(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.name} ({outcome.seconds:.0f} s)")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


@contextmanager
def _scratch_servers(layout: Layout) -> Iterator[None]:
    """For the checks that are Django commands. The tests start their own."""
    with scratch_postgres(layout, careless=True) as database, scratch_valkey(layout) as broker:
        os.environ.update(DATABASE_URL=database, REDIS_URL=broker)
        yield
