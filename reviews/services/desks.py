"""An expert's desk, locked for writing: refused with a sentence unless they may write now."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import prepared
from cities.models import SubmissionVersion
from reviews.errors import ReviewError, StaleSheet
from reviews.models import Assignment, ScoreSheet, SheetLayout
from reviews.queries.sheets import Desk, desk_at
from reviews.rules import desk_revision_refusal, scoring_refusal
from rounds.models import Indicator


def locked_for_writing(assignment: int, by: User, *, within: str = "", revising: bool = False) -> Desk:
    """The desk, read after its lock was had. Refused with a sentence unless ``by`` may write now.

    Somebody else's is not locked: nobody waits for a stranger, and a stranger for nobody. ``within``: the slug of
    the round in which it is looked for, where somebody names both.
    """
    _locked_own(pk=assignment, user=by.pk)
    desk = desk_at(assignment)
    if desk is None or within not in ("", desk.assignment.round.slug):
        raise ReviewError(_("This city is no longer assigned to you."))
    if why_not := scoring_refusal(desk, by):
        raise ReviewError(why_not)
    if desk.takes_revision and (why_not := desk_revision_refusal(desk)):
        raise ReviewError(why_not if revising or not desk.is_signed else _already_submitted(desk))
    if desk.is_signed and not revising:
        raise ReviewError(_already_submitted(desk))
    return desk


def lock_desk(assignment: int) -> None:
    """The lock of everybody who writes the sheet of this assignment, or says whether it may be written."""
    _locked(pk=assignment)


@prepared
def _locked(pk: int) -> "QuerySet[Assignment, int]":
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)
    return rows.order_by().values_list("pk", flat=True)


@prepared
def _locked_own(pk: int, user: int) -> "QuerySet[Assignment, int]":
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk, expert__user=user)
    return rows.order_by().values_list("pk", flat=True)


def _already_submitted(desk: Desk) -> str:
    return _("This sheet is submitted already, as version %(number)s. Nothing was changed.") % {
        "number": desk.last_number
    }


def require_sheet(desk: Desk) -> ScoreSheet:
    if desk.sheet is None:
        raise ReviewError(_("Nothing is scored yet."))
    return desk.sheet


def require_current(desk: Desk, edit_version: int) -> None:
    if desk.edit_version != edit_version:
        raise StaleSheet(
            _(
                "This sheet was saved in another window after you opened it here. Nothing was stored. What you "
                "entered is still below, with what is stored now beside it: save again to replace it."
            )
        )


def new_sheet(desk: Desk, indicators: Iterable[Indicator]) -> ScoreSheet:
    """The draft, with its indicators and the material it judges. Nothing stands on it yet."""
    assignment = desk.assignment
    ids = [indicator.pk for indicator in indicators]
    layout, _made = SheetLayout.objects.get_or_create(round=assignment.round, indicator_ids=ids)
    material = assignment.submission.accepted_version_id
    assert material is not None  # an accepted submission names its version
    return ScoreSheet.objects.create(assignment=assignment, layout=layout, material_version_id=material)


def require_known_evidence(sheet: ScoreSheet, cited: Collection[int]) -> None:
    """Refuse evidence that the judged version does not hold."""
    if not cited:
        return
    material = SubmissionVersion.objects.filter(pk=sheet.material_version_id)
    known = {evidence["id"] for evidence in material.values_list("content__evidence", flat=True).get()}
    if not set(cited) <= known:
        raise ReviewError(_("You can only cite evidence that the city has handed in with this material."))


def touched(sheet: ScoreSheet) -> ScoreSheet:
    """The sheet at its next edit version."""
    sheet.edit_version += 1
    sheet.save(update_fields=["edit_version", "updated_at"])
    return sheet
