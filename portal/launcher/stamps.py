"""Set-up steps that need not run again: each leaves a stamp of what it was made from."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """A file that holds the digest of what a step's result was made from.

    It is written after the step succeeded: a step that was cut short runs again.
    """

    file: Path
    digest: str

    def fresh(self) -> bool:
        try:
            return self.file.read_text() == self.digest
        except FileNotFoundError:
            return False

    def write(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self.digest)


def digest_of(root: Path, files: Iterable[Path], *also: str) -> str:
    """Changes when a file is added, removed, renamed or edited, or one of the further words differs.

    It does not change when the whole checkout moves.
    """
    total = hashlib.sha256(repr(also).encode())
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(root)}\0{content}\0".encode())
    return total.hexdigest()
