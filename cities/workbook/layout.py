"""Where what stands in the workbook, the same for writing and reading; names of sheets are for people only.

The first sheet carries the version line. A sheet of a table has its key in A1 and its title in B1; the names of
its fields stand in a hidden line 2, labels in line 3, help in line 4, rows from line 5 on, with the key of the row
in a hidden column A. A table with one row stands upright: name of the field in a hidden column A, label in B, its
value in C. The hidden sheet ``_base`` keeps what each field had when the workbook was made.
"""

import re
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField

from cities.models import Submission
from cities.questionnaire import TABLES, TableSpec
from rounds.models import Round
from scoring.canonical import sha256_of

FORMAT = 1
COVER, BASE, LISTS = "0", "_base", "_lists"
STATEMENTS = "F13.statements"
STATEMENT_FIELDS = ("text", "self_score")
VERSION_CELL = (3, 2)
"""Line and column of the version line on the first sheet, counted from 1."""
NAMES_LINE, LABELS_LINE, HELP_LINE, FIRST_LINE = 2, 3, 4, 5
NO_CITY = "-"
VERSION = re.compile(
    r"cities-workbook/(?P<format>\d+) round=(?P<round>\S+) city=(?P<city>\S+) form=(?P<form>[0-9a-f]{12})"
    r" edit=(?P<edit>\d+)"
)


@dataclass(frozen=True)
class VersionLine:
    """Of which round, city and questionnaire a workbook is, and the draft's edit version when it was made."""

    format: int
    round: str
    city: str
    form: str
    edit: int

    def __str__(self) -> str:
        return (
            f"cities-workbook/{self.format} round={self.round} city={self.city} form={self.form} edit={self.edit}"
        )

    @classmethod
    def read(cls, text: str) -> "VersionLine | None":
        found = VERSION.fullmatch(text.strip())
        if found is None:
            return None
        return cls(int(found["format"]), found["round"], found["city"], found["form"], int(found["edit"]))

    @property
    def is_blank(self) -> bool:
        return self.city == NO_CITY


def version_line(submission: Submission) -> VersionLine:
    round = submission.round
    return VersionLine(FORMAT, round.slug, submission.city.gb_code, fingerprint(round), submission.edit_version)


def blank_line(round: Round) -> VersionLine:
    return VersionLine(FORMAT, round.slug, NO_CITY, fingerprint(round), 0)


def fingerprint(round: Round) -> str:
    """Changes with whatever is asked: tables, fields, choices, periods, indicators."""
    tables = {key: _asked(table, round) for key, table in TABLES.items()}
    asked = {"tables": tables, "indicators": round.indicator_system.sha256 or round.indicator_system_id}
    return sha256_of({"format": FORMAT, **asked})[:12]


def _asked(table: TableSpec, round: Round) -> dict[str, list[str]]:
    return {
        "fields": [field.name for field in table.all_fields],
        "rows": [row.name for row in table.rows_for(round)],
        "choices": [value for field in table.fields for value, _label in choices_of(table, field.name)],
    }


def choices_of(table: TableSpec, field: str) -> list[tuple[str, str]]:
    """Code and label of a field's choices; none for a field that is typed freely."""
    model_field = table.model_field(field)
    of = model_field.base_field if isinstance(model_field, ArrayField) else model_field
    return [(str(value), str(label)) for value, label in of.flatchoices if value]
