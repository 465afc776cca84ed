"""专家打分表: a submitted version on paper, as a page to print and as PDF, with lines to sign on."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from reviews.queries.material import material_of
from reviews.queries.printed import PrintedSheet, fingerprint_of, printed
from reviews.queries.sheets import Desk, signed_versions
from reviews.services.printing import record_printing
from reviews.views.loaders import printable_desk_or_404


@login_required
@require_GET
def print_sheet(request: UserRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """The page; the browser prints it without the frame around it."""
    desk, sheet = _asked(request, slug, pk, number)
    context = {
        "round": desk.assignment.round,
        "desk": desk,
        "sheet": sheet,
        "fingerprint": fingerprint_of(sheet.version),
        "is_own": desk.assignment.expert.user_id == request.user.pk,
    }
    return render(request, "reviews/print_sheet.html", context)


def _asked(request: UserRequest, slug: str, pk: int, number: int) -> tuple[Desk, PrintedSheet]:
    """Who else than its expert reads a sheet is recorded."""
    desk = printable_desk_or_404(request, slug, pk)
    versions = signed_versions(desk.sheet)
    signed = next((version for version in versions if version.version.number == number), None)
    if signed is None or desk.sheet is None:
        raise Http404
    if desk.assignment.expert.user_id != request.user.pk:
        record_printing(sheet=desk.sheet, number=number, by=request.user)
    material = material_of(signed.version.material_version, with_self_scores=True)
    place = versions.index(signed)
    return desk, printed(versions[place : place + 2], material)[0]
