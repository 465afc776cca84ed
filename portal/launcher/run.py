"""Run one program of the set-up to its end, its output in a log, with a sign of life meanwhile."""

import os
import pwd
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .say import Failure, tell

SIGN_OF_LIFE = 10.0
LAST_LINES = 25
LONGEST_LINE = 90


def run_logged(
    argv: Sequence[str | os.PathLike[str]],
    *,
    log: Path,
    cwd: Path,
    failure: str,
    env: Mapping[str, str] | None = None,
    account: pwd.struct_passwd | None = None,
) -> None:
    """Raise Failure with the end of the log when the program does not succeed."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **as_account(account)
        )
        code = _wait(process, log)
    if code != 0:
        raise Failure(f"{failure} (exit code {code}). The end of {log}:\n{tail(log)}")


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Popen's arguments that drop root's rights, all of them, for the account's."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def tail(log: Path, lines: int = LAST_LINES) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _wait(process: subprocess.Popen[bytes], log: Path) -> int:
    started = time.monotonic()
    try:
        while True:
            try:
                return process.wait(timeout=SIGN_OF_LIFE)
            except subprocess.TimeoutExpired:
                tell(f"  still at it after {time.monotonic() - started:.0f} s: {tail(log, 1)[:LONGEST_LINE]}")
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
