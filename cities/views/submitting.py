"""Handing in: what experts will read, the act, and the receipt."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.content import build_content
from cities.finding import findings_in
from cities.forms import SubmitForm
from cities.models import Submission
from cities.queries import latest_version, overview_of
from cities.rules import deadline_of, edit_refusal
from cities.services import submit_submission
from cities.views.own import own_submission_or_404, own_version_or_404


@login_required
def submit(request: UserRequest, slug: str) -> HttpResponse:
    """The draft as experts would read it, and handing it in."""
    submission = own_submission_or_404(request, slug)
    if request.method != "POST":
        return _preview(request, submission)
    form = SubmitForm(request.POST)
    edit_version = form.cleaned_data["edit_version"] if form.is_valid() else -1
    try:
        version = submit_submission(submission=submission, edit_version=edit_version, by=request.user)
    except PortalError as error:
        return _preview(request, own_submission_or_404(request, slug), error.message)
    messages.success(request, _("Handed in as version %(number)d.") % {"number": version.number})
    return redirect("cities:receipt", slug, version.number)


def _preview(request: UserRequest, submission: Submission, problem: str = "") -> HttpResponse:
    """``submission`` is read before its content, so that a change in between makes the button stale, not blind."""
    content, deadline = build_content(submission), deadline_of(submission)
    found = findings_in(submission, content, deadline)
    context = {
        "round": submission.round,
        "submission": submission,
        "form": SubmitForm(initial={"edit_version": submission.edit_version}),
        "content": {**content, "findings": [answered.to_dict() for answered in found]},
        "open_findings": [answered for answered in found if answered.is_open],
        "overview": overview_of(submission),
        "deadline": deadline,
        "refusal": edit_refusal(submission),
        "last": latest_version(submission),
        "problem": problem,
    }
    return render(request, "cities/preview.html", context, status=409 if problem else 200)


@login_required
@require_GET
def receipt(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """What was handed in when and by whom, with the hashes that prove it."""
    submission = own_submission_or_404(request, slug)
    version = own_version_or_404(submission, number)
    context = {
        "round": submission.round,
        "submission": submission,
        "version": version,
        "content": version.content,
    }
    return render(request, "cities/receipt.html", context)


@login_required
@require_GET
def handed_in(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """A submitted version, as it was."""
    submission = own_submission_or_404(request, slug)
    version = own_version_or_404(submission, number)
    context = {
        "round": submission.round,
        "submission": submission,
        "version": version,
        "content": version.content,
    }
    return render(request, "cities/handed_in.html", context)
