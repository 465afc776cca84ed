"""What the plausibility checks found in a city's draft, to be mended or explained."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.listing import Column, list_file
from accounts.models import UserRequest
from cities.content import build_content
from cities.finding import findings_in
from cities.forms.findings import FindingLine, brought_words, carry_on
from cities.models import Submission
from cities.queries.plausibility import Answered
from cities.rules import writing_of
from cities.services import ExplanationProblems, Words, explain_findings, save_explanation
from cities.services.explaining import LONGEST_EXPLANATION
from cities.views.form_addresses import address_of_finding
from cities.views.own import own_submission_or_404
from cities.views.typing import saved_answer


@login_required
def findings(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Errors to be mended, then warnings with their explanations."""
    submission = own_submission_or_404(request, slug)
    if request.method == "POST":
        return _explain(request, submission, list(brought_words(request.POST)))
    if ending:
        words = [submission.city.short_name, submission.round.name, _("What doesn't look right")]
        return list_file(words, ending, _columns(), _found(submission))
    return _page(request, submission, _lines(submission))


@login_required
@require_POST
def save_words(request: UserRequest, slug: str) -> JsonResponse:
    """The words to one finding as they are typed."""
    submission = own_submission_or_404(request, slug)
    key, seen, base, text = (request.POST.get(name, "") for name in ("name", "seen", "base", "text"))
    words = Words(key, seen, base, text)
    return saved_answer(request, lambda: save_explanation(submission=submission, words=words, by=request.user))


def _explain(request: UserRequest, submission: Submission, brought: Sequence[Words]) -> HttpResponse:
    """Keep everything that was typed, or show all of it again with what is wrong."""
    try:
        explain_findings(submission=submission, words=brought, by=request.user)
    except PortalError as error:
        lines = _lines(submission)
        problems = error.problems if isinstance(error, ExplanationProblems) else {}
        writable = [] if writing_of(submission).refusal else lines
        homeless = carry_on(writable, brought, problems)
        return _page(request, submission, lines, problem=error.message, homeless=homeless)
    if brought:
        messages.success(request, _("The explanation is kept and goes with the material."))
    return redirect("cities:findings", submission.round.slug)


def _found(submission: Submission) -> list[Answered]:
    return findings_in(submission, build_content(submission), writing_of(submission).deadline)


def _lines(submission: Submission) -> list[FindingLine]:
    slug = submission.round.slug
    return [FindingLine.of(one, address_of_finding(slug, one.finding)) for one in _found(submission)]


def _page(
    request: UserRequest,
    submission: Submission,
    lines: Sequence[FindingLine],
    *,
    problem: str = "",
    homeless: Sequence[tuple[Words, str]] = (),
) -> HttpResponse:
    writing = writing_of(submission)
    context = {
        "round": submission.round,
        "submission": submission,
        "found": lines,
        "open": sum(line.answered.is_open for line in lines),
        "problem": problem,
        "homeless": homeless,
        "limit": LONGEST_EXPLANATION,
        "deadline": writing.deadline,
        "refusal": writing.refusal,
    }
    return render(request, "cities/findings.html", context, status=409 if problem else 200)


def _columns() -> list[Column]:
    return [
        Column(_("Where"), lambda row: row.place),
        Column(_("Finding"), lambda row: row.sentence),
        Column(_("State"), _state),
        Column(_("Explanation"), lambda row: row.explanation.text if row.is_explained else ""),
    ]


def _state(row: Answered) -> str:
    if row.finding.blocks:
        return _("To be mended")
    return _("Explained") if row.is_explained else _("To be mended or explained")
