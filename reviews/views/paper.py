"""Paper sheets: entered by one of the secretariat, compared by another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.models import UserRequest
from reviews.errors import Incomplete
from reviews.forms.paper import PaperForm, SendBackForm
from reviews.models import Assignment, PaperSheet
from reviews.queries.blindness import blind_cities
from reviews.queries.sheets import desk_of, indicators_on
from reviews.rules import scoring_refusal
from reviews.services.paper import confirm_paper_sheet, enter_paper_sheet, send_back_paper_sheet
from reviews.services.printing import record_scan
from reviews.views.loaders import secretariats_round_or_404
from rounds.models import Indicator


@login_required
def paper(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Enter the sheet; or, if one waits, compare it with its scan."""
    round = secretariats_round_or_404(request, slug)
    desk = desk_of(Assignment.objects.filter(round=round), pk)
    if desk is None:
        raise Http404
    waiting = PaperSheet.objects.filter(assignment=pk, decided_at=None).select_related("entered_by").first()
    if waiting is None and desk.assignment.state != Assignment.State.DEPLOYED:
        raise Http404  # what waits is decided though the pair was taken back meanwhile
    if _is_blind_to(request, desk.assignment):
        messages.error(
            request, _("You mark this city yourself: somebody else enters and compares its paper sheets.")
        )
        return redirect("reviews:sheets", slug)
    indicators = list(indicators_on(desk.assignment))
    if waiting:
        return _compare(request, slug, desk.assignment, waiting, indicators)
    form = PaperForm(
        request.POST if request.method == "POST" else None, request.FILES or None, indicators=indicators
    )
    if request.method == "POST" and form.is_valid():
        try:
            enter_paper_sheet(
                assignment=desk.assignment, entries=form.entries(), scan=form.cleaned_data["scan"], by=request.user
            )
        except Incomplete as error:
            for code, problem in error.problems.items():
                form.add_error(f"points_{code}", problem)
        except PortalError as error:
            form.add_error("scan" if error.field == "scan" else None, error.message)
        else:
            messages.success(request, _("Entered. A second person of the secretariat compares it with the scan."))
            return redirect("reviews:sheets", slug)
    context = {
        "round": round,
        "assignment": desk.assignment,
        "form": form,
        "refusal": scoring_refusal(desk, desk.assignment.expert.user),
        "history": PaperSheet.objects.filter(assignment=pk).select_related("entered_by", "decided_by"),
    }
    return render(request, "reviews/paper.html", context)


def _is_blind_to(request: UserRequest, assignment: Assignment) -> bool:
    """A colleague's sheet of a city that this person marks too, before they may see what others gave it."""
    if assignment.expert.user_id == request.user.pk:
        return False
    return assignment.submission.city_id in blind_cities(request.user, assignment.round)


def _compare(
    request: UserRequest, slug: str, assignment: Assignment, waiting: PaperSheet, indicators: list[Indicator]
) -> HttpResponse:
    problem = ""
    sends_back = request.method == "POST" and "confirm" not in request.POST
    form = SendBackForm(request.POST if sends_back else None)
    try:
        if sends_back and form.is_valid():
            send_back_paper_sheet(paper=waiting, because=form.cleaned_data["because"], by=request.user)
        elif request.method == "POST" and not sends_back:
            confirm_paper_sheet(paper=waiting, by=request.user)
    except PortalError as error:
        problem = error.message
    if request.method == "POST" and not problem and not form.errors:
        messages.success(request, _("Done."))
        return redirect("reviews:sheets", slug)
    context = {
        "round": assignment.round,
        "assignment": assignment,
        "paper": waiting,
        "problem": problem,
        "form": form,
        "is_own": waiting.entered_by_id == request.user.pk,
        "lines": [(indicator, waiting.entries.get(indicator.code)) for indicator in indicators],
    }
    return render(request, "reviews/paper_compare.html", context, status=409 if problem or form.errors else 200)


@login_required
@require_GET
def scan(request: UserRequest, slug: str, pk: int) -> HttpResponseBase:
    """The scan as a download, on record."""
    round = secretariats_round_or_404(request, slug)
    papers = PaperSheet.objects.select_related("assignment__round", "assignment__submission", "assignment__expert")
    found = get_object_or_404(papers, pk=pk, assignment__round=round)
    if _is_blind_to(request, found.assignment):
        raise Http404
    record_scan(paper=found, by=request.user)
    response = FileResponse(
        found.scan.open("rb"), as_attachment=True, filename=found.scan_name, content_type=found.scan_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
