"""E3 and E4: experts comment on areas and tag problems; the chair approves what may be read without names."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import Submission
from reviews.errors import ReviewError, StaleSheet
from reviews.models import Appraisal, ApprovedComment, Assignment
from reviews.queries.appraisals import newest_appraisal
from reviews.queries.onsite import open_once_revealed
from reviews.queries.sheets import Desk, desk_at
from reviews.rules import any_refusal, desk_revision_refusal, scoring_refusal
from reviews.services.desks import lock_desk
from rounds.models import Action, Area, Problem, Role
from rounds.queries import leading_role

LONGEST_COMMENT = 1000
PARTS = ("comment", "suggestion")
APPROVE = (Action.SETTLE, Action.FREEZE, Action.REVEAL)
"""Any of these lets the chair approve comments: from the first reveal until the result is frozen."""


@transaction.atomic
def save_appraisal(
    *,
    assignment: Assignment,
    number: int,
    comments: Mapping[str, Mapping[str, str]],
    problems: Collection[Problem],
    problem_note: str,
    by: User,
) -> Appraisal:
    """The next version of what the expert says about the city. ``number``: of the one it was written over."""
    lock_desk(assignment.pk)
    desk = desk_at(assignment.pk)
    if desk is None:
        raise ReviewError(_("This city is no longer assigned to you."))
    if why_not := appraisal_refusal(desk, by):
        raise ReviewError(why_not)
    last = newest_appraisal(assignment)
    if (last.number if last else 0) != number:
        raise StaleSheet(_("This was saved in another window after you opened it here. Nothing was stored."))
    said = _tidy(comments)
    _refuse_strangers(desk, said, problems)
    appraisal = Appraisal.objects.create(
        assignment=assignment, number=number + 1, comments=said, problem_note=problem_note.strip(), saved_by=by
    )
    appraisal.problems.set(problems)
    codes = sorted(problem.code for problem in problems)
    record(by, "save_appraisal", appraisal, round_id=assignment.round_id, number=number + 1, problems=codes)
    return appraisal


def appraisal_refusal(desk: Desk, by: User) -> str:
    """Why the expert may not comment now; empty if they may: as long as they may write or revise the sheet."""
    if why_not := scoring_refusal(desk, by):
        return why_not
    if desk.was_absent or desk.session_closed:
        return desk_revision_refusal(desk)
    return ""


def _tidy(comments: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Without what is empty; too long a text is refused beside its field."""
    said: dict[str, dict[str, str]] = {}
    for code, words in comments.items():
        kept = {part: words.get(part, "").replace("\r\n", "\n").strip() for part in PARTS}
        for part, text in kept.items():
            if why_not := too_long(text, LONGEST_COMMENT):
                raise ReviewError(why_not, field=f"{part}_{code}")
        if any(kept.values()):
            said[code] = kept
    return said


def _refuse_strangers(desk: Desk, said: Mapping[str, object], problems: Collection[Problem]) -> None:
    round = desk.assignment.round
    known = set(Area.objects.filter(system=round.indicator_system_id).values_list("code", flat=True))
    if said.keys() - known:
        raise ReviewError(_("This indicator system has no such area."))
    if any(problem.round_id != round.pk for problem in problems):
        raise ReviewError(_("This problem belongs to another round."))


@transaction.atomic
def approve_comment(
    *, submission: Submission, area: Area, number: int, comment: str, suggestion: str, by: User
) -> ApprovedComment:
    """What the city and the report may read about an area. Two empty texts withdraw what was approved."""
    submission = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round")
        .get(pk=submission.pk)
    )
    if why_not := approval_refusal(submission, by):
        raise ReviewError(why_not)
    last = ApprovedComment.objects.filter(submission=submission, area=area).order_by("-number").first()
    if (last.number if last else 0) != number:
        raise StaleSheet(_("Somebody else approved a wording meanwhile: look at it first."))
    said = _tidy({area.code: {"comment": comment, "suggestion": suggestion}}).get(area.code)
    if said is None and last is None:
        raise ReviewError(_("Write something first."), field="comment")
    approved = ApprovedComment.objects.create(
        submission=submission, area=area, number=number + 1, approved_by=by, **(said or {})
    )
    what = {"area": area.code, "number": approved.number, "withdrawn": said is None}
    record(by, "approve_comment", approved, round_id=submission.round_id, **what)
    return approved


def approval_refusal(submission: Submission, by: User) -> str:
    """Why this person may not approve comments of the city now; empty if they may."""
    if leading_role(by, submission.round) != Role.CHAIR:
        return _("Only the chair or the deputy approves comments.")
    if not open_once_revealed(submission.round, [submission.pk]):
        return _("This city is still being judged: its comments open when all sheets are in.")
    return any_refusal(submission.round, Role.CHAIR, APPROVE)
