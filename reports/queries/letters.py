"""The cities that letters go to, and the one that a city reads itself."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cities.models import Submission
from reports.models import BuildFile, ReportBuild
from reports.queries.builds import letter_builds_of
from reviews.models import Result
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


def own_letter(submission: Submission, result: Result) -> BuildFile | None:
    """The city's own letter among the newest that were made of this result; None until there is one."""
    made = letter_builds_of(submission.round).filter(result=result, state=ReportBuild.State.DONE).first()
    if made is None:
        return None
    own = BuildFile.objects.filter(build=made, role="letter", name__startswith=f"{submission.city.gb_code}_")
    return own.select_related("build").first()


def _with_material(round: Round) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(round=round, accepted_version__isnull=False)
        .exclude(state=Submission.State.WITHDRAWN)
        .select_related("city__province", "round")
        .order_by("city__gb_code")
    )
