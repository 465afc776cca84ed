"""The secrets that an installation makes for itself where it was given none."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp


def kept_secret(file: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(50)) -> str:
    """What is in ``file``; made, readable by its owner only, the first time it is asked for.

    Of several processes that ask at once one makes it, and all read the same.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, whole = mkstemp(dir=file.parent)
        with os.fdopen(handle, "w") as draft:
            draft.write(make())
        with suppress(FileExistsError):
            os.link(whole, file)
        os.unlink(whole)
    return file.read_text()
