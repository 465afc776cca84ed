"""Caps of grades 否决: everybody who leads reads them, the authority sets and lifts them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from cities.models import Submission
from reviews.forms.caps import CapForm
from reviews.models import GradeCap
from reviews.queries.ranking import Led, led_or_404
from reviews.services.caps import cap_grade, cap_refusal, lift_cap
from rounds.models import Role, Round


@login_required
def caps(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    led = led_or_404(request.user, slug)
    if ending:
        return list_file([led.round.name, _("Caps of grades")], ending, _columns(), _caps_of(led.round))
    form = CapForm(request.POST if request.method == "POST" else None, round=led.round)
    if request.method == "POST":
        if led.role is not Role.AUTHORITY:
            raise Http404
        if form.is_valid() and _capped(request, led, form):
            messages.success(request, _("Capped. The ranking follows."))
            return redirect("reviews:caps", slug)
    return _page(request, led, form)


def _capped(request: UserRequest, led: Led, form: CapForm) -> bool:
    entered = form.cleaned_data
    submission = Submission.objects.select_related("city", "round").get(round=led.round, city=entered["city"])
    try:
        cap_grade(
            submission=submission,
            highest=entered["highest"],
            reason=entered["reason"],
            document=entered["document"],
            by=request.user,
        )
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


@login_required
@require_POST
def lift(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    led = led_or_404(request.user, slug)
    if led.role is not Role.AUTHORITY:
        raise Http404
    cap = get_object_or_404(GradeCap, round=led.round, pk=pk)
    try:
        lift_cap(cap=cap, reason=request.POST.get("reason", ""), by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Lifted. The ranking follows."))
    return redirect("reviews:caps", slug)


def _caps_of(round: Round) -> QuerySet[GradeCap]:
    """Those that hold first."""
    found = GradeCap.objects.filter(round=round).select_related("submission__city", "capped_by", "lifted_by")
    return found.order_by("to_version", "-capped_at")


def _columns() -> list[Column]:
    return [
        Column(_("City"), lambda cap: cap.submission.city.name),
        Column(_("Highest grade"), lambda cap: cap.get_highest_display()),
        Column(_("Reason"), lambda cap: cap.reason),
        Column(_("Document"), lambda cap: cap.document),
        Column(_("By"), lambda cap: str(cap.capped_by)),
        moment(_("Capped at"), lambda cap: cap.capped_at),
        Column(_("Lifted by"), lambda cap: str(cap.lifted_by or "")),
        Column(_("Lifted because"), lambda cap: cap.lifted_because),
    ]


def _page(request: UserRequest, led: Led, form: CapForm) -> HttpResponse:
    context = {
        "round": led.round,
        "form": form,
        "caps": list(_caps_of(led.round)),
        "is_authority": led.role is Role.AUTHORITY,
        "refusal": cap_refusal(led.round, request.user),
    }
    return render(request, "reviews/caps.html", context)
