"""The cities that letters go to, and the one that a city reads itself."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cities.models import Submission
from reports.models import BuildFile, OwnResults, ReportBuild
from reports.queries.builds import letter_builds_of
from reviews.models import Result
from reviews.queries.appraisals import approved_comments
from reviews.queries.results import result_in_force
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
    """The city's own letter among the newest of this result that were released; None until there is one.

    Its bytes are read when they are asked for.
    """
    released = letter_builds_of(submission.round).filter(result=result, released__isnull=False).first()
    if released is None:
        return None
    own = BuildFile.objects.filter(build=released, role="letter", name__startswith=f"{submission.city.gb_code}_")
    return own.select_related("build").defer("content").first()


def release_refusal(build: ReportBuild) -> str:
    """Why the cities may not read these letters; empty if they may. For whoever edits the report."""
    if build.kind != ReportBuild.Kind.LETTERS or build.state != ReportBuild.State.DONE:
        return _("The letters are not made.")
    result = result_in_force(build.round)
    if result is None or build.result_id != result.pk:
        return _("The letters were not made of the frozen result that is in force. Make them again.")
    if not OwnResults.objects.filter(result=result).exists():
        return _("The cities have not been told their results yet.")
    return ""


def letters_to_show(round: Round) -> ReportBuild | None:
    """The newest letters, while they wait for somebody to show them to the cities."""
    newest = letter_builds_of(round).first()
    if newest is None or hasattr(newest, "released") or release_refusal(newest):
        return None
    return newest


def _with_material(round: Round) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(round=round, accepted_version__isnull=False)
        .exclude(state=Submission.State.WITHDRAWN)
        .select_related("city__province", "round")
        .order_by("city__gb_code")
    )
