"""Setting up and handing in a submission."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities import content
from cities.errors import CityError, StaleForm
from cities.finding import findings_in
from cities.models import Submission, SubmissionVersion
from cities.passages import index_version
from cities.queries import cities_without_submission, latest_version, secretariat_of
from cities.queries.plausibility import Answered
from cities.rules import deadline_of
from cities.services.locking import locked_for_editing
from cities.services.telling import tell_all
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


@transaction.atomic
def submit_submission(*, submission: Submission, edit_version: int, by: User) -> SubmissionVersion:
    """Hand in the draft as it is: the next numbered version, which nobody can change.

    ``edit_version`` is the one whose preview the person read.
    """
    submission = locked_for_editing(submission, by)
    if submission.edit_version != edit_version:
        raise StaleForm(_("The material was changed after you opened this page. Read it again, then submit."))
    version = _freeze(submission, by)
    index_version(version)
    submission.state = Submission.State.SUBMITTED
    submission.last_activity_at = version.submitted_at
    submission.save(update_fields=["state", "last_activity_at"])
    _tell_secretariat(version)
    what = {"number": version.number, "sha256": version.sha256}
    record(by, "submit_submission", submission, round_id=submission.round_id, **what)
    return version


def _freeze(submission: Submission, by: User) -> SubmissionVersion:
    built = content.build_content(submission)
    if codes := content.incomplete(built):
        raise CityError(
            _("Not complete: %(codes)s. Each indicator needs a text and a self-score.")
            % {"codes": ", ".join(codes)}
        )
    found = findings_in(submission, built, deadline_of(submission))
    if still_open := [answered for answered in found if answered.is_open]:
        raise CityError(_open_findings(still_open))
    built["findings"] = [answered.to_dict() for answered in found]
    last = latest_version(submission)
    return SubmissionVersion.objects.create(
        submission=submission,
        number=last.number + 1 if last else 1,
        content=built,
        sha256=content.hash_of(built),
        submitted_by=by,
    )


def _open_findings(found: Sequence[Answered]) -> str:
    errors = sum(answered.finding.blocks for answered in found)
    return _(
        "Not plausible yet: %(errors)d to be mended, %(warnings)d to be mended or explained. "
        "The first: %(place)s: %(sentence)s"
    ) % {
        "errors": errors,
        "warnings": len(found) - errors,
        "place": found[0].place,
        "sentence": found[0].sentence,
    }


def _tell_secretariat(version: SubmissionVersion) -> None:
    submission = version.submission
    tell_all(
        secretariat_of(submission.round),
        lambda: (
            _("%(city)s has submitted its material (version %(number)d). It waits for the formal check.")
            % {"city": submission.city.name, "number": version.number}
        ),
        link=reverse("cities:check", args=[submission.round.slug, submission.city.gb_code]),
    )
