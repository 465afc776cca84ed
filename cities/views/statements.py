"""Writing what a city says for one indicator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.errors import StaleForm
from cities.forms import StatementForm
from cities.models import Statement, Submission
from cities.queries import Overview, Part, StatementLine, overview_of, own_evidence
from cities.queries.last_round import LastRound, last_round_of
from cities.rules import writing_of
from cities.services import save_statement, save_statement_value
from cities.services.statements import LONGEST_TEXT, statement_texts
from cities.services.taking_over import take_over_statement
from cities.views.own import indicator_or_404, own_submission_or_404
from cities.views.typing import saved_answer
from rounds.models import Indicator
from rounds.rule_words import parameters_in_words, rule_title


@login_required
def statement(request: UserRequest, slug: str, code: str) -> HttpResponse:
    """The form; where nothing may be changed, the same address shows what stands, and why it rests."""
    submission = own_submission_or_404(request, slug)
    indicator = indicator_or_404(submission, code)
    stored = _stored(submission, indicator)
    if request.method == "POST":
        return _save(request, submission, indicator, stored)
    form = _form(submission, indicator, stored)
    return render(request, "cities/statement.html", _context(submission, indicator, stored, form))


def _save(
    request: UserRequest, submission: Submission, indicator: Indicator, stored: Statement | None
) -> HttpResponse:
    form = _form(submission, indicator, stored, request.POST)
    if form.is_valid():
        try:
            save_statement(
                submission=submission,
                indicator=indicator,
                text=form.cleaned_data["text"],
                self_score=form.cleaned_data["self_score"],
                citations=form.citations(),
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except StaleForm as error:
            return _conflict(request, submission, indicator, form, error)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("%(indicator)s: saved.") % {"indicator": indicator})
            return redirect(_onward(request, submission, indicator))
    context = _context(submission, indicator, stored, form)
    return render(request, "cities/statement.html", context, status=409 if context["refusal"] else 200)


@login_required
@require_POST
def save_statement_field(request: UserRequest, slug: str, code: str) -> JsonResponse:
    """The text or the self-score as it is typed."""
    submission = own_submission_or_404(request, slug)
    indicator = indicator_or_404(submission, code)
    return saved_answer(
        request,
        lambda: save_statement_value(
            submission=submission,
            indicator=indicator,
            field=request.POST.get("name", ""),
            base=request.POST.get("base", ""),
            text=request.POST.get("text", ""),
            by=request.user,
        ),
    )


@login_required
@require_POST
def take(request: UserRequest, slug: str, code: str) -> HttpResponse:
    """Begin with the text of the last round."""
    submission = own_submission_or_404(request, slug)
    indicator = indicator_or_404(submission, code)
    try:
        take_over_statement(submission=submission, indicator=indicator, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, _("The text of the last round stands here now. Read it through and bring it up to date.")
        )
    return redirect("cities:statement", slug, code)


def _conflict(
    request: UserRequest, submission: Submission, indicator: Indicator, form: StatementForm, error: StaleForm
) -> HttpResponse:
    """What is stored now beside what was typed. The next save stands on what is stored now."""
    theirs = _stored(submission, indicator)
    form.add_error(None, error.message)
    if theirs:
        form.carry_on_from(theirs)
    context = _context(submission, indicator, theirs, form) | {"theirs": theirs}
    return render(request, "cities/statement.html", context, status=409)


def _stored(submission: Submission, indicator: Indicator) -> Statement | None:
    said = submission.statements.select_related("updated_by").prefetch_related("citations__evidence")
    return said.filter(indicator=indicator).first()


def _form(
    submission: Submission, indicator: Indicator, stored: Statement | None, data: Any = None
) -> StatementForm:
    return StatementForm(data, indicator=indicator, statement=stored, evidence=own_evidence(submission))


def _context(
    submission: Submission, indicator: Indicator, stored: Statement | None, form: StatementForm
) -> dict[str, Any]:
    overview, writing = overview_of(submission), writing_of(submission)
    place, last = _place(overview, indicator), _last(submission)
    return {
        "round": submission.round,
        "submission": submission,
        "indicator": indicator,
        "statement": stored,
        "stored": statement_texts(stored),
        "last": last.statement(indicator),
        "last_round": last.version.submission.round if last.version else None,
        "rule": rule_title(indicator),
        "parameters": list(parameters_in_words(indicator)),
        "form": form,
        "limit": LONGEST_TEXT,
        "overview": overview,
        "number": place + 1,
        "before": overview.lines[place - 1] if place else None,
        "after": _next(overview, indicator),
        "refusal": writing.refusal_of(Part(indicator=indicator)),
        "deadline": writing.deadline,
    }


def _last(submission: Submission) -> LastRound:
    """What the city said before, while it writes its draft; a supplement goes on from what was handed in."""
    return last_round_of(submission) if submission.state == Submission.State.DRAFT else LastRound(None)


def _onward(request: UserRequest, submission: Submission, indicator: Indicator) -> str:
    """Where the button that was pressed leads: the next indicator, or the same one again."""
    slug = submission.round.slug
    if "next" not in request.POST:
        return reverse("cities:statement", args=[slug, indicator.code])
    after = _next(overview_of(submission), indicator)
    if after is None:
        return reverse("cities:overview", args=[slug])
    return reverse("cities:statement", args=[slug, after.indicator.code])


def _place(overview: Overview, indicator: Indicator) -> int:
    return next(place for place, line in enumerate(overview.lines) if line.indicator == indicator)


def _next(overview: Overview, indicator: Indicator) -> StatementLine | None:
    following = overview.lines[_place(overview, indicator) + 1 :]
    return following[0] if following else None
