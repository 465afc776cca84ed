"""The province's cities: where each stands, and what each has handed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file, moment
from accounts.models import UserRequest
from cities.forms import OpinionForm
from cities.models import Submission
from cities.queries import board, latest_version, opinion_on, province_of, province_submissions, state_counts
from cities.rules import opinion_refusal
from cities.services import give_opinion
from cities.views.loaders import province_submission_or_404, provinces_round_or_404
from cities.views.reading import asked_number, reading_of


@login_required
@require_GET
def province(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    round = provinces_round_or_404(request, slug)
    own = province_submissions(request.user).filter(round=round)
    rows = list(board(own.select_related(None).select_related("city")))
    if ending:
        return list_file([round.name, _("Cities of the province")], ending, _columns(), rows)
    counts = state_counts(own)
    context = {
        "round": round,
        "province": province_of(request.user),
        "rows": rows,
        "total": sum(counts.values()),
        "accepted": counts["accepted"],
        "indicator_count": round.indicator_system.indicators.count(),
    }
    return render(request, "cities/province.html", context)


def _columns() -> list[Column]:
    return [
        Column(_("City"), lambda row: row.city.short_name),
        Column(_("State"), lambda row: row.get_state_display()),
        count(_("Statements complete"), lambda row: row.complete_count),
        count(_("Forms complete"), lambda row: row.complete_forms),
        count(_("Forms asked for"), lambda row: row.asked_forms),
        count(_("Evidence"), lambda row: row.evidence_count),
        count(_("Submitted version"), lambda row: row.latest_number),
        moment(_("Submitted at"), lambda row: row.latest_at),
        moment(_("Last activity"), lambda row: row.last_activity_at),
        count(_("Batch"), lambda row: row.city.batch),
        Column(_("Level"), lambda row: row.city.get_level_display()),
    ]


@login_required
def material(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """What a city of the province has handed in, version by version, and the province's opinion on it."""
    submission = province_submission_or_404(request, slug, gb_code)
    reading = reading_of(request, submission, asked_number(request))
    form = OpinionForm(request.POST or None, initial={"number": reading.number})
    if request.method == "POST" and form.is_valid() and _given(request, submission, form):
        return redirect("cities:province-material", slug, gb_code)
    newest = latest_version(submission)
    is_newest = newest is not None and reading.number == newest.number
    context = {
        "form": form,
        "opinion": opinion_on(reading.version),
        "awaits_opinion": is_newest and not opinion_refusal(submission, reading.version),
        "refusal": opinion_refusal(submission, reading.version) if is_newest else "",
        "round": submission.round,
        "submission": submission,
        "reading": reading,
        "content": reading.content(),
        "evidence_url": reverse("cities:download", args=[slug, 0]),
        "versions": submission.versions.defer("content").select_related("submitted_by").order_by("-number"),
    }
    return render(request, "cities/province_material.html", context)


def _given(request: UserRequest, submission: Submission, form: OpinionForm) -> bool:
    try:
        opinion = give_opinion(submission=submission, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    text = _("Your opinion on version %(number)d has been given.")
    messages.success(request, text % {"number": opinion.version.number})
    return True
