"""Questions to cities, for each who may know of them."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cities.models import Submission
from reviews.models import Assignment, Question
from rounds.models import Round

MOST = 3
"""Questions that a city is troubled with, all its experts together. Those that are not passed on don't count."""


def questions_for_desk(assignment: Assignment) -> QuerySet[Question]:
    """What this expert asked, and what the city has answered to anybody: nobody is named."""
    own, answered = Q(expert=assignment.expert_id), Q(state=Question.State.ANSWERED)
    found = Question.objects.filter(own | answered, submission=assignment.submission_id)
    return found.select_related("indicator")


def answered_questions(submission: Submission) -> QuerySet[Question]:
    """What the city has answered, as part of its material: nobody is named."""
    found = Question.objects.filter(submission=submission, state=Question.State.ANSWERED)
    return found.select_related("indicator")


def questions_to(submission: Submission) -> QuerySet[Question]:
    """What the city has been asked."""
    passed = [Question.State.PASSED, Question.State.ANSWERED]
    return Question.objects.filter(submission=submission, state__in=passed).select_related("indicator")


def questions_of(round: Round) -> QuerySet[Question]:
    """All of a round, those that wait first: for the secretariat."""
    found = Question.objects.filter(submission__round=round)
    return found.select_related("indicator", "submission__city", "expert__user").order_by("-state", "asked_at")


def waiting_questions(round: Round) -> int:
    return Question.objects.filter(submission__round=round, state=Question.State.ASKED).count()


def counted_questions() -> Coalesce:
    """The same, for the query that fetches the rounds."""
    rows = Question.objects.filter(submission__round=OuterRef("pk"), state=Question.State.ASKED).order_by()
    counted = rows.values("submission__round").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def asked_of(submission: Submission) -> int:
    """How many of the city's questions are used up."""
    return Question.objects.filter(submission=submission).exclude(state=Question.State.DECLINED).count()
