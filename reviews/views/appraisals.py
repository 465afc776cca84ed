"""Comments and problem tags: an expert's own, and the chair's approval of what may be read without names."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file
from accounts.models import UserRequest
from cities.models import Submission
from reviews.errors import StaleSheet
from reviews.forms.appraisals import AppraisalForm, ApprovalForm
from reviews.queries.appraisals import (
    AreaSays,
    cities_with_comments,
    comments_by_area,
    newest_appraisal,
    problem_counts,
    tags_of,
)
from reviews.queries.assignments import cities_to_score
from reviews.queries.onsite import open_once_revealed
from reviews.services.appraisals import appraisal_refusal, approval_refusal, approve_comment, save_appraisal
from reviews.views.loaders import arranged_round_or_404, readable_desk_or_404
from rounds.models import Area, Problem, Role
from rounds.queries import leading_role


@login_required
def appraisal(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """What this expert says about the city's areas, and the problems they find in it."""
    desk = readable_desk_or_404(request, slug, pk)
    round = desk.assignment.round
    last = newest_appraisal(desk.assignment)
    areas = list(Area.objects.filter(system=round.indicator_system_id).order_by("position", "code"))
    problems = Problem.objects.filter(round=round, retired_at=None).order_by("position", "pk")
    form = AppraisalForm(
        request.POST if request.method == "POST" else None, areas=areas, problems=problems, appraisal=last
    )
    stale = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            save_appraisal(
                assignment=desk.assignment,
                number=given["number"],
                comments=form.comments(),
                problems=list(given["problems"]),
                problem_note=given["problem_note"],
                by=request.user,
            )
        except StaleSheet as error:
            stale = last
            form.data = _querydict(request, last.number if last else 0)
            form.add_error(None, error.message)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("reviews:appraisal", slug, pk)
    context = {
        "round": round,
        "desk": desk,
        "form": form,
        "last": last,
        "stale": stale,
        "refusal": appraisal_refusal(desk, request.user),
    }
    return render(request, "reviews/appraisal.html", context, status=409 if stale else 200)


def _querydict(request: UserRequest, number: int) -> Any:
    """What was typed, on top of the newest version: saving again replaces it."""
    data = request.POST.copy()
    data["number"] = str(number)
    return data


@login_required
@require_GET
def comments(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """How far each city's comments are, and how many cities have each problem."""
    round = arranged_round_or_404(request, slug)
    if ending:
        columns = [
            Column(_("City"), lambda line: line.submission.city.name),
            Column(_("Still being judged"), lambda line: _("no") if line.is_ready else _("yes")),
            count(_("Areas commented on"), lambda line: line.said if line.is_ready else None),
            count(_("Approved"), lambda line: line.approved if line.is_ready else None),
        ]
        words = [round.name, _("Comments by city")]
        return list_file(words, ending, columns, cities_with_comments(round))
    context = {
        "round": round,
        "lines": cities_with_comments(round),
        "problems": problem_counts(round),
        "is_chair": leading_role(request.user, round) == Role.CHAIR,
    }
    return render(request, "reviews/comments.html", context)


@login_required
def city_comments(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """All that experts say about a city, without names; the chair words what may be read."""
    round = arranged_round_or_404(request, slug)
    submission = get_object_or_404(cities_to_score(round), pk=pk, state=Submission.State.ACCEPTED)
    submission.round = round
    is_ready = submission.pk in open_once_revealed(round, [submission.pk])
    said = comments_by_area(submission) if is_ready else []
    is_chair = leading_role(request.user, round) == Role.CHAIR
    forms = {one.area.code: _form(request, one) for one in said}
    if request.method == "POST":
        if not is_chair:
            raise Http404
        area = get_object_or_404(Area, system=round.indicator_system_id, code=request.POST.get("area", ""))
        if _approved(request, submission, area, forms.get(area.code)):
            return redirect("reviews:city-comments", slug, pk)
    context = {
        "round": round,
        "submission": submission,
        "is_ready": is_ready,
        "said": [(one, forms[one.area.code]) for one in said],
        "tags": tags_of(submission) if is_ready else [],
        "is_chair": is_chair,
        "refusal": approval_refusal(submission, request.user) if is_chair else "",
    }
    return render(request, "reviews/city_comments.html", context)


def _form(request: UserRequest, one: AreaSays) -> ApprovalForm:
    approved = one.approved
    initial = {
        "number": approved.number if approved else 0,
        "comment": approved.comment if approved else "",
        "suggestion": approved.suggestion if approved else "",
    }
    posted = request.method == "POST" and request.POST.get("area") == one.area.code
    return ApprovalForm(request.POST if posted else None, initial=initial, auto_id=f"id_{one.area.code}_%s")


def _approved(request: UserRequest, submission: Submission, area: Area, form: ApprovalForm | None) -> bool:
    if form is None or not form.is_valid():
        return False
    try:
        approve_comment(submission=submission, area=area, by=request.user, **form.cleaned_data)
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, _("Approved."))
    return True
