"""Corrections of facts and objections: which there are, and what a city can tie one to."""

from django.db.models import Q, QuerySet

from cities.content import evidence_ids
from cities.models import Evidence, Submission
from reports.models import FactRequest, Objection
from reviews.models import Assignment, ScoreSheetVersion
from rounds.models import Indicator, Round

PEOPLE = ("submission__city", "indicator", "filed_by", "decided_by")


def fact_requests_of(round: Round) -> QuerySet[FactRequest]:
    """Open ones first."""
    found = FactRequest.objects.filter(submission__round=round).select_related(*PEOPLE)
    return found.prefetch_related("evidence").order_by("decided_at", "submission__city__gb_code", "pk")


def objections_of(round: Round) -> QuerySet[Objection]:
    """Open ones first."""
    found = Objection.objects.filter(submission__round=round).select_related(*PEOPLE, "result")
    return found.prefetch_related("evidence").order_by("decided_at", "submission__city__gb_code", "pk")


def objection_counts(round: Round) -> dict[str, int]:
    """For the figures of the year: how many were filed, and how many of them upheld."""
    states = list(Objection.objects.filter(submission__round=round).values_list("state", flat=True))
    return {"filed": len(states), "upheld": states.count(Objection.State.UPHELD)}


def handed_in_evidence(submission: Submission) -> QuerySet[Evidence]:
    """What can be cited in a claim: the files of the accepted version, and no new ones."""
    accepted = submission.accepted_version
    ids = evidence_ids(accepted.content) if accepted and accepted.content.get("evidence") else set()
    return Evidence.objects.filter(submission=submission, pk__in=ids).order_by("title", "pk")


def indicators_in(round: Round) -> QuerySet[Indicator]:
    return Indicator.objects.filter(system=round.indicator_system_id).select_related("area").order_by("position")


def has_scored(user_id: int, submission: Submission) -> bool:
    """Whether this person marked the city, in whatever version and whether or not it still counts."""
    theirs = Q(assignment__expert__user_id=user_id, assignment__submission=submission)
    assigned = Assignment.objects.filter(expert__user_id=user_id, submission=submission)
    return ScoreSheetVersion.objects.filter(theirs).exists() or assigned.exists()
