"""Has a file looked at by another process, which may run out of memory or time without harm to this one."""

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from cities.uploads import inside

logger = logging.getLogger(__name__)

PROGRAM = Path(inside.__file__)
PATIENCE = 2 * inside.MOST_SECONDS
"""Seconds of the clock; of its own time the program has half as many."""

HEAVY = {"problem": "heavy"}
"""What is answered when the limits were reached, or the reader broke."""


def look(command: str, *words: str | Path | int) -> dict[str, Any]:
    """What ``inside`` finds. Never raises for what is in the file."""
    line = [sys.executable, "-I", str(PROGRAM), command, *map(str, words)]
    try:
        done = subprocess.run(line, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603 - our own program
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        said = getattr(error, "stderr", None) or b""
        logger.warning(
            "A file could not be looked at (%s): %s %s", command, error, said[-500:].decode(errors="replace")
        )
        return HEAVY
    return found
