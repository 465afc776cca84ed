"""More time for one city: the supplement's deadline, or a closed window, each with a reason on record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.forms import ExtensionForm, ReopeningForm
from cities.models import Submission
from cities.queries import reopening_of, supplement_of
from cities.rules import edit_refusal
from cities.services import extend_supplement, reopen_window
from cities.views.loaders import secretariats_submission_or_404


@login_required
def more_time(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    submission = secretariats_submission_or_404(request, slug, gb_code)
    extending = ExtensionForm(request.POST if "extend" in request.POST else None)
    reopening = ReopeningForm(request.POST if "reopen" in request.POST else None)
    if request.method == "POST" and _given(request, submission, extending, reopening):
        return redirect("cities:check", slug, gb_code)
    context = {
        "round": submission.round,
        "submission": submission,
        "form": reopening if reopening.is_bound else extending,
        "extending": extending,
        "reopening": reopening,
        "supplement": supplement_of(submission),
        "open_again": reopening_of(submission),
        "reopenings": submission.reopenings.select_related("opened_by"),
        "refusal": edit_refusal(submission),
    }
    return render(request, "cities/more_time.html", context)


def _given(
    request: UserRequest, submission: Submission, extending: ExtensionForm, reopening: ReopeningForm
) -> bool:
    form = extending if extending.is_bound else reopening
    if not form.is_bound or not form.is_valid():
        return False
    try:
        if form is extending:
            extend_supplement(submission=submission, by=request.user, **form.cleaned_data)
        else:
            reopen_window(submission=submission, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, _("%(city)s has more time and has been told.") % {"city": submission.city})
    return True
