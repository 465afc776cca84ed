"""The secretariat's pages of V1: all cities, one city."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.models import Submission
from reviews.errors import Incomplete
from reviews.forms.verification import VerificationForm
from reviews.queries.material import material_of
from reviews.queries.verification import Row, computed_indicators, history_of, verification_grid
from reviews.rules import lead_refusal
from reviews.services.verification import verify_points
from reviews.views.loaders import arranged_round_or_404, submission_or_404
from rounds.models import Action, Role, Round
from rounds.queries import leading_role

SHOWN: dict[str, Callable[[Row], bool]] = {
    "open": lambda row: row.is_accepted and not row.is_complete,
    "done": lambda row: row.is_complete,
    "waiting": lambda row: not row.is_accepted,
}


@login_required
@require_GET
def verification(request: UserRequest, slug: str) -> HttpResponse:
    """City × computed indicators."""
    round = arranged_round_or_404(request, slug)
    indicators = computed_indicators(round)
    rows = verification_grid(round, indicators)
    shown = request.GET.get("show", "")
    context = {
        "round": round,
        "indicators": indicators,
        "rows": [row for row in rows if SHOWN[shown](row)] if shown in SHOWN else rows,
        "shown": shown,
        "counts": {key: sum(map(holds, rows)) for key, holds in SHOWN.items()},
        "total": len(rows),
        "next": next((row for row in rows if SHOWN["open"](row)), None),
        "is_secretariat": leading_role(request.user, round) == Role.SECRETARIAT,
    }
    return render(request, "reviews/verification.html", context)


@login_required
def verify_city(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One city's computed points with what the city says."""
    round = arranged_round_or_404(request, slug)
    submission = submission_or_404(round, pk)
    indicators = computed_indicators(round)
    writes = request.method == "POST"
    if writes and leading_role(request.user, round) != Role.SECRETARIAT:
        raise Http404
    form = VerificationForm(
        request.POST if writes else None, indicators=indicators, history=history_of(submission)
    )
    if writes and form.is_valid() and _stored(request, submission, form):
        return _onward(request, round, submission)
    version = submission.accepted_version
    said = material_of(version, with_self_scores=True).said if version else {}
    context = {
        "round": round,
        "submission": submission,
        "form": form,
        "lines": list(form.lines(said)),
        "refusal": lead_refusal(round, request.user, [Action.VERIFY]) or _waiting(submission),
    }
    return render(request, "reviews/verification_city.html", context)


def _stored(request: UserRequest, submission: Submission, form: VerificationForm) -> bool:
    try:
        new = verify_points(submission=submission, values=form.values(), by=request.user)
    except Incomplete as error:
        form.add_problems(error.problems)
        return False
    except PortalError as error:
        form.add_error(None, error.message)
        return False
    text = ngettext("%(number)s value verified.", "%(number)s values verified.", len(new)) % {"number": len(new)}
    messages.success(request, text if new else _("Nothing was different; nothing was stored."))
    return True


def _onward(request: UserRequest, round: Round, submission: Submission) -> HttpResponse:
    """To the same city, or to the next one that is not complete."""
    if "next" in request.POST:
        rows = verification_grid(round, computed_indicators(round))
        waiting = [row.submission.pk for row in rows if SHOWN["open"](row) and row.submission.pk != submission.pk]
        if waiting:
            return redirect("reviews:verify-city", round.slug, waiting[0])
        return redirect("reviews:verification", round.slug)
    return redirect("reviews:verify-city", round.slug, submission.pk)


def _waiting(submission: Submission) -> str:
    if submission.state == Submission.State.ACCEPTED:
        return ""
    return _("Accept the material of %(city)s first.") % {"city": submission.city}
