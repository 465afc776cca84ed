"""What a later version says differently from an earlier one, for everybody who may read both."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.differences import differences
from cities.models import Submission, SubmissionVersion
from cities.queries import submissions_for
from cities.views.own import own_submission_or_404
from cities.views.reading import reading_of
from rounds.models import Role


@login_required
@require_GET
def changes(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """For the city: version ``number`` against the one before, or the one in the address."""
    submission = own_submission_or_404(request, slug)
    return _page(request, submission, number, reverse("cities:receipt", args=[slug, number]))


@login_required
@require_GET
def changes_of(request: UserRequest, slug: str, gb_code: str, number: int) -> HttpResponse:
    """For secretariat and province. What is not accepted yet is opened on its own page first, on record."""
    rows = submissions_for(request.user).filter(round__slug=slug, city__gb_code=gb_code)
    submission = get_object_or_404(rows)
    reading = reading_of(request, submission, number)
    if reading.role not in (Role.SECRETARIAT, Role.PROVINCE):
        raise Http404
    page = "cities:check" if reading.role == Role.SECRETARIAT else "cities:province-material"
    back = reverse(page, args=[slug, gb_code]) + f"?version={number}"
    if not reading.is_open:
        return redirect(back)
    return _page(request, submission, number, back)


def _page(request: UserRequest, submission: Submission, number: int, back: str) -> HttpResponse:
    numbers = list(submission.versions.order_by("number").values_list("number", flat=True))
    earlier = [one for one in numbers if one < number]
    asked = request.GET.get("from", "")
    other = whole_number(asked, earlier[-1] if earlier else -1)
    found: dict[int, SubmissionVersion] = {
        version.number: version for version in submission.versions.filter(number__in=[number, other])
    }
    if number not in found or other not in earlier:
        raise Http404
    context = {
        "round": submission.round,
        "submission": submission,
        "later": found[number],
        "earlier": found[other],
        "others": [one for one in earlier if one != other],
        "differences": differences(found[other].content, found[number].content, submission.round),
        "back": back,
    }
    return render(request, "cities/changes.html", context)
