"""A city's promises one by one: what it says became of each, and what the secretariat verifies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.models import Submission
from reviews.errors import Incomplete
from reviews.forms.promises import PromisesForm
from reviews.queries.promises import promises_of
from reviews.rules import verification_refusal
from reviews.services.promises import verify_promises
from reviews.views.loaders import arranged_round_or_404, submission_or_404
from rounds.models import Role
from rounds.queries import leading_role


@login_required
def verify(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The value of the indicator follows from what is verified here."""
    round = arranged_round_or_404(request, slug)
    submission = submission_or_404(round, pk)
    is_secretariat = leading_role(request.user, round) == Role.SECRETARIAT
    writes = request.method == "POST"
    if writes and not is_secretariat:
        raise Http404
    form = PromisesForm(request.POST if writes else None, lines=promises_of(submission))
    if writes and form.is_valid() and _stored(request, submission, form):
        return redirect(reverse("reviews:verify-city", args=[slug, pk]))
    context = {
        "round": round,
        "submission": submission,
        "form": form,
        "lines": list(form.lines()),
        "refusal": verification_refusal(round, request.user),
    }
    return render(request, "reviews/promises.html", context, status=422 if form.errors else 200)


def _stored(request: UserRequest, submission: Submission, form: PromisesForm) -> bool:
    try:
        new = verify_promises(submission=submission, found=form.found(), by=request.user)
    except Incomplete as error:
        form.add_problems(error.problems)
        return False
    except PortalError as error:
        form.add_error(None, error.message)
        return False
    words = ngettext("%(number)s promise verified.", "%(number)s promises verified.", len(new))
    text = words % {"number": len(new)} if new else _("Nothing was different; nothing was stored.")
    messages.success(request, text)
    return True
