"""The first half of every script, run by the machine's own Python: see to the environment, then enter it.

Nothing here, nor in what it imports, needs a package from the index.
"""

import os
import signal
import sys

from .address import refuse_taken
from .environment import DEVELOPMENT, PRODUCT, ensure_environment
from .locks import alone
from .paths import HERE, Layout
from .say import Failure, mark_start, tell

FOR_DEVELOPERS = ("test", "bench")
"""The commands that use what the tests use too."""


def main(layout: Layout, command: str, arguments: list[str]) -> int:
    """Returns only when it fails: otherwise this process becomes the command."""
    mark_start()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is deaf to it
    try:
        if command == "server":
            refuse_taken(layout)
        with alone(layout.locks / "setup", "Waiting for another command to finish its set-up …"):
            python = ensure_environment(layout, DEVELOPMENT if command in FOR_DEVELOPERS else PRODUCT)
    except Failure as failure:
        tell(str(failure))
        return 1
    except OSError as error:
        tell(f"Set-up failed: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    os.execv(python, [str(python), "-m", "portal.launcher", command, *arguments])  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(HERE, sys.argv[1], sys.argv[2:]))
