"""The findings of a submission as it stands: its content, checked against the round's window."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from cities.frozen_forms import forms_unlike, freeze_forms
from cities.models import Submission, SubmissionVersion
from cities.plausibility.check import READ_BESIDE, check, check_form
from cities.plausibility.rows import Window
from cities.queries import evidence_of
from cities.queries.forms import FormRows, form_rows
from cities.queries.plausibility import Answered, answered
from cities.questionnaire import FormSpec


def window_of(submission: Submission, deadline: datetime | None) -> Window:
    """The round's periods, and the day on which the city's window closes."""
    round = submission.round
    return Window(
        review=(round.review_start, round.review_end),
        previous=(round.previous_start, round.previous_end),
        deadline=timezone.localdate(deadline) if deadline else None,
    )


def findings_of_forms(submission: Submission, rows: FormRows, deadline: datetime | None) -> list[Answered]:
    """What was found in the forms, from rows that have been read anyway; evidence is not asked for."""
    return findings_in(submission, {"forms": freeze_forms(rows, {}), "evidence": []}, deadline)


def findings_of_form(
    submission: Submission, form: FormSpec, rows: FormRows, deadline: datetime | None
) -> list[Answered]:
    """Those of one form: the others are not looked at, but for what it is compared with."""
    read = {form.code} | READ_BESIDE.get(form.code, frozenset())
    content = {"forms": freeze_forms(rows, {}, read), "evidence": []}
    return answered(submission, check_form(form.code, content, window_of(submission, deadline)))


def forms_in_mending(submission: Submission, returned: SubmissionVersion, deadline: datetime | None) -> set[str]:
    """Codes of the forms with something that can't be explained and keeps the material from being handed in.

    And of those that are not as they were ``returned``: a figure that was mended needs its source beside it.
    """
    forms = freeze_forms(form_rows(submission), {piece.pk: piece for piece in evidence_of(submission)})
    found = check({"forms": forms, "evidence": []}, window_of(submission, deadline))
    to_mend = {finding.form.partition(".")[0] for finding in found if finding.blocks}
    return to_mend | forms_unlike(returned.content, {"forms": forms})


def findings_in(submission: Submission, content: dict[str, Any], deadline: datetime | None) -> list[Answered]:
    """What was found in the draft, with what the city says to it. ``deadline`` is ``rules.deadline_of`` now."""
    return answered(submission, check(content, window_of(submission, deadline)))
