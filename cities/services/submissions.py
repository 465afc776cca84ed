"""Setting up and handing in a submission."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities import content
from cities.models import Submission, SubmissionVersion
from cities.passages import index_version
from cities.queries import cities_without_submission, latest_version, secretariat_of
from cities.readiness import Readiness
from cities.services.telling import tell_all
from notices.models import Kind
from rounds import rules as stages
from rounds.models import Action, Role, Round


@transaction.atomic
def prepare_submissions(*, round: Round, by: User | None) -> int:
    """Give every city that has none its submission in this round; how many were missing. None: the portal."""
    if by is not None:
        stages.require(round, Role.SECRETARIAT, Action.SET_UP)
    new = [Submission(round=round, city=city) for city in cities_without_submission(round)]
    Submission.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        record(by, "prepare_submissions", round, round_id=round.pk, cities=len(new))
    return len(new)


def hand_in_version(submission: Submission, ready: Readiness, by: User) -> SubmissionVersion:
    """Freeze the draft that was found ready, as the next numbered version, which nobody can change.

    The caller has the submission's lock and every signature but the version's number.
    """
    version = _freeze(submission, ready, by)
    index_version(version)
    submission.state = Submission.State.SUBMITTED
    submission.last_activity_at = version.submitted_at
    submission.save(update_fields=["state", "last_activity_at"])
    _tell_secretariat(version)
    what = {"number": version.number, "sha256": version.sha256}
    record(by, "submit_submission", submission, round_id=submission.round_id, **what)
    return version


def _freeze(submission: Submission, ready: Readiness, by: User) -> SubmissionVersion:
    built = {**ready.content, "findings": [answered.to_dict() for answered in ready.findings]}
    last = latest_version(submission)
    return SubmissionVersion.objects.create(
        submission=submission,
        number=last.number + 1 if last else 1,
        content=built,
        sha256=content.hash_of(built),
        submitted_by=by,
    )


def _tell_secretariat(version: SubmissionVersion) -> None:
    submission = version.submission
    tell_all(
        secretariat_of(submission.round),
        lambda: (
            _("%(city)s has submitted its material (version %(number)d). It waits for the formal check.")
            % {"city": submission.city.name, "number": version.number}
        ),
        link=reverse("cities:check", args=[submission.round.slug, submission.city.gb_code]),
        kind=Kind.WORK,
        round=submission.round,
    )
