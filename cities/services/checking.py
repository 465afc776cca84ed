"""The secretariat's formal check (形式审查)."""

from collections.abc import Callable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import StaleForm
from cities.models import Submission, SubmissionVersion
from cities.queries import latest_version, members_of
from cities.services.locking import locked_for_checking
from cities.services.telling import tell_all
from notices.models import Kind

LONGEST_REASON = 2000


@transaction.atomic
def accept_submission(*, submission: Submission, number: int, by: User) -> SubmissionVersion:
    """Accept the version that was read: from now on experts see exactly this one."""
    submission = locked_for_checking(submission, by)
    version = read_version(submission, number)
    submission.state = Submission.State.ACCEPTED
    submission.accepted_version = version
    submission.return_reason = ""
    submission.last_activity_at = timezone.now()
    submission.save(update_fields=["state", "accepted_version", "return_reason", "last_activity_at"])
    _tell_accepted(submission, number)
    record(by, "accept_submission", submission, round_id=submission.round_id, number=number, sha256=version.sha256)
    return version


@transaction.atomic
def look_early(*, submission: Submission, what: str, by: User) -> None:
    """Write down that the secretariat read content that is not accepted yet. The city is shown each look."""
    record(by, "early_look", submission, round_id=submission.round_id, what=what)


def read_version(submission: Submission, number: int) -> SubmissionVersion:
    """The newest version, if it is the one that the person read."""
    version = latest_version(submission)
    if version is None or version.number != number:
        raise StaleForm(_("A newer version was submitted after you opened this page. Read it first."))
    return version


def _tell_accepted(submission: Submission, number: int) -> None:
    _tell_city(
        submission,
        lambda: _("Version %(number)d of your city's material has been accepted.") % {"number": number},
    )


def _tell_city(submission: Submission, text: Callable[[], str]) -> None:
    link = reverse("cities:overview", args=[submission.round.slug])
    tell_all(members_of(submission.city), text, link=link, kind=Kind.DECISION, round=submission.round)
