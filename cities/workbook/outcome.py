"""What a file would do to a draft, or did: differences, conflicts with what others did meanwhile, and problems."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import groupby


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Difference:
    """One field; of a row that goes, the row. ``before`` is what stands in the portal now."""

    table: str
    row: str
    field: str
    kind: Kind
    before: str
    after: str


@dataclass(frozen=True)
class Problem:
    """What can't be taken over: sheet, line and field of the file, with a sentence."""

    sheet: str
    line: int
    label: str
    message: str


@dataclass
class Outcome:
    """Of a whole file. A conflict that the file wins is a difference too.

    ``for_file``: the conflicts, by their place in the order, in which the file's text takes the portal's place.
    """

    differences: list[Difference] = field(default_factory=list)
    conflicts: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    for_file: Collection[int] = ()

    def is_won_by_file(self, conflict: Difference) -> bool:
        """Note the conflict; whether the file's text takes the place of what stands."""
        self.conflicts.append(conflict)
        return len(self.conflicts) - 1 in self.for_file

    @property
    def is_possible(self) -> bool:
        return not self.problems

    @property
    def changes_something(self) -> bool:
        return bool(self.differences or self.conflicts)

    @property
    def digest(self) -> str:
        """The same as long as the file would still do the same."""
        told = json.dumps([asdict(one) for one in (*self.differences, *self.conflicts)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def by_table(self) -> Iterator[tuple[str, list[Difference]]]:
        for table, found in groupby(self.differences, key=lambda one: one.table):
            yield table, list(found)
