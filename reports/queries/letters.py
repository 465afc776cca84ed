"""What a city's letter will say in the experts' words: their comments without names, and the chair's wording."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cities.models import Submission
from reports.models import LetterComment
from reviews.models import ScoreSheetVersion
from reviews.queries.onsite import open_once_revealed
from rounds.models import Area, Indicator, Round


@dataclass(frozen=True)
class AreaComments:
    """What experts wrote on an area's indicators, in no order that tells who, and the wording for the letter."""

    area: Area
    written: Sequence[tuple[str, str]]
    """Indicator code and comment."""
    comment: LetterComment | None


def letter_cities(round: Round) -> QuerySet[Submission]:
    """The cities that a letter can go to, with how many of their comments are worded and approved."""
    worded = Count("letter_comments", filter=~Q(letter_comments__text=""))
    approved = Count("letter_comments", filter=Q(letter_comments__is_approved=True))
    return (
        Submission.objects.filter(round=round, accepted_version__isnull=False)
        .exclude(state=Submission.State.WITHDRAWN)
        .select_related("city__province", "round")
        .annotate(worded=worded, approved=approved)
        .order_by("city__gb_code")
    )


def may_be_read(submission: Submission) -> bool:
    """What experts wrote is read by nobody else while a sheet is missing or can be revised."""
    return submission.pk in open_once_revealed(submission.round, [submission.pk])


def comments_by_area(submission: Submission) -> list[AreaComments]:
    """Sorted by their words, so that the order tells nothing about who wrote them."""
    indicators = {
        indicator.code: indicator
        for indicator in Indicator.objects.filter(system=submission.round.indicator_system).select_related("area")
    }
    stored = {
        c.area_id: c for c in LetterComment.objects.filter(submission=submission).select_related("approved_by")
    }
    written: dict[int, list[tuple[str, str]]] = {}
    for comments in _signed(submission).values_list("comments", flat=True) if may_be_read(submission) else ():
        for code, text in comments.items():
            if code in indicators and isinstance(text, str) and text.strip():
                written.setdefault(indicators[code].area_id, []).append((code, text.strip()))
    areas = Area.objects.filter(system=submission.round.indicator_system).order_by("code")
    return [AreaComments(area, sorted(written.get(area.pk, [])), stored.get(area.pk)) for area in areas]


def _signed(submission: Submission) -> QuerySet[ScoreSheetVersion]:
    """The sheets that count now: never a draft."""
    return ScoreSheetVersion.objects.filter(to_version=None, sheet__assignment__submission=submission)
