"""What a workbook or a table brings, before anything is decided: rows of texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

Place = tuple[str, str, str]
"""Table, row and field."""


@dataclass(frozen=True)
class BroughtRow:
    """One row. ``key`` is empty for a new row of a register; ``line`` is where it stands in the file."""

    line: int
    key: str
    texts: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        return not any(self.texts.values())


@dataclass(frozen=True)
class Brought:
    """A whole file. ``base``: what stood in each field when it was made; None: the file doesn't say."""

    rows: Mapping[str, Sequence[BroughtRow]]
    base: Mapping[Place, str] | None = None
    sheets: Mapping[str, str] = field(default_factory=dict)
    """By table, the name of the sheet, for sentences."""

    def to_dict(self) -> dict[str, Any]:
        """For a signed token that a page carries from the difference to its acceptance."""
        return {
            "rows": {
                key: [[row.line, row.key, dict(row.texts)] for row in rows] for key, rows in self.rows.items()
            },
            "base": None if self.base is None else [[*place, text] for place, text in self.base.items()],
            "sheets": dict(self.sheets),
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        rows = {
            key: [BroughtRow(line, row, texts) for line, row, texts in given]
            for key, given in kept["rows"].items()
        }
        base = kept["base"]
        places = None if base is None else {(table, row, name): text for table, row, name, text in base}
        return cls(rows, places, kept["sheets"])
