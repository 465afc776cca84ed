"""Where each form of the questionnaire is filled in."""

from django.urls import reverse

from cities.models import Submission
from cities.plausibility.findings import Finding
from cities.plausibility.reading import EVIDENCE
from cities.queries.questionnaire import FormLine
from cities.questionnaire import TABLES, form_of_table


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
    form, key = form_of_table(table), table.short_key
    field = f"#{key}-{finding.row}-{finding.field}" if finding.row else f"#{key}"
    if table.is_register and finding.row:
        return reverse("cities:form-row", args=[slug, form.slug, key, int(finding.row)]) + field
    return reverse("cities:form", args=[slug, form.slug]) + field
