"""``script/manage``: one of Django's commands, in the portal's environment, with its servers up."""

import os
import signal
import subprocess
from pathlib import Path

from .environment import python_of
from .locks import alone
from .paths import Layout
from .servers import servers_running
from .words import compile_words


def manage(layout: Layout, arguments: list[str]) -> int:
    """The command's own exit code. It runs in the folder that the script was called from."""
    with alone(layout.locks / "setup", "Waiting for another command to finish its set-up …"):
        compile_words(layout)
    with servers_running(layout):
        process = subprocess.Popen(
            [python_of(layout), layout.checkout / "manage.py", *arguments],
            cwd=os.environ.get("CALLED_FROM", Path.cwd()),
        )
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command: it may have its own use for it
        return process.wait()
