"""The browser of the browser tests: the machine's Chromium, installed where that is allowed."""

import os
import shutil
from pathlib import Path

from .paths import Layout
from .run import run_logged
from .say import Failure, step, tell

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> Path | None:
    """``CHROMIUM`` names one that is elsewhere."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [path for name in NAMES if (path := shutil.which(name))]
    return Path(found[0]) if found else None


def install_chromium(layout: Layout) -> None:
    """Root on a machine with apt gets it without being asked; others are told what they miss."""
    if find_chromium() or layout.uid != 0 or shutil.which("apt-get") is None:
        return
    try:
        with step("Installing Chromium for the browser tests"):
            _apt(layout, "update")
            _apt(layout, "install", "--yes", "--no-install-recommends", "chromium")
    except Failure as failure:
        tell(str(failure))


def _apt(layout: Layout, *arguments: str) -> None:
    run_logged(
        ["apt-get", *arguments],
        log=layout.log(f"apt-{arguments[0]}"),
        cwd=layout.checkout,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        failure="Chromium could not be installed",
    )
