"""Comments in the letters to cities: written without names, approved by the chair."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Submission
from reports.errors import ReportError
from reports.models import LetterComment
from reports.rules import comment_refusal, editing_refusal
from rounds.models import Area

LONGEST_COMMENT = 1000


@transaction.atomic
def save_comment(
    *, submission: Submission, area: Area, base: int, text: str, approve: bool, by: User
) -> LetterComment:
    """The secretariat drafts, the chair words and approves. Changed words need a new approval.

    ``base`` is the version that was read; 0: none yet.
    """
    _require(submission, approve, by)
    text = text.strip()
    if len(text) > LONGEST_COMMENT:
        raise ReportError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": LONGEST_COMMENT},
            field=area.code,
        )
    if approve and not text:
        raise ReportError(_("There are no words to approve."), field=area.code)
    Submission.objects.select_for_update().get(pk=submission.pk)
    comment = LetterComment.objects.filter(submission=submission, area=area).first()
    if (comment.version if comment else 0) != base:
        raise ReportError(
            _("Somebody changed this comment after you opened it. Load the page again."), field=area.code
        )
    comment = comment or LetterComment(submission=submission, area=area)
    changed = comment.text != text
    if not changed and comment.is_approved == approve:
        return comment
    comment.text, comment.edited_by, comment.version = text, by, comment.version + 1
    comment.is_approved, comment.approved_by = approve, by if approve else None
    comment.save()
    record(
        by, "approve_letter_comment" if approve else "edit_letter_comment", comment,
        round_id=submission.round_id, city=submission.city.gb_code, area=area.code, text=text,
    )  # fmt: skip
    return comment


def _require(submission: Submission, approve: bool, by: User) -> None:
    why_not = comment_refusal(submission.round, by)
    if why_not and (approve or editing_refusal(submission.round, by)):
        raise ReportError(why_not)
