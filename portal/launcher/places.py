"""Makes the folders that paths.py names, and trusts none that somebody else made in a shared place."""

import os
import pwd
import stat
from pathlib import Path

from .paths import Layout, server_account
from .say import Failure


def account_of(layout: Layout) -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as when that is not the person who starts it."""
    return server_account() if layout.uid == 0 else None


def prepare_places(layout: Layout) -> None:
    """Make the servers' folders. Only ours are opened or handed over, never a parent."""
    _make(layout.var, 0o755)
    _make(layout.servers, 0o755)
    _make(layout.sockets, 0o700)
    hand_over(layout.sockets, account_of(layout))


def hand_over(folder: Path, account: pwd.struct_passwd | None) -> None:
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)


def _make(folder: Path, mode: int) -> None:
    """The folder exists, is no link and belongs to us or to the servers' account."""
    folder.mkdir(exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in _trusted_owners(folder):
        raise Failure(f"{folder} belongs to another user. Remove it, or start as the user who made it.")
    folder.chmod(mode)


def _trusted_owners(folder: Path) -> set[int]:
    """Root may work in anybody's checkout, but in a shared place only with what is its own."""
    if os.getuid() != 0:
        return {os.getuid()}
    return {0, server_account().pw_uid, folder.parent.stat().st_uid}
