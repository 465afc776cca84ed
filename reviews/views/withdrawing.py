"""Taking a city out of the round, and the paper that says so."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.models import OfficialPaper, Submission
from cities.queries import reader_role, submissions_for
from reviews.forms.withdrawing import WithdrawForm
from reviews.services.withdrawing import withdraw_city, withdrawing_refusal
from rounds.models import Role
from rounds.queries import round_led_or_404


@login_required
def withdraw(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """What will happen, and doing it, with the document."""
    round = round_led_or_404(request.user, slug, [Role.SECRETARIAT])
    rows = Submission.objects.select_related("round", "city__province")
    submission = get_object_or_404(rows, round=round, city__gb_code=gb_code)
    form = WithdrawForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _withdrawn(request, submission, form):
        return redirect("cities:check", slug, gb_code)
    context = {
        "round": round,
        "submission": submission,
        "form": form,
        "withdrawal": getattr(submission, "withdrawal", None),
        "refusal": withdrawing_refusal(round, request.user),
    }
    return render(request, "reviews/withdraw.html", context)


def _withdrawn(request: UserRequest, submission: Submission, form: WithdrawForm) -> bool:
    try:
        withdraw_city(submission=submission, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, _("%(city)s is withdrawn. The ranking follows.") % {"city": submission.city})
    return True


@login_required
@require_GET
def paper(request: UserRequest, slug: str, pk: int) -> FileResponse:
    """A paper about a city's submission, for the city itself and those who lead the round."""
    found = get_object_or_404(OfficialPaper.objects.select_related("submission__round"), pk=pk)
    submission = get_object_or_404(submissions_for(request.user), pk=found.submission_id, round__slug=slug)
    if reader_role(request.user, submission) == Role.PROVINCE:
        raise Http404
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.original_name, content_type=found.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
