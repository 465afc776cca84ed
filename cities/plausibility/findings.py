"""What a check says: where, by which rule, how grave, and with which values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scoring.canonical import sha256_of


class Level(StrEnum):
    ERROR = "error"  # blocks the submission
    WARNING = "warning"  # is mended or explained


class Rule(StrEnum):
    """What was found; ``words`` has a sentence for each."""

    PARTS_NOT_WHOLE = "parts_not_whole"
    PART_ABOVE_WHOLE = "part_above_whole"
    OUT_OF_SCALE = "out_of_scale"
    RATIO_OUT_OF_SCALE = "ratio_out_of_scale"
    NOT_A_SHARE = "not_a_share"
    JUMP = "jump"
    UNIT_SLIP = "unit_slip"
    MISSING_YEAR = "missing_year"
    NOT_ITS_PARTS = "not_its_parts"
    NOT_AS_COMPUTED = "not_as_computed"
    NOT_ITS_FUELS = "not_its_fuels"
    AFTER_DEADLINE = "after_deadline"
    BEFORE_WINDOW = "before_window"
    END_BEFORE_START = "end_before_start"
    YEAR_OUTSIDE = "year_outside"


@dataclass(frozen=True)
class Finding:
    """``values`` fill the gaps of the sentence; with the place they are the fingerprint of what was found.

    ``where`` is the row as a person knows it: a year, a title.
    """

    form: str
    row: str
    field: str
    rule: Rule
    level: Level
    values: Mapping[str, str]
    where: str = ""

    @property
    def key(self) -> str:
        """The place and the rule: one finding, whatever its values."""
        return f"{self.form}/{self.row}/{self.field}/{self.rule}"

    @property
    def fingerprint(self) -> str:
        """Changes with any value that the finding rests on: an explanation then no longer holds."""
        return sha256_of({"key": self.key, "values": dict(self.values)})

    @property
    def blocks(self) -> bool:
        return self.level is Level.ERROR

    def to_dict(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "row": self.row,
            "field": self.field,
            "rule": self.rule.value,
            "level": self.level.value,
            "values": dict(self.values),
            "where": self.where,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Finding":
        rule, level = Rule(kept["rule"]), Level(kept["level"])
        return cls(kept["form"], kept["row"], kept["field"], rule, level, kept["values"], kept["where"])
