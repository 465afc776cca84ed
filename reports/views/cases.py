"""Cases of good practice: the secretariat checks and chooses, the city confirms the wording."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from cities.models import GoodPractice
from reports.errors import ReportError
from reports.forms.report import CaseForm, NewCaseForm
from reports.models import ReportCase
from reports.queries.cases import (
    NOT_ASKED,
    answerable_cases,
    cases_for_city,
    cases_of,
    handed_in,
    may_confirm,
)
from reports.services.cases import (
    StaleCase,
    answer_case,
    check_case,
    drop_case,
    edit_case,
    move_case,
    nominate_case,
    nominate_from_forms,
    select_case,
    take_out_case,
)
from reports.views.report_loaders import case_or_404, round_of_editor_or_404

State = ReportCase.State


@login_required
def cases(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """All cases by part of the report; the address keeps what is shown."""
    round = round_of_editor_or_404(request, slug)
    state, category = request.GET.get("state", ""), request.GET.get("category", "")
    found = cases_of(round)
    counts = dict.fromkeys(State.values, 0)
    for value in found.values_list("state", flat=True):
        counts[value] += 1
    if state in State.values:
        found = found.filter(state=state)
    if category in GoodPractice.Category.values:
        found = found.filter(category=category)
    if ending:
        return list_file([round.name, _("Cases of good practice")], ending, _columns(), found)
    context = {
        "round": round,
        "cases": list(found),
        "states": [(value, label, counts[value]) for value, label in State.choices],
        "categories": GoodPractice.Category.choices,
        "state": state,
        "category": category,
    }
    return render(request, "reports/cases.html", context)


def _columns() -> list[Column]:
    return [
        Column(_("Part of the report"), lambda case: case.get_category_display()),
        Column(_("City"), lambda case: case.submission.city.name),
        Column(_("Place"), lambda case: case.place),
        Column(_("Title"), lambda case: case.title),
        Column(_("Text"), lambda case: case.text),
        Column(_("Nominated by"), lambda case: case.get_origin_display()),
        Column(_("State"), lambda case: case.get_state_display()),
        Column(_("Checked by"), lambda case: str(case.checked_by or "")),
        Column(_("Checked against"), lambda case: case.checked_against),
        Column(_("Confirmed by"), lambda case: str(case.confirmed_by or "")),
        moment(_("Confirmed at"), lambda case: case.confirmed_at),
    ]


@login_required
@require_POST
def nominate(request: UserRequest, slug: str) -> HttpResponse:
    round = round_of_editor_or_404(request, slug)
    try:
        count = nominate_from_forms(round=round, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        text = ngettext("%(count)d new case.", "%(count)d new cases.", count) % {"count": count}
        messages.success(request, text)
    return redirect("reports:cases", slug)


@login_required
def new_case(request: UserRequest, slug: str) -> HttpResponse:
    """Nominated by the secretariat; checked and confirmed like what cities hand in."""
    round = round_of_editor_or_404(request, slug)
    form = NewCaseForm(request.POST or None, round=round)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = nominate_case(submission=values.pop("submission"), values=values, by=request.user)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Nominated. Check its facts next."))
            return redirect("reports:case", slug, made.pk)
    context = {"round": round, "form": form}
    return render(request, "reports/new_case.html", context, status=422 if form.errors else 200)


@login_required
def case(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = case_or_404(request, slug, pk)
    initial = {
        "base": found.version, "category": found.category, "title": found.title, "place": found.place,
        "text": found.text,
    }  # fmt: skip
    form = CaseForm(request.POST or None, initial=initial)
    theirs: ReportCase | None = None
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "base"}
        try:
            edit_case(case=found, base=form.cleaned_data["base"], values=values, by=request.user)
        except StaleCase as stale:
            theirs = stale.stored
            form.add_error(None, stale.message)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:case", slug, pk)
    context = {
        "round": found.submission.round,
        "case": found,
        "form": form,
        "theirs": theirs,
        "handed": handed_in(found),
    }
    return render(request, "reports/case.html", context, status=409 if theirs else 200)


@login_required
@require_POST
def act(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One step of the case's way, named by the button that was pressed."""
    found = case_or_404(request, slug, pk)
    steps: dict[str, Callable[[], object]] = {
        "check": lambda: check_case(case=found, against=request.POST.get("against", ""), by=request.user),
        "select": lambda: select_case(case=found, by=request.user),
        "take-out": lambda: take_out_case(case=found, by=request.user),
        "drop": lambda: drop_case(case=found, by=request.user),
        "up": lambda: move_case(case=found, up=True, by=request.user),
        "down": lambda: move_case(case=found, up=False, by=request.user),
    }
    step = steps.get(request.POST.get("step", ""))
    try:
        if step is None:
            raise ReportError(_("Choose what to do with the case."))
        step()
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Done."))
    return redirect("reports:case", slug, pk)


@login_required
def own_cases(request: UserRequest) -> HttpResponse:
    """The city's cases for the report: those to confirm first."""
    found = sorted(cases_for_city(request.user), key=lambda case: case.state != State.CHECKED)
    if not found and not request.user.city_memberships.filter(ended_at=None).exists():
        raise Http404
    return render(request, "reports/own_cases.html", {"cases": found})


@login_required
def own_case(request: UserRequest, pk: int) -> HttpResponse:
    """What is typed to a case that was changed or answered meanwhile is given back, though nothing is stored."""
    if request.method != "POST":
        return _own_case(request, get_object_or_404(cases_for_city(request.user), pk=pk))
    found = get_object_or_404(answerable_cases(request.user), pk=pk)
    confirms, remark = request.POST.get("answer") == "confirm", request.POST.get("remark", "")
    try:
        answer_case(case=found, base=_base(request), confirms=confirms, remark=remark, by=request.user)
    except PortalError as error:
        return _own_case(request, found, error=error.message, remark=remark)
    messages.success(request, _("Thank you. Your answer is on record."))
    return redirect("reports:own-cases")


def _own_case(request: UserRequest, found: ReportCase, *, error: str = "", remark: str = "") -> HttpResponse:
    is_open = found.state == State.CHECKED and may_confirm(request.user, found)
    context = {
        "case": found,
        "is_shown": found.state not in NOT_ASKED,
        "is_open": is_open,
        "error": error,
        "remark": remark,
        "typed": [(_("What is wrong with the wording, if anything"), remark)] if remark and not is_open else [],
    }
    return render(request, "reports/own_case.html", context, status=422 if error else 200)


def _base(request: UserRequest) -> int:
    """The version that was read; −1: none that there is."""
    posted = request.POST.get("base", "")
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else -1
