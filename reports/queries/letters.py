"""The cities that letters go to."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cities.models import Submission
from reviews.queries.appraisals import approved_comments
from rounds.models import Round


@dataclass(frozen=True)
class LetterCity:
    """``approved``: areas of which the chair approved what the experts say."""

    submission: Submission
    approved: int


def letter_cities(round: Round) -> list[LetterCity]:
    submissions = list(_with_material(round))
    comments = approved_comments(submissions)
    return [LetterCity(submission, len(comments[submission.pk])) for submission in submissions]


def _with_material(round: Round) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(round=round, accepted_version__isnull=False)
        .exclude(state=Submission.State.WITHDRAWN)
        .select_related("city__province", "round")
        .order_by("city__gb_code")
    )
