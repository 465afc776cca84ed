"""The list of common problems that experts tag cities with."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from rounds.errors import RoundError
from rounds.forms.problems import ProblemForm
from rounds.models import Problem, Round
from rounds.services.problems import add_problem, edit_problem, retire_problem
from rounds.views.loaders import round_to_set_up_or_404


@login_required
def problems(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """All of the round, with a form for another one."""
    round = round_to_set_up_or_404(request, slug)
    if ending:
        return list_file([round.name, _("Common problems")], ending, _columns(), round.problems.all())
    form = ProblemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_problem(round=round, by=request.user, **form.cleaned_data)
        except RoundError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:problems", slug)
    context = {"round": round, "problems": list(round.problems.all()), "form": form}
    return render(request, "rounds/problems.html", context)


def _columns() -> list[Column]:
    return [
        Column(_("Name in Chinese"), lambda problem: problem.name_zh),
        Column(_("Name in English"), lambda problem: problem.name_en),
        moment(_("Retired at"), lambda problem: problem.retired_at),
    ]


@login_required
def problem(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Word one anew, retire it, or offer it again."""
    found = _problem_or_404(round_to_set_up_or_404(request, slug), pk)
    form = ProblemForm(request.POST or None, initial={"name_zh": found.name_zh, "name_en": found.name_en})
    if request.method == "POST":
        if "retire" in request.POST or "offer" in request.POST:
            retire_problem(problem=found, retired="retire" in request.POST, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("rounds:problems", slug)
        if form.is_valid():
            try:
                edit_problem(problem=found, by=request.user, **form.cleaned_data)
            except RoundError as error:
                form.add_error(error.field, error.message)
            else:
                messages.success(request, _("Saved."))
                return redirect("rounds:problems", slug)
    return render(request, "rounds/problem_form.html", {"round": found.round, "problem": found, "form": form})


def _problem_or_404(round: Round, pk: int) -> Problem:
    found = get_object_or_404(Problem, round=round, pk=pk)
    found.round = round
    return found
