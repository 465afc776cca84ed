"""Collects what the web server serves, each file named by its content, so that browsers keep it for ever."""

import os

from .environment import python_of
from .paths import Layout
from .processes import debugging, production_static
from .run import run_logged
from .say import step
from .stamps import Stamp, digest_of


def collect_static(layout: Layout) -> None:
    """What is served is what ``static/`` and the installed packages hold now."""
    if debugging():
        return
    stamp = _stamp(layout)
    if stamp.fresh():
        return
    with step("Collecting scripts, styles and pictures"):
        run_logged(
            [python_of(layout), "manage.py", "collectstatic", "--noinput", "--clear"],
            log=layout.log("manage-collectstatic"),
            cwd=layout.checkout,
            env={**os.environ, **production_static()},
            failure="manage.py collectstatic failed",
        )
    stamp.write()


def _stamp(layout: Layout) -> Stamp:
    """Beside the collected files, so that it goes when they go. Vendored files follow their own stamp."""
    root = layout.checkout
    own = [file for file in (root / "static").rglob("*") if file.is_file() and "vendor" not in file.parts]
    sources = [root / "requirements.txt", root / "static" / "vendor" / ".stamp", *own]
    return Stamp(layout.var / "static" / ".stamp", digest_of(root, sources))
