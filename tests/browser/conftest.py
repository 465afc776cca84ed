"""Real Chromium for the tests of this folder. Without one they are skipped, loudly; in CI that fails."""

import os
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from portal.launcher.chromium import find_chromium

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SKIPPED = pytest.StashKey[int]()

# Playwright's synchronous interface runs an event loop in the test's thread, where Django would refuse
# the database. Nothing else uses that thread meanwhile.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": str(find_chromium()), "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Every page is opened on a running site: ``page.goto("/")``."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    if ours and find_chromium() is None:
        _skip(config, ours)


def _skip(config: pytest.Config, ours: list[pytest.Item]) -> None:
    if os.environ.get("CI") == "true":
        raise pytest.UsageError(f"{len(ours)} browser tests cannot run: CI must have a Chromium")
    config.stash[SKIPPED] = len(ours)
    for item in ours:
        item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if skipped := config.stash.get(SKIPPED, 0):
        terminalreporter.section(f"{skipped} BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line("There is no Chromium here. Install one, or name it: CHROMIUM=/path/to/chromium")
