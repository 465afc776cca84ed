"""Entering a city's paper form on its behalf: where it begins, goes on and ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.addresses import address_for
from cities.forms import ProxyForm
from cities.models import Submission
from cities.queries import proxy_of
from cities.rules import edit_refusal
from cities.services import end_proxy_entry, open_proxy_entry
from cities.views.loaders import secretariats_submission_or_404


@login_required
def proxy(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    submission = secretariats_submission_or_404(request, slug, gb_code)
    there = address_for(submission.city, reverse("cities:overview", args=[slug]))
    form = ProxyForm(request.POST if "open" in request.POST else None, request.FILES or None)
    if "end" in request.POST and _ended(request, submission):
        return redirect("cities:proxy", slug, gb_code)
    if form.is_bound and form.is_valid() and _opened(request, submission, form):
        return redirect(there)
    context = {
        "round": submission.round,
        "submission": submission,
        "form": form,
        "entry": proxy_of(submission),
        "entries": submission.proxy_entries.select_related("paper", "opened_by").order_by("-pk"),
        "refusal": edit_refusal(submission),
        "there": there,
    }
    return render(request, "cities/proxy.html", context)


def _opened(request: UserRequest, submission: Submission, form: ProxyForm) -> bool:
    try:
        open_proxy_entry(submission=submission, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(
        request,
        _("You now write for %(city)s. Everything is recorded under your name.") % {"city": submission.city},
    )
    return True


def _ended(request: UserRequest, submission: Submission) -> bool:
    try:
        end_proxy_entry(submission=submission, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Ended. What was entered stays in the draft."))
    return True
