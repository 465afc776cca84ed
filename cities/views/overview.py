"""The city's home in a round."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from cities.queries import early_looks, overview_of
from cities.rules import deadline_of, edit_refusal, writing_stages
from cities.views.looks import looks_of
from cities.views.own import own_submission_or_404


@login_required
@require_GET
def overview(request: UserRequest, slug: str) -> HttpResponse:
    """Where the city's material stands, and the one thing to do next."""
    submission = own_submission_or_404(request, slug)
    versions = submission.versions.defer("content").select_related("submitted_by")
    context = {
        "round": submission.round,
        "submission": submission,
        "overview": overview_of(submission),
        "stages": writing_stages(submission),
        "refusal": edit_refusal(submission),
        "deadline": deadline_of(submission),
        "versions": list(versions.order_by("-number")),
        "looks": looks_of(early_looks(submission)),
    }
    return render(request, "cities/overview.html", context)
