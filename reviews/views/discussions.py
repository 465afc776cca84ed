"""The discussion of a city among its experts, and the list of those that are open."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file, moment
from accounts.models import UserRequest
from cities.models import Submission
from reviews.forms.discussions import RemarkForm
from reviews.queries.assignments import cities_to_score
from reviews.queries.discussions import (
    READERS_OF_DISCUSSIONS,
    may_read,
    open_discussions,
    people_of,
    picture_of,
    remarks_of,
    talk_in,
)
from reviews.queries.people import membership
from reviews.services.discussions import add_remark, discussion_refusal
from reviews.views.live import etag_of, live_part
from rounds.models import Role
from rounds.queries import leading_role, newest_first


@login_required
@require_GET
def discussions(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """The cities that can be discussed, or why none can yet."""
    round = get_object_or_404(newest_first(), slug=slug)
    role = leading_role(request.user, round)
    if role not in READERS_OF_DISCUSSIONS and membership(request.user, round) is None:
        raise Http404
    cities = open_discussions(request.user, round)
    said = talk_in(cities)
    lines = [(city, *said.get(city.pk, (0, None))) for city in cities]
    if ending:
        columns = [
            Column(_("City"), lambda line: line[0].city.name),
            Column(_("Province"), lambda line: line[0].city.province.name),
            count(_("Contributions"), lambda line: line[1]),
            moment(_("Latest"), lambda line: line[2]),
        ]
        return list_file([round.name, _("Discussions")], ending, columns, lines)
    return render(request, "reviews/discussions.html", {"round": round, "lines": lines})


@login_required
def discussion(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    submission = _readable_or_404(request, slug, pk)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_remark(submission=submission, text=form.cleaned_data["text"], by=request.user)
        except PortalError as error:
            form.add_error("text" if error.field == "text" else None, error.message)
        else:
            messages.success(request, _("Said."))
            return redirect("reviews:discussion", slug, pk)
    context = {
        **_talk(request, submission),
        "picture": picture_of(submission, request.user),
        "form": form,
        "refusal": discussion_refusal(submission, request.user),
        "live_address": reverse("reviews:discussion-live", args=[slug, pk]),
    }
    return render(request, "reviews/discussion.html", context)


@login_required
@require_GET
def discussion_live(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    context = _talk(request, _readable_or_404(request, slug, pk))
    return live_part(request, context["etag"], lambda: render(request, "reviews/_remarks.html", context))


def _talk(request: UserRequest, submission: Submission) -> dict[str, Any]:
    role = leading_role(request.user, submission.round)
    named = role in {Role.SECRETARIAT, Role.CHAIR}
    people = people_of(submission)
    shown = {person.user.pk: person.shown_to(request.user, named=named) for person in people}
    remarks = [(remark, shown.get(remark.author_id, _("Another person"))) for remark in remarks_of(submission)]
    return {
        "round": submission.round,
        "submission": submission,
        "named": named,
        "remarks": remarks,
        "handles": [p.handle for p in people if p.user.pk != request.user.pk],
        "people": [shown[person.user.pk] for person in people],
        "etag": etag_of(submission.pk, role, [remark.pk for remark, _who in remarks]),
    }


def _readable_or_404(request: UserRequest, slug: str, pk: int) -> Submission:
    round = get_object_or_404(newest_first(), slug=slug)
    submission = get_object_or_404(cities_to_score(round), pk=pk, state=Submission.State.ACCEPTED)
    submission.round = round
    if not may_read(request.user, submission):
        raise Http404
    return submission
