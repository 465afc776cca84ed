"""Where each form of the questionnaire is filled in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from cities.models import Submission
from cities.plausibility.findings import Finding
from cities.plausibility.reading import EVIDENCE
from cities.queries.questionnaire import FormLine
from cities.questionnaire import TABLES, TableSpec, form_of_table
from cities.questionnaire.spec import SOURCE
from cities.sources import SourcedRow


def address_of(submission: Submission, line: FormLine | None) -> str:
    """Of a form; of the statements, the overview, where each of them is listed; of nothing, the overview."""
    slug = submission.round.slug
    if line is None or not line.form.tables:
        return reverse("cities:overview", args=[slug]) + ("#statements" if line else "")
    return reverse("cities:form", args=[slug, line.form.slug])


def address_of_finding(slug: str, finding: Finding) -> str:
    """Of the page, and the field on it, in which what was found is mended."""
    if finding.form == EVIDENCE:
        return reverse("cities:edit-evidence", args=[slug, int(finding.row)])
    table = TABLES.get(finding.form)
    if table is None:
        return reverse("cities:overview", args=[slug])
    if not finding.row:
        return reverse("cities:form", args=[slug, form_of_table(table).slug]) + f"#{table.short_key}"
    return _address_of_field(slug, table, finding.row, finding.field)


def _address_of_field(slug: str, table: TableSpec, row: str, field: str) -> str:
    form, key = form_of_table(table), table.short_key
    place = f"#{key}-{row}-{field}"
    if table.is_register:
        return reverse("cities:form-row", args=[slug, form.slug, key, int(row)]) + place
    return reverse("cities:form", args=[slug, form.slug]) + place


@dataclass(frozen=True)
class RowLink:
    """A row that names a file: its form's code, the row in words, the field in which the file is chosen."""

    code: str
    words: str
    address: str


def links_to(slug: str, rows: Iterable[SourcedRow]) -> list[RowLink]:
    return [
        RowLink(found.form.code, str(found), _address_of_field(slug, found.table, found.key, SOURCE.name))
        for found in rows
    ]
