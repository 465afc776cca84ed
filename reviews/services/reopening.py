"""Opening a submitted sheet again outside the revision window: by the secretariat, for one of four reasons."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Submission
from reviews.errors import ReviewError
from reviews.models import Assignment, ScoreSheet, SheetReopening
from reviews.queries.sheets import Desk, desk_at
from reviews.services.desks import lock_desk
from reviews.services.telling import tell_reopened
from rounds.models import Role, Round
from rounds.queries import leading_role
from rounds.rules import pause_refusal

LONGEST = 2000


def reopening_refusal(round: Round, by: User) -> str:
    """Why this person may not open a submitted sheet again; empty if they may."""
    if leading_role(by, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return pause_refusal(round)


@transaction.atomic
def reopen_sheet(*, sheet: ScoreSheet, reason: str, because: str, by: User) -> SheetReopening:
    """Let the expert write the next version. What is submitted counts until then, and stays on record."""
    if why_not := reopening_refusal(sheet.assignment.round, by):
        raise ReviewError(why_not)
    if reason not in SheetReopening.Reason.values:
        raise ReviewError(_("Choose one of the four reasons."), field="reason")
    because = because.strip()
    if not because or len(because) > LONGEST:
        raise ReviewError(
            _("Say what exactly, in 1 to %(limit)d characters.") % {"limit": LONGEST}, field="because"
        )
    desk = _locked(sheet)
    if why_not := _not_reopened_because(desk):
        raise ReviewError(why_not)
    reopening = SheetReopening.objects.create(
        sheet=sheet, reason=reason, because=because, after_number=desk.last_number, opened_by=by
    )
    _set_state(desk, ScoreSheet.State.RETURNED)
    what = {"reason": reason, "because": because, "after": desk.last_number}
    record(by, "reopen_sheet", sheet, round_id=desk.assignment.round_id, **what)
    tell_reopened(desk.assignment, reopening)
    return reopening


@transaction.atomic
def close_reopening(*, reopening: SheetReopening, by: User) -> None:
    """The expert need not write another version after all; the submitted one goes on counting."""
    if why_not := reopening_refusal(reopening.sheet.assignment.round, by):
        raise ReviewError(why_not)
    desk = _locked(reopening.sheet)
    if not SheetReopening.objects.filter(pk=reopening.pk, closed_at=None).update(closed_at=timezone.now()):
        raise ReviewError(_("This sheet is not open any more."))
    _set_state(desk, ScoreSheet.State.SUBMITTED)
    record(by, "close_reopening", reopening.sheet, round_id=desk.assignment.round_id, after=desk.last_number)


def _locked(sheet: ScoreSheet) -> Desk:
    lock_desk(sheet.assignment_id)
    desk = desk_at(sheet.assignment_id)
    assert desk is not None  # a sheet keeps its assignment
    return desk


def _not_reopened_because(desk: Desk) -> str:
    """Also why its expert could not open it: they are told only of what they can do."""
    assignment = desk.assignment
    if desk.recused_because:
        return _("The expert is recused from this city: %(reason)s") % {"reason": desk.recused_because}
    if desk.pledged_at is None:
        return _("%(expert)s has left the panel: nobody could write this sheet.") % {"expert": assignment.expert}
    city = assignment.submission.city
    if assignment.state != Assignment.State.DEPLOYED or assignment.submission.state != Submission.State.ACCEPTED:
        return _("%(city)s is not open for scoring by this expert at the moment.") % {"city": city}
    if desk.is_reopened:
        return _("This sheet is open again already.")
    if not desk.is_signed:
        return _("This sheet is not submitted: its expert can write it.")
    return ""


def _set_state(desk: Desk, state: ScoreSheet.State) -> None:
    sheet = desk.sheet
    assert sheet is not None  # it was submitted once
    sheet.state = state
    sheet.edit_version += 1
    sheet.save(update_fields=["state", "edit_version", "updated_at"])
