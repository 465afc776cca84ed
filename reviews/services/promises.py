"""The secretariat verifies, promise by promise, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import InnovationPromise, Submission
from reviews.errors import Incomplete, ReviewError
from reviews.models import PromiseCheck, Proposal
from reviews.queries.promises import PromiseLine, promises_of
from reviews.queries.ranking import ranking_status
from reviews.rules import PROMISES_KEPT, require_verification

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Found:
    """What became of a promise, with the reason where it differs from what the city says."""

    fulfilment: str
    reason: str = ""


@transaction.atomic
def verify_promises(*, submission: Submission, found: Mapping[str, Found], by: User) -> list[PromiseCheck]:
    """Store what is new or different, by row of the form; the value that is proposed follows it."""
    locked = Submission.objects.select_for_update(of=("self",), no_key=True)
    submission = locked.select_related("round", "city", "accepted_version").get(pk=submission.pk)
    require_verification(submission.round, by)
    if submission.state != Submission.State.ACCEPTED:
        raise ReviewError(_("Accept the material of %(city)s first.") % {"city": submission.city})
    if ranking_status(submission.round).frozen:
        raise ReviewError(_("The result of this round is frozen: nothing that counts can change any more."))
    lines = {line.row: line for line in promises_of(submission) if line.row in found}
    if problems := {row: why for row, line in lines.items() if (why := _problem(line, found[row]))}:
        raise Incomplete(_("Nothing was stored: please look at the promises that are marked."), problems)
    stored = [_store(line, found[row], submission, by) for row, line in lines.items() if _is_new(line, found[row])]
    if stored:
        Proposal.objects.filter(version=submission.accepted_version, indicator__rule=PROMISES_KEPT).delete()
        said = {check.row: [check.said, check.fulfilment, check.reason] for check in stored}
        record(by, "verify_promises", submission, round_id=submission.round_id, promises=said)
    return stored


def _is_new(line: PromiseLine, found: Found) -> bool:
    check = line.check
    stands = (check.said, check.fulfilment, check.reason) if check else None
    return stands != (line.said, found.fulfilment, found.reason.strip())


def _problem(line: PromiseLine, found: Found) -> str:
    if found.fulfilment not in InnovationPromise.Fulfilment.values:
        return _("Choose what became of it.")
    reason = found.reason.strip()
    if found.fulfilment != line.said and not reason:
        return _("Say why it differs from what the city says.")
    return too_long(reason, LONGEST_REASON)


def _store(line: PromiseLine, found: Found, submission: Submission, by: User) -> PromiseCheck:
    what = {
        "said": line.said,
        "fulfilment": found.fulfilment,
        "reason": found.reason.strip(),
        "verified_by": by,
        "verified_at": timezone.now(),
    }
    return PromiseCheck.objects.update_or_create(submission=submission, row=line.row, defaults=what)[0]
