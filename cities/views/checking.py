"""The formal check of what a city handed in; for those who only lead, the same page to read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.errors import StaleForm
from cities.forms import CheckForm
from cities.models import Submission
from cities.queries import early_looks, overview_of, waiting_for_check
from cities.rules import check_refusal
from cities.services import accept_submission, look_early, return_submission
from cities.services.checking import LONGEST_REASON
from cities.views.loaders import led_submission_or_404
from cities.views.looks import looks_of
from cities.views.reading import Reading, asked_number, reading_of, remember_look
from rounds.models import Role


@login_required
def check(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """Read what was handed in, then accept or return it. Reading before acceptance is said first, and recorded."""
    submission = led_submission_or_404(request, slug, gb_code)
    reading = reading_of(request, submission, asked_number(request))
    if request.method != "POST":
        return _page(request, reading, _form(request, reading))
    if "look" in request.POST and reading.is_early:
        look_early(submission=submission, what=reading.what, by=request.user)
        remember_look(request.session, reading)
        return redirect(request.get_full_path())
    form = CheckForm(request.POST)
    if form.is_valid() and _decided(request, submission, form):
        return redirect("cities:check", slug, gb_code)
    return _page(request, reading, form)


def _form(request: UserRequest, reading: Reading) -> CheckForm:
    """A reason that was typed for a version which is out of date is kept for the newer one."""
    kept = request.session.get(_reason_key(reading.submission), "")
    return CheckForm(initial={"number": reading.number, "reason": kept})


def _decided(request: UserRequest, submission: Submission, form: CheckForm) -> bool:
    number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
    try:
        if "return" in request.POST:
            return_submission(submission=submission, number=number, reason=reason, by=request.user)
            said = _("Returned to %(city)s. Its people have been told, with your reason.")
        else:
            accept_submission(submission=submission, number=number, by=request.user)
            said = _("Accepted: experts now read this version of %(city)s. Its people have been told.")
    except PortalError as error:
        form.add_error(error.field, error.message)
        if isinstance(error, StaleForm):
            request.session[_reason_key(submission)] = reason
        return False
    request.session.pop(_reason_key(submission), None)
    messages.success(request, said % {"city": submission.city})
    return True


def _reason_key(submission: Submission) -> str:
    return f"check_reason_{submission.pk}"


def _page(request: UserRequest, reading: Reading, form: CheckForm) -> HttpResponse:
    submission, round = reading.submission, reading.submission.round
    is_secretariat = reading.role == Role.SECRETARIAT
    versions = list(submission.versions.defer("content").select_related("submitted_by").order_by("-number"))
    context: dict[str, Any] = {
        "round": round,
        "submission": submission,
        "reading": reading,
        "content": reading.content(),
        "evidence_url": reverse("cities:download", args=[round.slug, 0]),
        "overview": overview_of(submission),
        "versions": versions,
        "newest": versions[0].number if versions else None,
        "is_secretariat": is_secretariat,
        "form": form,
        "reason_limit": LONGEST_REASON,
        "refusal": check_refusal(submission),
        "looks": looks_of(early_looks(submission)),
        "next": _next(submission) if is_secretariat else None,
    }
    return render(request, "cities/check.html", context)


def _next(submission: Submission) -> Submission | None:
    """The next one that waits."""
    return waiting_for_check(submission.round).exclude(pk=submission.pk).first()
