"""Where each form of the questionnaire is filled in."""

from django.urls import reverse

from cities.models import Submission
from cities.queries.questionnaire import FormLine


def address_of(submission: Submission, line: FormLine | None) -> str:
    """Of a form; of the statements, the overview, where each of them is listed; of nothing, the overview."""
    slug = submission.round.slug
    if line is None or not line.form.tables:
        return reverse("cities:overview", args=[slug]) + ("#statements" if line else "")
    return reverse("cities:form", args=[slug, line.form.slug])
