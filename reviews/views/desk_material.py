"""What lies beside the score sheet: the city's material, its evidence page by page, and the expert's own ruler.

Each is a page of its own. The workspace asks for the same address as a part, to show it beside the sheet.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from cities.citations import cited_numbers
from cities.forms.frozen import frozen_tables
from cities.services import record_download, send_evidence
from cities.uploads import previews
from reviews.queries.material import Material, evidence_in, evidence_of_desk, material_for
from reviews.queries.questions import answered_questions
from reviews.queries.ruler import own_marks
from reviews.queries.sheets import Desk, indicators_on
from reviews.services.readings import remember_reading
from reviews.views.loaders import readable_desk_or_404


def _answer(request: UserRequest, desk: Desk, page: str, part: str, context: Mapping[str, Any]) -> HttpResponse:
    """The whole page, or its part for the workspace."""
    as_part = request.headers.get("X-Part") == "1"
    response = render(
        request,
        part if as_part else page,
        {"round": desk.assignment.round, "desk": desk, "part": part, **context},
    )
    response["Vary"] = "X-Part"
    return response


@login_required
@require_GET
def material(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Everything the city handed in, with the tables of its forms."""
    desk = readable_desk_or_404(request, slug, pk)
    found = material_for(desk)
    answers = answered_questions(desk.assignment.submission)
    context = {"material": found, "forms": frozen_tables(found.content), "answers": answers}
    return _answer(request, desk, "reviews/material.html", "reviews/_material_part.html", context)


@login_required
@require_GET
def evidence(request: UserRequest, slug: str, pk: int, evidence_pk: int) -> HttpResponseBase:
    """A file of the version that the sheet judges, as a download on record."""
    desk = readable_desk_or_404(request, slug, pk)
    found = evidence_in(material_for(desk), evidence_pk)
    if found is None:
        raise Http404
    remember_reading(assignment=desk.assignment, evidence=found)
    record_download(evidence=found, by=request.user, early=False)
    return send_evidence(found)


@login_required
@require_GET
def read_evidence(request: UserRequest, slug: str, pk: int, evidence_pk: int) -> HttpResponse:
    """The pages of a file as pictures; those that the city cites for ``?for=`` are marked."""
    desk = readable_desk_or_404(request, slug, pk)
    found = material_for(desk)
    piece = evidence_in(found, evidence_pk)
    if piece is None:
        raise Http404
    remember_reading(assignment=desk.assignment, evidence=piece)
    cited = _cited_pages(found, evidence_pk, request.GET.get("for", ""))
    number = previews.page_count(piece)
    context = {
        "piece": piece,
        "cited_pages": cited,
        "cited": cited_numbers(cited),
        "page_numbers": range(1, number + 1),
        "opened_at": next((page for page in cited_numbers(cited) if page <= number), 1),
    }
    return _answer(request, desk, "reviews/read_evidence.html", "reviews/_evidence_pages.html", context)


def _cited_pages(material: Material, evidence: int, code: str) -> str:
    """What the city cites of the file for the indicator."""
    of_indicator = next((s for s in material.content["statements"] if s["indicator"]["code"] == code), None)
    citations = of_indicator["citations"] if of_indicator else []
    return next((str(c["pages"]) for c in citations if c["evidence"] == evidence), "")


@login_required
@require_GET
def evidence_page(request: UserRequest, slug: str, pk: int, evidence_pk: int, number: int) -> HttpResponse:
    """One page as a picture. Never the file itself."""
    desk = readable_desk_or_404(request, slug, pk)
    piece = evidence_of_desk(desk, evidence_pk)
    image = previews.page_image(piece, number) if piece else None
    if image is None:
        raise Http404
    with image:
        response = HttpResponse(image.read(), content_type=previews.CONTENT_TYPE)
    response["Cache-Control"] = "private, max-age=3600"
    return response


@login_required
@require_GET
def ruler(request: UserRequest, slug: str, pk: int, code: str) -> HttpResponse:
    """What the expert themself gave other cities for one indicator."""
    desk = readable_desk_or_404(request, slug, pk)
    indicator = get_object_or_404(indicators_on(desk.assignment), code=code)
    context = {"indicator": indicator, "marks": own_marks(desk.assignment, indicator)}
    return _answer(request, desk, "reviews/ruler.html", "reviews/_ruler.html", context)
