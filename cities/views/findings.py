"""What the plausibility checks found in a city's draft, to be mended or explained."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.listing import Column, list_file
from accounts.models import UserRequest
from cities.content import build_content
from cities.finding import findings_in
from cities.forms import ExplanationForm
from cities.models import Submission
from cities.queries.plausibility import Answered
from cities.rules import writing_of
from cities.services import explain_finding
from cities.views.form_addresses import address_of_finding
from cities.views.own import own_submission_or_404


@login_required
def findings(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Errors to be mended, then warnings with their explanations."""
    submission = own_submission_or_404(request, slug)
    form = ExplanationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _explained(request, submission, form):
        return redirect("cities:findings", slug)
    writing = writing_of(submission)
    found = findings_in(submission, build_content(submission), writing.deadline)
    if ending:
        words = [submission.city.short_name, submission.round.name, _("What doesn't look right")]
        return list_file(words, ending, _columns(), found)
    context = {
        "round": submission.round,
        "submission": submission,
        "found": [(answered, address_of_finding(slug, answered.finding)) for answered in found],
        "open": sum(answered.is_open for answered in found),
        "form": form,
        "deadline": writing.deadline,
        "refusal": writing.refusal,
    }
    return render(request, "cities/findings.html", context, status=409 if form.errors else 200)


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


def _explained(request: UserRequest, submission: Submission, form: ExplanationForm) -> bool:
    if not form.is_valid():
        return False
    try:
        explain_finding(submission=submission, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, _("The explanation is kept and goes with the material."))
    return True
