"""What a city does about its own result: reads it, says which facts are wrong, objects."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.models import Submission
from cities.views.own import own_submission_or_404
from reports.facts_used import facts_used
from reports.forms.claims import FactRequestForm, ObjectionForm
from reports.models import Objection, OwnResults, Publication
from reports.own_result import own_result as result_of
from reports.queries.claims import fact_requests_of, objections_of
from reports.queries.clock import objection_deadline
from reports.queries.letters import own_letter as letter_to
from reports.queries.publication import withdrawn_result
from reports.services.claims import claim_refusal, file_fact_request, file_objection
from reports.views.builds import sent
from reviews.models import Result
from reviews.queries.results import result_in_force
from rounds.models import Action, Role
from rounds.rules import refusal


@login_required
def own_facts(request: UserRequest, slug: str) -> HttpResponse:
    """The facts that are used for the city, and the form to have one corrected; no score.

    Before the factual check they are not there: a remark on a fact can carry the value that is being verified.
    """
    submission = own_submission_or_404(request, slug)
    closed = refusal(submission.round, Role.CITY, Action.READ_FACTS)
    form = FactRequestForm(request.POST or None, submission=submission)
    if request.method == "POST" and form.is_valid():
        try:
            file_fact_request(submission=submission, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Handed in. The secretariat decides, and you are told."))
            return redirect("reports:own-facts", slug)
    requests = fact_requests_of(submission.round).filter(submission=submission)
    why_not = claim_refusal(submission, Action.CORRECT_FACTS, request.user)
    is_open = not (closed or why_not)
    context = {
        "round": submission.round,
        "submission": submission,
        "closed": closed,
        "facts": [] if closed else facts_used(submission),
        "requests": requests.order_by("-filed_at"),
        "form": form,
        "typed": [] if is_open else form.typed(),
        "is_open": is_open,
        "refusal": why_not,
    }
    return render(request, "reports/own_facts.html", context, status=422 if form.errors else 200)


@login_required
def own_result(request: UserRequest, slug: str) -> HttpResponse:
    """The city's own result once it has been told, and the objection with its clock."""
    submission = own_submission_or_404(request, slug)
    result = _told(submission)
    withdrawn = None if result else withdrawn_result(submission.round)
    form = ObjectionForm(request.POST or None, submission=submission)
    if request.method == "POST" and form.is_valid():
        try:
            file_objection(submission=submission, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Handed in. It is decided by others than those who scored."))
            return redirect("reports:own-result", slug)
    why_not = claim_refusal(submission, Action.OBJECT, request.user)
    context: dict[str, Any] = {
        "round": submission.round,
        "submission": submission,
        "result": result,
        "own": result_of(submission, result) if result else None,
        "publication": Publication.objects.filter(result=result).first() if result else None,
        "letter": letter_to(submission, result) if result else None,
        "withdrawn": withdrawn,
        "objections": _objections(submission),
        "form": form,
        "typed": form.typed() if why_not or result is None else [],
        "refusal": why_not,
        "deadline": objection_deadline(submission.round),
    }
    return render(request, "reports/own_result.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def own_letter(request: UserRequest, slug: str) -> HttpResponse:
    """The city's own feedback letter, as long as it may read its result."""
    submission = own_submission_or_404(request, slug)
    result = _told(submission)
    letter = letter_to(submission, result) if result else None
    if letter is None:
        raise Http404
    return sent(request, letter.build, letter)


def _told(submission: Submission) -> Result | None:
    """The result in force, once the cities have been told it and while a stage lets them read."""
    result = result_in_force(submission.round)
    if result is None or not OwnResults.objects.filter(result=result).exists():
        return None
    return None if refusal(submission.round, Role.CITY, Action.READ_RESULT) else result


def _objections(submission: Submission) -> list[Objection]:
    return list(objections_of(submission.round).filter(submission=submission).order_by("-filed_at"))
