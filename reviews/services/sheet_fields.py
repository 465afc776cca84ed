"""One field of a score sheet as it is typed: stored if it still has the value with which it was opened.

A field's name is "C1:mark", "C1:comment" or "C1:cite.17" for evidence 17; its value a text, one spelling for each:
a mark is points, "unable" or nothing, a citation is pages, "*" for the whole file, or nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import prepared
from cities.citations import tidy_pages
from cities.models import SubmissionVersion
from reviews.errors import ReviewError, StaleSheet
from reviews.models import Score, ScoreCitation, ScoreSheet
from reviews.queries.sheets import Desk, indicator_asked, indicators_asked
from reviews.rules import as_comment, as_points, mark_problem
from reviews.services.desks import locked_for_writing, new_sheet, require_known_evidence, touched
from rounds.models import Indicator
from scoring.canonical import plain_decimal

UNABLE = "unable"
WHOLE_FILE = "*"


class Conflict(StaleSheet):
    """The field was changed in another window. ``theirs`` is what stands now: nothing of either is lost."""

    def __init__(self, theirs: str, when: datetime | None) -> None:
        super().__init__(_("This was changed in another window after you opened it here."))
        self.theirs, self.when = theirs, when


class DeskClosed(ReviewError):
    """Not the field but the whole sheet can't be written now."""


@dataclass(frozen=True)
class Saved:
    """What stands after a save: the text in its one spelling, and the sheet's edit version."""

    text: str
    edit_version: int
    at: datetime


@dataclass(frozen=True)
class _Place:
    """A field of the sheet: of which indicator, and of which evidence if it is a citation."""

    desk: Desk
    indicator: Indicator
    score: Score | None
    """None until something is typed for the indicator."""
    part: str
    evidence: int | None


@prepared
def _scores(sheet: int, code: str) -> QuerySet[Score]:
    """One or none."""
    return Score.objects.filter(sheet=sheet, indicator__code=code).select_related("indicator").order_by()


@transaction.atomic
def save_field(*, assignment: int, name: str, base: str, text: str, by: User, within: str = "") -> Saved:
    """Store one field if it still has the value ``base``; it may be incomplete but not illegal.

    Saving what already stands is no conflict: a reply that was lost is asked for again. Else Conflict.
    ``within``: the slug of the round in which the assignment is looked for.
    """
    try:
        desk = locked_for_writing(assignment, by, within=within)
    except ReviewError as error:
        raise DeskClosed(error.message) from None
    place = _place(desk, name)
    wanted = WANTED[place.part](place, text)
    standing = _standing(place)
    if standing not in (base, wanted):
        raise Conflict(standing, place.score.updated_at if place.score else None)
    if wanted == standing:
        sheet = desk.sheet
    else:
        sheet = desk.sheet or new_sheet(desk, indicators_asked(desk.assignment))
        _store(place, sheet, wanted)
        touched(sheet)
    return Saved(wanted, sheet.edit_version if sheet else 0, sheet.updated_at if sheet else timezone.now())


def _place(desk: Desk, name: str) -> _Place:
    code, _colon, rest = name.partition(":")
    part, _dot, number = rest.partition(".")
    score = next(iter(_scores(sheet=desk.sheet.pk, code=code)), None) if desk.sheet else None
    indicator = score.indicator if score else indicator_asked(desk.assignment, code)
    is_citation = part == "cite" and number.isascii() and number.isdecimal() and len(number) < 19
    if indicator is None or (part not in ("mark", "comment") and not is_citation):
        raise ReviewError(_("This sheet has no such field."))
    return _Place(desk, indicator, score, part, int(number) if is_citation else None)


def _wanted_mark(place: _Place, text: str) -> str:
    if text.strip() == UNABLE:
        return UNABLE
    points = as_points(text)
    if points is None:
        return ""
    policy = place.desk.assignment.round.policy_value
    if problem := mark_problem(points, indicator=place.indicator, policy=policy):
        raise ReviewError(problem)
    return plain_decimal(points)


def _wanted_citation(place: _Place, text: str) -> str:
    if text.strip() in ("", WHOLE_FILE):
        return text.strip()
    return tidy_pages(text, page_count=_page_count(place)) or WHOLE_FILE


def _page_count(place: _Place) -> int | None:
    sheet, submission = place.desk.sheet, place.desk.assignment.submission
    material = sheet.material_version_id if sheet else submission.accepted_version_id
    rows = SubmissionVersion.objects.filter(pk=material or 0).values_list("content__evidence", flat=True).get()
    found: int | None = next((row["pages"] for row in rows if row["id"] == place.evidence), None)
    return found


WANTED: dict[str, Callable[[_Place, str], str]] = {
    "mark": _wanted_mark,
    "comment": lambda _place, text: as_comment(text),
    "cite": _wanted_citation,
}


def _standing(place: _Place) -> str:
    score = place.score
    if score is None:
        return ""
    if place.part == "comment":
        return score.comment
    if place.part == "mark":
        return mark_text(score.points, unable=score.unable)
    pages = ScoreCitation.objects.filter(score=score, evidence=place.evidence).values_list("pages", flat=True)
    return next((page or WHOLE_FILE for page in pages), "")


def mark_text(points: Decimal | None, *, unable: bool) -> str:
    """A mark in its one spelling: points, “unable” or nothing."""
    if unable:
        return UNABLE
    return "" if points is None else plain_decimal(points)


def _store(place: _Place, sheet: ScoreSheet, wanted: str) -> None:
    score = place.score or Score(sheet=sheet, indicator=place.indicator)
    if place.part == "comment":
        score.comment = wanted
    elif place.part == "mark":
        score.unable = wanted == UNABLE
        score.points = Decimal(wanted) if wanted and not score.unable else None
    score.save()
    if place.evidence is not None:
        _store_citation(sheet, score, place.evidence, wanted)


def _store_citation(sheet: ScoreSheet, score: Score, evidence: int, wanted: str) -> None:
    if not wanted:
        ScoreCitation.objects.filter(score=score, evidence=evidence).delete()
        return
    require_known_evidence(sheet, [evidence])
    pages = "" if wanted == WHOLE_FILE else wanted
    ScoreCitation.objects.update_or_create(score=score, evidence_id=evidence, defaults={"pages": pages})
