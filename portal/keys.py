"""The secret key of an installation that was given none."""

import secrets
from pathlib import Path


def kept_secret(file: Path) -> str:
    """The key in ``file``; made, readable by its owner only, the first time it is asked for."""
    try:
        return file.read_text()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
        return file.read_text()
