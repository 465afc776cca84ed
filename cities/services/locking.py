"""One row is locked by everyone who changes anything of a submission: the submission itself."""

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cities.lapsing import lapse_signatures
from cities.models import Submission
from cities.queries import Part
from cities.queries.questionnaire import complete_forms
from cities.rules import require_check, require_edit, require_present


def locked_for_editing(submission: Submission, by: User, *parts: Part) -> Submission:
    """The submission as it is now, locked, if ``by`` may change it, or these ``parts`` of it."""
    found = locked(submission)
    require_edit(found, by, *parts)
    return found


def locked_for_checking(submission: Submission, by: User) -> Submission:
    """The submission as it is now, locked, if ``by`` may accept or return it."""
    found = locked(submission)
    require_check(found, by)
    return found


def locked_for_presenting(submission: Submission, by: User) -> Submission:
    """The submission as it is now, locked, if ``by`` may hand in the file of its presentation."""
    found = locked(submission)
    require_present(found, by)
    return found


def touch(submission: Submission, by: User) -> None:
    """The draft has changed: a preview that was opened before is out of date, and no signature holds any more."""
    _touch(submission, by)


def touch_forms(submission: Submission, by: User) -> None:
    """The same where forms have changed: those that are complete are counted anew, for the boards."""
    _touch(submission, by, complete_forms=complete_forms(submission))


def _touch(submission: Submission, by: User, **counted: int) -> None:
    Submission.objects.filter(pk=submission.pk).update(
        edit_version=F("edit_version") + 1, last_activity_at=timezone.now(), **counted
    )
    submission.refresh_from_db(fields=["edit_version", "last_activity_at"])
    lapse_signatures(submission, by)


def locked(submission: Submission) -> Submission:
    """The submission as it is now, locked. The caller asks what is allowed."""
    related = ("round__indicator_system", "city__province")
    return (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*related)
        .get(pk=submission.pk)
    )
