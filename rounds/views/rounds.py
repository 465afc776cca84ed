"""The round: overview of its set-up, its data, rules of scoring, pause switch, opening."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User, UserRequest
from rounds.content import indicators_of, points_sum
from rounds.errors import RoundError
from rounds.example import Example, example_of
from rounds.forms.policy import PolicyForm
from rounds.forms.rounds import NewRoundForm, PauseForm, RoundForm, initial_of
from rounds.models import Round, RoundRole
from rounds.policy_words import GRADES, GROUPS, LABELS, value_words
from rounds.queries import stage_line
from rounds.rules import opening_problems, setup_refusal
from rounds.services import rounds as services
from rounds.views.loaders import round_to_read_or_404, round_to_set_up_or_404, round_with_system_or_404
from scoring.policy import ReconciliationPolicy


@login_required
def overview(request: UserRequest, slug: str) -> HttpResponse:
    round = round_to_read_or_404(request, slug)
    context = {
        "round": round,
        "system": round.indicator_system,
        "points": points_sum(indicators_of(round.indicator_system)),
        "stages": stage_line(round, staff=True),
        "leaders": round.roles.select_related("user"),
        "problems": [] if round.is_open else opening_problems(round),
        "policy": round.policy_value,
        "is_secretariat": not setup_refusal(round, request.user) or _leads(request.user, round),
    }
    return render(request, "rounds/overview.html", context)


def _leads(user: User, round: Round) -> bool:
    return round.roles.filter(user=user, kind=RoundRole.Kind.SECRETARIAT).exists()


@login_required
def new_round(request: UserRequest) -> HttpResponse:
    """For the system administrator, and for who is the secretariat of another round."""
    may_make = request.user.administrator == User.Administrator.SYSTEM
    if not may_make and not request.user.round_roles.filter(kind=RoundRole.Kind.SECRETARIAT).exists():
        raise Http404
    form = NewRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        round = services.create_round(by=request.user, **form.cleaned_data)
        messages.success(request, _("The round has been made. Set the windows of its stages next."))
        return redirect("rounds:overview", round.slug)
    return render(request, "rounds/round_form.html", {"form": form, "round": None})


@login_required
def edit_round(request: UserRequest, slug: str) -> HttpResponse:
    round = round_to_set_up_or_404(request, slug)
    form = RoundForm(request.POST or None, round=round, initial=initial_of(round))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_round(round=round, changes=form.cleaned_data, by=request.user)
        except RoundError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:overview", slug)
    return render(request, "rounds/round_form.html", {"form": form, "round": round})


@login_required
def edit_policy(request: UserRequest, slug: str) -> HttpResponse:
    """The rules of scoring with a worked example; “try” computes it from what is typed and stores nothing."""
    round = round_to_set_up_or_404(request, slug)
    form = PolicyForm(request.POST or None, policy=round.policy, frozen=round.policy_frozen_at is not None)
    shown = round.policy_value
    if request.method == "POST" and form.is_valid():
        shown = form.value
        if "try" not in request.POST and _stored_policy(request, round, form):
            return redirect("rounds:policy", slug)
    context = {
        "round": round,
        "form": form,
        "tried": shown != round.policy_value,
        **_example_context(shown),
    }
    return render(request, "rounds/policy.html", context)


def _stored_policy(request: UserRequest, round: Round, form: PolicyForm) -> bool:
    try:
        services.edit_policy(round=round, policy=form.value.to_dict(), by=request.user)
    except services.PolicyRefused as error:
        form.show_problems(error.problems)
    except RoundError as error:
        form.add_error(None, error.message)
    else:
        messages.success(request, _("The rules of scoring are saved."))
        return True
    return False


def _example_context(policy: ReconciliationPolicy) -> dict[str, object]:
    example: Example = example_of(policy)
    totals = [(total, GRADES[total.grade]) for total in example.totals]
    return {"example": example, "totals": totals, "sha256": policy.sha256()}


@login_required
def read_policy(request: UserRequest, slug: str) -> HttpResponse:
    """The rules of scoring in words: once the round is open, whoever is judged by them may read them."""
    round = round_with_system_or_404(request, slug)
    stored = round.policy_value.to_dict()
    groups = [
        (title, [(LABELS[name], value_words(name, stored[name])) for name in names]) for title, names in GROUPS
    ]
    context = {"round": round, "groups": groups, **_example_context(round.policy_value)}
    return render(request, "rounds/policy_read.html", context)


@login_required
def pause(request: UserRequest, slug: str) -> HttpResponse:
    round = round_to_set_up_or_404(request, slug)
    if request.method == "POST" and round.is_paused:
        services.resume_round(round=round, by=request.user)
        messages.success(request, _("The round goes on."))
        return redirect("rounds:overview", slug)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.pause_round(round=round, by=request.user, **form.cleaned_data)
        except RoundError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("The round is paused: nobody can write until it is resumed."))
            return redirect("rounds:overview", slug)
    return render(request, "rounds/pause.html", {"round": round, "form": form})


@login_required
def open_round(request: UserRequest, slug: str) -> HttpResponse:
    """What opening does and what still keeps it from being done, before it is done."""
    round = round_to_set_up_or_404(request, slug)
    problems = opening_problems(round)
    if request.method == "POST" and not problems:
        try:
            services.open_round(round=round, by=request.user)
        except RoundError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The round is open and its indicator system is frozen."))
            return redirect("rounds:overview", slug)
    context = {
        "round": round,
        "problems": problems,
        "now": timezone.now(),
        "stages": stage_line(round, staff=True),
    }
    return render(request, "rounds/open.html", context)
