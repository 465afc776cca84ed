"""V1: the secretariat verifies computed points; the chair and the observer read along."""

from collections.abc import Callable, Sequence
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file
from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.models import Submission
from reviews.errors import Incomplete
from reviews.forms.verification import AnswerForm, VerificationForm
from reviews.queries.material import material_of
from reviews.queries.verification import (
    Clear,
    Row,
    clear_values,
    computed_indicators,
    doubts_of,
    values_of,
    verification_grid,
)
from reviews.rules import verification_refusal
from reviews.services.doubts import answer_doubt
from reviews.services.proposals import bring_proposals_up_to_date
from reviews.services.verification import accept_clear_values, fingerprint_of, verify_points
from reviews.views.loaders import arranged_round_or_404, secretariats_round_or_404, submission_or_404
from rounds.models import Indicator, Role, Round
from rounds.queries import leading_role

SHOWN: dict[str, Callable[[Row], bool]] = {
    "open": lambda row: row.is_open,
    "doubted": lambda row: row.doubts > 0,
    "changed": lambda row: row.changed > 0,
    "done": lambda row: row.is_complete,
    "waiting": lambda row: not row.is_accepted,
}


@login_required
@require_GET
def verification(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """City × computed indicators."""
    round = arranged_round_or_404(request, slug)
    indicators = computed_indicators(round)
    bring_proposals_up_to_date(round, indicators)
    rows = verification_grid(round, indicators)
    shown = request.GET.get("show", "")
    chosen = [row for row in rows if SHOWN[shown](row)] if shown in SHOWN else rows
    if ending:
        return list_file([round.name, _("Verification")], ending, _columns(indicators), chosen)
    context = {
        "round": round,
        "indicators": indicators,
        "rows": chosen,
        "shown": shown,
        "counts": {key: sum(map(holds, rows)) for key, holds in SHOWN.items()},
        "total": len(rows),
        "clear": sum(cell.is_clear for row in rows if row.is_accepted for cell in row.cells),
        "next": next((row for row in rows if SHOWN["open"](row)), None),
        "is_secretariat": leading_role(request.user, round) == Role.SECRETARIAT,
    }
    return render(request, "reviews/verification.html", context)


def _columns(indicators: Sequence[Indicator]) -> list[Column]:
    """Of each indicator the points that are verified; what is only proposed stays out."""
    return [
        Column(_("City"), lambda row: row.city.name),
        Column(_("Material"), lambda row: row.submission.get_state_display()),
        count(_("Verified"), lambda row: row.done),
        count(_("Of"), lambda row: len(row.cells)),
        count(_("Changed since verified"), lambda row: row.changed),
        count(_("Doubted by an expert"), lambda row: row.doubts),
        *(_points_column(place, indicator.code) for place, indicator in enumerate(indicators)),
    ]


def _points_column(place: int, code: str) -> Column:
    return Column(code, lambda row: row.cells[place].points, kind="points")


@login_required
def verify_city(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One city's computed points: what the rules propose, with rows and arithmetic, beside what the city says."""
    round = arranged_round_or_404(request, slug)
    submission = submission_or_404(round, pk)
    is_secretariat = leading_role(request.user, round) == Role.SECRETARIAT
    writes = request.method == "POST"
    if writes and not is_secretariat:
        raise Http404
    indicators = computed_indicators(round)
    bring_proposals_up_to_date(round, indicators)
    values = values_of(submission, indicators)
    form = VerificationForm(request.POST if writes else None, values=values)
    if writes and form.is_valid() and _stored(request, submission, form):
        return _onward(request, round, submission)
    version = submission.accepted_version
    said = material_of(version, with_self_scores=True).said if version else {}
    context = {
        "round": round,
        "submission": submission,
        "form": form,
        "lines": list(form.lines(said)),
        "clear": sum(value.is_clear for value in values),
        "is_secretariat": is_secretariat,
        "refusal": verification_refusal(round, request.user) or _waiting(submission),
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
    _say_verified(request, len(new))
    return True


def _say_verified(request: UserRequest, number: int) -> None:
    text = ngettext("%(number)s value verified.", "%(number)s values verified.", number) % {"number": number}
    messages.success(request, text if number else _("Nothing was different; nothing was stored."))


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


@login_required
def accept_clear(request: UserRequest, slug: str) -> HttpResponse:
    """Every proposed value with nothing to look at, city by city, before they are accepted together."""
    round = secretariats_round_or_404(request, slug)
    error = ""
    if request.method == "POST":
        chosen = {whole_number(pk) for pk in request.POST.getlist("city")} - {0}
        fingerprint = request.POST.get("fingerprint", "")
        try:
            new = accept_clear_values(round=round, fingerprint=fingerprint, cities=chosen, by=request.user)
        except PortalError as refused:
            error = refused.message
        else:
            _say_verified(request, len(new))
            return redirect("reviews:verification", round.slug)
    bring_proposals_up_to_date(round)
    clear = clear_values(round)
    context = {
        "round": round,
        "cities": _by_city(clear),
        "number": len(clear),
        "fingerprint": fingerprint_of(clear),
        "error": error,
        "refusal": verification_refusal(round, request.user),
    }
    return render(request, "reviews/verification_clear.html", context)


def _by_city(clear: list[Clear]) -> list[tuple[Submission, list[Clear]]]:
    return [(submission, list(rows)) for submission, rows in groupby(clear, key=lambda row: row.submission)]


@login_required
def answer(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """An expert's doubt, and the answer to it."""
    round = secretariats_round_or_404(request, slug)
    doubt = get_object_or_404(doubts_of(round), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            answer_doubt(doubt=doubt, answer=request.POST.get("answer", ""), by=request.user)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("The doubt is answered; the expert has been told."))
            page = reverse("reviews:verify-city", args=[round.slug, doubt.submission_id])
            return redirect(f"{page}#{doubt.indicator.code}")
    return render(request, "reviews/doubt_answer.html", {"round": round, "doubt": doubt, "form": form})
