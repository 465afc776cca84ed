"""Questions to cities: the expert's page, the secretariat's desk, the city's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.rules import may_read_content
from cities.views.loaders import led_submission_or_404
from cities.views.own import own_submission_or_404
from reviews.forms.questions import AnswerForm, AskForm, DeclineForm, PassOnForm
from reviews.queries.questions import (
    MOST,
    answered_questions,
    asked_of,
    questions_for_desk,
    questions_of,
    questions_to,
)
from reviews.queries.sheets import indicators_on
from reviews.rules import scoring_refusal
from reviews.services.questions import (
    answer_question,
    answering_refusal,
    ask_question,
    decline_question,
    handling_refusal,
    pass_on,
)
from reviews.views.loaders import readable_desk_or_404, secretariats_round_or_404
from rounds.queries import leading_role


@login_required
def questions(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """What was asked and answered about the city, and asking."""
    desk = readable_desk_or_404(request, slug, pk)
    assignment = desk.assignment
    form = AskForm(request.POST or None, indicators=indicators_on(assignment))
    if request.method == "POST" and form.is_valid():
        try:
            ask_question(assignment=assignment, by=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Handed to the secretariat, which passes it on without your name."))
            return redirect("reviews:questions", slug, pk)
    context = {
        "round": assignment.round,
        "desk": desk,
        "form": form,
        "questions": questions_for_desk(assignment),
        "left": max(MOST - asked_of(assignment.submission), 0),
        "most": MOST,
        "refusal": scoring_refusal(desk, request.user),
    }
    return render(request, "reviews/questions.html", context)


def _first_error(form: Form) -> str:
    return next(str(message) for errors in form.errors.values() for message in errors)


@login_required
def question_desk(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """All questions of the round; those that wait are passed on or not."""
    round = secretariats_round_or_404(request, slug)
    problem = ""
    found = questions_of(round)
    if ending:
        return list_file([round.name, _("Questions to cities")], ending, _columns(), found)
    if request.method == "POST":
        number = request.POST.get("question", "")
        question = get_object_or_404(found, pk=whole_number(number, 0))
        form = (DeclineForm if "decline" in request.POST else PassOnForm)(request.POST)
        try:
            if not form.is_valid():
                problem = _first_error(form)
            elif "decline" in request.POST:
                decline_question(question=question, by=request.user, **form.cleaned_data)
            else:
                pass_on(question=question, by=request.user, **form.cleaned_data)
        except PortalError as error:
            problem = error.message
        if not problem:
            messages.success(request, _("Done."))
            return redirect("reviews:question-desk", slug)
    context = {
        "round": round,
        "problem": problem,
        "typed": request.POST,
        "questions": found,
        "refusal": handling_refusal(round, request.user),
    }
    return render(request, "reviews/question_desk.html", context, status=409 if problem else 200)


def _columns() -> list[Column]:
    return [
        Column(_("City"), lambda question: question.submission.city.name),
        Column(_("Indicator"), lambda question: question.indicator.code if question.indicator else ""),
        Column(_("Expert"), lambda question: str(question.expert)),
        moment(_("Asked at"), lambda question: question.asked_at),
        Column(_("Question"), lambda question: question.text),
        Column(_("State"), lambda question: question.get_state_display()),
        Column(_("Passed on"), lambda question: question.passed_text),
        Column(_("Not passed on because"), lambda question: question.declined_because),
        Column(_("Answer"), lambda question: question.answer),
        moment(_("Answered at"), lambda question: question.answered_at),
    ]


@login_required
@require_GET
def city_answers(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """For all who lead: what a city has answered, for as long as they may read its material."""
    submission = led_submission_or_404(request, slug, gb_code)
    may_read = may_read_content(leading_role(request.user, submission.round), submission)
    context = {
        "round": submission.round,
        "submission": submission,
        "may_read": may_read,
        "answers": answered_questions(submission) if may_read else [],
    }
    return render(request, "reviews/city_answers.html", context)


@login_required
def city_questions(request: UserRequest, slug: str) -> HttpResponse:
    """What the city has been asked, and its answers."""
    submission = own_submission_or_404(request, slug)
    found = questions_to(submission)
    problem = ""
    if request.method == "POST":
        number = request.POST.get("question", "")
        question = get_object_or_404(found, pk=whole_number(number, 0))
        form = AnswerForm(request.POST)
        try:
            if form.is_valid():
                answer_question(question=question, by=request.user, **form.cleaned_data)
            else:
                problem = _first_error(form)
        except PortalError as error:
            problem = error.message
        if not problem:
            messages.success(request, _("Answered. The experts of your city read it now."))
            return redirect("reviews:city-questions", slug)
    context = {
        "round": submission.round,
        "submission": submission,
        "questions": found,
        "problem": problem,
        "typed": request.POST,
        "refusal": answering_refusal(submission.round),
    }
    return render(request, "reviews/city_questions.html", context, status=409 if problem else 200)
