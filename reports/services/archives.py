"""Asking for the sealed package of a finished round."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reports.errors import ReportError
from reports.models import Archive
from reports.tasks import seal_archive
from reviews.models import Result
from reviews.queries.results import result_in_force
from rounds.models import Action, Role, Round
from rounds.queries import leading_role
from rounds.rules import refusal


def archive_refusal(round: Round, by: User) -> str:
    """Why this person may not have a package sealed now; empty if they may."""
    if leading_role(by, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    if why_not := refusal(round, Role.SECRETARIAT, Action.ARCHIVE):
        return why_not
    return "" if result_in_force(round) else _("No result is frozen.")


@transaction.atomic
def ask_for_archive(*, round: Round, by: User) -> Archive:
    """A worker seals it. One at a time; a later one contains what was recorded in between."""
    if why_not := archive_refusal(round, by):
        raise ReportError(why_not)
    result = result_in_force(round)
    assert result is not None
    Result.objects.select_for_update(no_key=True).get(pk=result.pk)
    if Archive.objects.filter(result=result, state=Archive.State.WAITING).exists():
        raise ReportError(_("A package is being sealed already."))
    archive = Archive.objects.create(result=result, asked_by=by)
    record(by, "ask_for_archive", archive, round_id=round.pk, number=result.number)
    transaction.on_commit(partial(seal_archive.delay, archive.pk), robust=True)
    return archive


@transaction.atomic
def log_archive_download(*, archive: Archive, by: User) -> None:
    record(by, "download_archive", archive, round_id=archive.result.round_id, sha256=archive.sha256)
