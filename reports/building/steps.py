"""What a build's steps hand on: files and findings."""

from collections.abc import Callable
from dataclasses import dataclass, field

from reports.building.assemble import Finding
from reviews.models import RankingSnapshot, Result


@dataclass(frozen=True)
class MadeFile:
    name: str
    role: str
    content: bytes


@dataclass
class Made:
    """Grows step by step."""

    files: list[MadeFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    pages: tuple[int, ...] = ()

    def add(self, name: str, role: str, content: bytes) -> None:
        self.files.append(MadeFile(name, role, content))


Step = Callable[[Made], None]


@dataclass(frozen=True)
class Prepared:
    """What a build will do, and from what. ``inputs_sha256`` empty: the hash of its files says it all."""

    steps: list[Step]
    result: Result | None
    snapshot: RankingSnapshot | None
    inputs_sha256: str = ""
