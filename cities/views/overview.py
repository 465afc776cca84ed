"""The city's home in a round."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from cities.content import written
from cities.differences import differences
from cities.finding import findings_of_forms
from cities.models import Submission, SupplementRequest
from cities.queries import (
    Dashboard,
    dashboard_of,
    early_looks,
    opinion_on,
    proxy_entries_of,
    supplement_of,
    versions_of,
    withdrawal_of,
)
from cities.queries.draft import draft_of
from cities.rules import opinion_refusal, writing_of
from cities.views.looks import looks_of
from cities.views.own import own_submission_or_404
from cities.views.supplement_lines import SupplementLine, lines_of


@login_required
@require_GET
def overview(request: UserRequest, slug: str) -> HttpResponse:
    """Where the city's material stands, and the one thing to do next."""
    submission = own_submission_or_404(request, slug)
    dashboard, writing = dashboard_of(submission), writing_of(submission)
    found = findings_of_forms(submission, dashboard.questionnaire.rows, writing.deadline)
    versions = versions_of(submission)
    latest = versions[0] if versions else None
    supplement = writing.supplement or (supplement_of(submission) if latest else None)
    context = {
        "round": submission.round,
        "submission": submission,
        "dashboard": dashboard,
        "overview": dashboard.overview,
        "next_form": dashboard.questionnaire.next,
        "open_findings": [answered for answered in found if answered.is_open],
        "stages": writing.stages,
        "refusal": writing.refusal,
        "deadline": writing.deadline,
        "versions": versions,
        "supplement": supplement,
        "withdrawal": withdrawal_of(submission),
        "entries": proxy_entries_of(submission),
        "supplement_lines": _lines(submission, supplement, dashboard),
        "opinion": opinion_on(latest),
        "awaits_opinion": not opinion_refusal(submission, latest),
        "looks": looks_of(early_looks(submission)),
    }
    return render(request, "cities/overview.html", context)


def _lines(
    submission: Submission, supplement: SupplementRequest | None, dashboard: Dashboard
) -> list[SupplementLine]:
    """The items of an open supplement, with what has changed in the draft since."""
    if supplement is None or submission.state != Submission.State.RETURNED:
        return []
    supplement.submission = submission
    draft = draft_of(submission, dashboard.overview, dashboard.questionnaire.rows)
    changed = differences(supplement.version.content, written(draft), submission.round)
    return lines_of(supplement, changed)
