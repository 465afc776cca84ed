"""``script/lock``: resolve the dependencies anew. The locks name packages and hashes, and no registry."""

import os
import subprocess
import sys

from .environment import DEVELOPMENT, PRODUCT
from .paths import Layout
from .programs import node_and_npm
from .run import run_logged
from .say import step

UV = "uv==0.13.9"


def relock(layout: Layout, arguments: list[str]) -> int:
    """``--upgrade`` takes the newest versions that the ``.in`` files allow; without it, only what must change."""
    tools = layout.var / "lock-tools"
    with step("Fetching the resolver"):
        run_logged(
            [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", tools, UV],
            log=layout.log("lock"),
            cwd=layout.checkout,
            failure="The resolver could not be fetched",
        )
    for lock in (PRODUCT, DEVELOPMENT):
        _compile(layout, lock, arguments)
    _lock_packages(layout)
    return 0


def _compile(layout: Layout, lock: str, arguments: list[str]) -> None:
    env = {**os.environ, "PYTHONPATH": str(layout.var / "lock-tools"), "UV_CUSTOM_COMPILE_COMMAND": "script/lock"}
    source = lock.replace(".txt", ".in")
    with step(f"Resolving {source}"):
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version=3.11",
             "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", *arguments,
             source, "--output-file", lock],
            cwd=layout.checkout, env=env, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def _lock_packages(layout: Layout) -> None:
    with step("Resolving package.json"):
        run_logged(
            [
                *node_and_npm(),
                "install",
                "--package-lock-only",
                "--omit-lockfile-registry-resolved",
                "--ignore-scripts",
            ],
            log=layout.log("npm-lock"),
            cwd=layout.checkout,
            failure="package.json could not be resolved",
        )
