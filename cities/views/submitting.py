"""Handing in: what experts will read, the act, and the receipt."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.forms import SendBackForm, SignForm
from cities.models import Step, Submission
from cities.queries import (
    chain_of,
    coming_files,
    is_city_administrator,
    latest_version,
    left_out_of,
    waiting_files,
)
from cities.queries.draft import draft_of
from cities.readiness import readiness_of
from cities.rules import sign_refusal, writing_of
from cities.services import send_back, sign_submission
from cities.views.own import own_submission_or_404, own_version_or_404


@login_required
def submit(request: UserRequest, slug: str) -> HttpResponse:
    """The draft as experts would read it, and the signatures under it; with the last one it is handed in."""
    submission = own_submission_or_404(request, slug)
    if request.method != "POST":
        return _preview(request, submission)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _preview(request, submission, _("Nothing was signed: press the button of your step."))
    step, edit_version = Step(form.cleaned_data["sign"]), form.cleaned_data["edit_version"]
    try:
        version = sign_submission(submission=submission, step=step, edit_version=edit_version, by=request.user)
    except PortalError as error:
        return _preview(request, own_submission_or_404(request, slug), error.message)
    if version is None:
        messages.success(request, _("Signed. Whoever signs next has been told."))
        return redirect("cities:submit", slug)
    messages.success(request, _("Handed in as version %(number)d.") % {"number": version.number})
    return redirect("cities:receipt", slug, version.number)


@login_required
@require_POST
def send_material_back(request: UserRequest, slug: str) -> HttpResponse:
    """The reviewer or the approver says what is to be changed instead of signing."""
    submission = own_submission_or_404(request, slug)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _preview(request, submission, send_back_form=form)
    try:
        send_back(submission=submission, reason=form.cleaned_data["reason"], by=request.user)
    except PortalError as error:
        form.add_error(error.field, error.message)
        return _preview(request, own_submission_or_404(request, slug), send_back_form=form)
    messages.success(request, _("Sent back. The signatures are void, and who gave them has been told why."))
    return redirect("cities:submit", slug)


def _preview(
    request: UserRequest, submission: Submission, problem: str = "", send_back_form: SendBackForm | None = None
) -> HttpResponse:
    """``submission`` is read before its content, so that a change in between makes the button stale, not blind."""
    draft = draft_of(submission)
    ready, writing = readiness_of(submission, draft), writing_of(submission)
    chain = chain_of(submission, ready.sha256)
    found = [answered.to_dict() for answered in ready.findings]
    status = 409 if problem else 422 if send_back_form and send_back_form.errors else 200
    context = {
        "round": submission.round,
        "submission": submission,
        "form": send_back_form or SendBackForm(),
        "edit_version": submission.edit_version,
        "content": {**ready.content, "findings": found},
        "ready": ready,
        "overview": draft.overview,
        "deadline": writing.deadline,
        "refusal": writing.refusal,
        "chain": chain,
        "sign_refusal": sign_refusal(chain, request.user),
        "waiting": waiting_files(submission).count() + coming_files(submission).count(),
        "manages": is_city_administrator(request.user, submission.city),
        "last": latest_version(submission),
        "problem": problem,
    }
    return render(request, "cities/preview.html", context, status=status)


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
        "signatures": version.sign_offs.select_related("signed_by"),
        "left_out": left_out_of(version),
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
