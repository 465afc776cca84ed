"""The province's cities: where each stands, and what each has handed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from cities.queries import board, province_of, province_submissions, state_counts
from cities.views.loaders import province_submission_or_404, provinces_round_or_404
from cities.views.reading import asked_number, reading_of


@login_required
@require_GET
def province(request: UserRequest, slug: str) -> HttpResponse:
    round = provinces_round_or_404(request, slug)
    own = province_submissions(request.user).filter(round=round)
    counts = state_counts(own)
    context = {
        "round": round,
        "province": province_of(request.user),
        "rows": list(board(own.select_related(None).select_related("city"))),
        "total": sum(counts.values()),
        "accepted": counts["accepted"],
        "indicator_count": round.indicator_system.indicators.count(),
    }
    return render(request, "cities/province.html", context)


@login_required
@require_GET
def material(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """What a city of the province has handed in, version by version. Read-only."""
    submission = province_submission_or_404(request, slug, gb_code)
    reading = reading_of(request, submission, asked_number(request))
    context = {
        "round": submission.round,
        "submission": submission,
        "reading": reading,
        "content": reading.content(),
        "evidence_url": reverse("cities:download", args=[slug, 0]),
        "versions": submission.versions.defer("content").select_related("submitted_by").order_by("-number"),
    }
    return render(request, "cities/province_material.html", context)
