"""Bringing a city of the demonstration as far as its progress says."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from cities.models import Submission
from cities.services import Item, accept_submission, return_submission
from portal.demo.progress import Progress
from portal.rehearsal.filing import hand_in, write_statements
from portal.rehearsal.marking import assignments_of, sign_sheet, verify_city
from portal.rehearsal.material import MARK, CityPlan

STILL_MISSING = ("C7", "D2", "D4", "E")
"""What a city that is still filing has not written yet."""
SIGNED_UNDER_REVIEW = 6
"""Sheets that are in for a city whose review is under way."""


def file_city(plan: CityPlan, progress: Progress, submission: Submission, by: User, secretariat: User) -> None:
    """Bring the city's submission as far as ``progress`` says."""
    if progress is Progress.NOT_STARTED:
        return
    if progress is Progress.FILING:
        return write_statements(plan, submission, by, missing=STILL_MISSING)
    version = hand_in(plan, submission, by)
    if progress is Progress.RETURNED:
        _return(submission, version.number, secretariat)
    elif progress is not Progress.SUBMITTED:
        accept_submission(submission=submission, number=version.number, by=secretariat)
    return None


def judge_city(plan: CityPlan, progress: Progress, submission: Submission, secretariat: User) -> None:
    """Verify its points and sign its sheets: all, or as many as are in while its review is under way."""
    verify_city(plan, submission, secretariat, but_last=2 if progress is Progress.UNVERIFIED else 0)
    signed = list(assignments_of(submission).order_by("-expert_id"))
    if progress is Progress.UNDER_REVIEW:
        signed = signed[:SIGNED_UNDER_REVIEW]
    for assignment in signed:
        sign_sheet(plan, assignment)


def _return(submission: Submission, number: int, secretariat: User) -> None:
    reason = MARK + "请补充 2021 年温室气体清单，并标注佐证材料页码。"
    return_submission(
        submission=submission,
        number=number,
        reason=reason,
        items=[Item("form:F7", MARK + "2021 年清单"), Item("indicator:D1", MARK + "补充页码")],
        due_at=timezone.now() + timedelta(days=14),
        by=secretariat,
    )
