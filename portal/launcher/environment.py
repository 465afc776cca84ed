"""The virtual environment: made by the machine's own Python, filled from a hashed lock, once."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from .paths import Layout
from .run import run_logged
from .say import Failure, step
from .stamps import Stamp, digest_of

PRODUCT = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
"""Holds everything of the product too, at the same versions."""


def ensure_environment(layout: Layout, lock: str) -> Path:
    """The Python of an environment that holds what ``lock`` pins, made first where it is missing."""
    python = python_of(layout)
    if not _usable(python):
        _make(layout)
    _install(layout, python, lock)
    return python


def python_of(layout: Layout) -> Path:
    return layout.checkout / ".venv" / "bin" / "python"


def _usable(python: Path) -> bool:
    """The interpreter runs and is of the version that the packages were installed for."""
    probe = "import os, sys; print(os.path.join(sys.prefix, 'lib', 'python%d.%d' % sys.version_info[:2]))"
    try:
        packages = subprocess.run(
            [python, "-I", "-S", "-c", probe], check=True, capture_output=True, text=True
        ).stdout
        return Path(packages.strip()).is_dir()
    except (OSError, subprocess.CalledProcessError):
        return False


def _make(layout: Layout) -> None:
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Failure(
                f"{sys.executable} comes without its module {module!r}, so no virtual environment can be made.\n"
                f"On Debian and Ubuntu: apt-get install python3-venv"
            )
    with step(f"Making the virtual environment with Python {sys.version.split()[0]}"):
        run_logged(
            [sys.executable, "-m", "venv", "--clear", layout.checkout / ".venv"],
            log=layout.log("venv"),
            cwd=layout.checkout,
            failure="The virtual environment could not be made",
        )


def _install(layout: Layout, python: Path, lock: str) -> None:
    stamps = {name: _stamp(layout, name) for name in (PRODUCT, DEVELOPMENT)}
    if stamps[lock].fresh():
        return
    with step(f"Installing the Python packages of {lock} (half a minute on an empty machine)"):
        run_logged(
            [python, "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-input",
             "--disable-pip-version-check", "--progress-bar=off", "-r", layout.checkout / lock],
            log=layout.log("pip"),
            cwd=layout.checkout,
            failure="The Python packages could not be installed: the first start needs the network",
        )  # fmt: skip
    for name in {lock, PRODUCT}:
        stamps[name].write()


def _stamp(layout: Layout, lock: str) -> Stamp:
    """Fresh while the lock and the version of the environment's Python stay."""
    venv = layout.checkout / ".venv"
    versions = sorted(folder.name for folder in (venv / "lib").iterdir())
    return Stamp(venv / f".installed-{lock}", digest_of(layout.checkout, [layout.checkout / lock], *versions))
