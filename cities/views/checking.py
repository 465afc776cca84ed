"""The formal check of what a city handed in; for those who only lead, the same page to read."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.differences import differences
from cities.errors import CityError, StaleForm
from cities.forms import CheckForm
from cities.models import Submission, SupplementRequest
from cities.queries import (
    early_looks,
    left_out_of,
    opinion_on,
    overview_of,
    supplement_of,
    waiting_for_check,
    withdrawal_of,
)
from cities.questionnaire import forms_asked
from cities.rules import check_refusal, opinion_refusal, supplement_refusal
from cities.services import accept_submission, look_early, return_submission
from cities.services.checking import LONGEST_REASON
from cities.views.loaders import led_submission_or_404
from cities.views.looks import looks_of
from cities.views.reading import Reading, asked_number, reading_of, remember_look
from cities.views.supplement_lines import SupplementLine, lines_of
from rounds.models import Role

USUAL_TIME = timedelta(days=10)
"""For a supplement, unless the secretariat says otherwise."""


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
    form = CheckForm(request.POST, content=_answered(request, reading).content())
    if form.is_valid() and _decided(request, submission, form):
        return redirect("cities:check", slug, gb_code)
    return _page(request, reading, form)


def _answered(request: UserRequest, newest: Reading) -> Reading:
    """What the answer names its items from: the version that was read, also if a newer one has come since."""
    if newest.role != Role.SECRETARIAT:
        return newest
    number = request.POST.get("number", "")
    known = {str(each) for each in newest.submission.versions.values_list("number", flat=True)}
    return reading_of(request, newest.submission, int(number)) if number in known else newest


def _form(request: UserRequest, reading: Reading) -> CheckForm:
    """A reason that was typed for a version which is out of date is kept for the newer one."""
    kept = request.session.get(_reason_key(reading.submission), "")
    initial = {"number": reading.number, "reason": kept, "due_at": _usual_deadline()}
    return CheckForm(content=reading.content(), initial=initial)


def _usual_deadline() -> datetime:
    """Ten days, at the end of the office day."""
    return localtime(timezone.now() + USUAL_TIME).replace(hour=18, minute=0, second=0, microsecond=0)


def _decided(request: UserRequest, submission: Submission, form: CheckForm) -> bool:
    number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
    due_at = form.cleaned_data["due_at"]
    try:
        if "return" in request.POST:
            if due_at is None:
                raise CityError(_("Say by when the city must hand in again."), field="due_at")
            return_submission(
                submission=submission,
                number=number,
                reason=reason,
                items=form.chosen(),
                due_at=due_at,
                by=request.user,
            )
            said = _("Returned to %(city)s. Its people have been told, with your reason.")
        else:
            accept_submission(submission=submission, number=number, by=request.user)
            said = _("Accepted: experts now read this version of %(city)s. Its people have been told.")
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
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
    supplement = supplement_of(submission)
    versions = list(submission.versions.defer("content").select_related("submitted_by").order_by("-number"))
    context: dict[str, Any] = {
        "round": round,
        "submission": submission,
        "reading": reading,
        "content": reading.content(),
        "signatures": reading.version.sign_offs.select_related("signed_by") if reading.version else [],
        "left_out": left_out_of(reading.version) if reading.version else [],
        "opinion": opinion_on(reading.version),
        "awaits_opinion": not opinion_refusal(submission, reading.version),
        "supplement": supplement,
        "withdrawal": withdrawal_of(submission),
        "supplement_lines": _lines(reading, supplement),
        "return_refusal": supplement_refusal(submission, supplement),
        "evidence_url": reverse("cities:download", args=[round.slug, 0]),
        "overview": overview_of(submission),
        "asked_forms": forms_asked(submission.city.level),
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


def _lines(reading: Reading, supplement: SupplementRequest | None) -> list[SupplementLine]:
    """What of the items has changed in the version that is read; nothing while it may not be read."""
    content = reading.content()
    if supplement is None or content is None:
        return []
    supplement.submission = reading.submission
    earlier = supplement.version.content
    return lines_of(supplement, differences(earlier, content, reading.submission.round))


def _next(submission: Submission) -> Submission | None:
    """The next one that waits."""
    return waiting_for_check(submission.round).exclude(pk=submission.pk).first()
