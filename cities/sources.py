"""The rows of a city's forms that name a file as their source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cities.completeness import title_of
from cities.kept_words import row_words, table_words
from cities.models import FormRow, Submission
from cities.queries.forms import SOURCED, FormRows, form_rows
from cities.questionnaire import FormSpec, TableSpec, form_of_table


@dataclass(frozen=True)
class SourcedRow:
    """A row, and the table it stands in."""

    table: TableSpec
    row: FormRow

    @property
    def form(self) -> FormSpec:
        return form_of_table(self.table)

    @property
    def key(self) -> str:
        return self.table.row_key(self.row)

    def __str__(self) -> str:
        """F1 Yearly data · 2018."""
        return " · ".join(filter(None, (table_words(self.table.key), self._where())))

    def _where(self) -> str:
        if not self.table.is_register:
            return row_words(self.table.key, self.key)
        return title_of(self.table, self.row) or _("Entry without a title")


SourcedRows = Mapping[int, Sequence[SourcedRow]]
"""By the number of the file."""


def sourced_rows(submission: Submission, rows: FormRows | None = None) -> SourcedRows:
    """In the order of the questionnaire. One query, none if the rows have been read."""
    rows = rows or form_rows(submission, SOURCED)
    found: dict[int, list[SourcedRow]] = {}
    for table in SOURCED:
        for row in rows.of(table):
            if row.evidence_id:
                found.setdefault(row.evidence_id, []).append(SourcedRow(table, row))
    return found
