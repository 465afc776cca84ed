"""Files in quarantine are examined, and pass, are refused, or wait on.

Examining one twice, even at the same moment, does no harm: the first verdict counts.
"""

import logging

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from cities.errors import CityError
from cities.lapsing import lapse_for_file
from cities.models import Citation, Evidence, PresentationFile, Statement, Submission
from cities.queries import last_page
from cities.rules import presentation_locked
from cities.sources import sourced_rows
from cities.uploads import previews
from cities.uploads.checks import Checked, check_upload
from cities.uploads.local import local_copy
from cities.uploads.malware import NoScanner, TooLargeForScanner
from cities.uploads.words import Reason, in_both_languages
from notices.models import Kind
from notices.services import tell

logger = logging.getLogger(__name__)

State, Hold = Evidence.State, Evidence.Hold


def examine(evidence_id: int) -> None:
    """Every check, in its order, by another process where the file is opened. Nothing to do if it is decided."""
    waiting = Evidence.objects.filter(pk=evidence_id, state=State.WAITING, removed_at=None)
    evidence = waiting.select_related("submission__round", "submission__city", "uploaded_by").first()
    if evidence is None:
        return
    try:
        checked = _examined(evidence)
    except CityError:
        refuse(evidence, in_both_languages(lambda: _examined(evidence)))
    except FileNotFoundError:
        logger.exception("The bytes of evidence %s are not in the store", evidence.pk)
        refuse(evidence, in_both_languages(_refuse_lost))
    except NoScanner as error:
        logger.warning("Evidence %s stays in quarantine, the scanner does not answer: %s", evidence.pk, error)
        _hold(evidence, Hold.NO_SCANNER)
    except TooLargeForScanner as error:
        logger.warning("Evidence %s stays in quarantine: %s", evidence.pk, error)
        _hold(evidence, Hold.TOO_LARGE)
    else:
        accept(evidence, checked)


def _examined(evidence: Evidence) -> Checked:
    with local_copy(evidence.file) as (file, path):
        return check_upload(file, given_name=evidence.original_name, size=evidence.size, path=path)


def lost() -> str:
    return _("The file did not arrive whole. Hand it in again.")


def _refuse_lost() -> None:
    raise CityError(lost())


def _hold(evidence: Evidence, why: str) -> None:
    Evidence.objects.filter(pk=evidence.pk, state=State.WAITING).update(hold=why, examined_at=timezone.now())


def accept(evidence: Evidence, checked: Checked) -> None:
    """It is evidence from now on: what it replaces steps back, signatures lapse, and its first pages are drawn."""
    with transaction.atomic():
        submission = _locked_submission(evidence)
        if not _decide(evidence, State.CHECKED, **_facts(checked)):
            return
        _replace_older(evidence, submission)
        Submission.objects.filter(pk=submission.pk).update(edit_version=F("edit_version") + 1)
        lapse_for_file(submission, evidence)
        what = {"name": checked.name.name, "sha256": evidence.sha256, "pages": checked.pages}
        record(None, "check_evidence", evidence, round_id=submission.round_id, **what)
    previews.draw_first_pages(evidence)


def _facts(checked: Checked) -> dict[str, object]:
    return {
        "original_name": checked.name.name,
        "content_type": checked.kind.content_type,
        "pages": checked.pages,
        "hold": "",
    }


def refuse(evidence: Evidence, reason: Reason) -> None:
    """The bytes go, the reason stays and is told to who handed it in."""
    with transaction.atomic():
        submission = _locked_submission(evidence)
        stored, storage = str(evidence.file.name), evidence.file.storage
        if not _decide(evidence, State.REFUSED, reason_zh=reason.zh, reason_en=reason.en, hold="", file=""):
            return
        name = evidence.original_name
        tell(
            recipient=evidence.uploaded_by,
            text_zh=f"{name}：{reason.zh}",
            text_en=f"{name}: {reason.en}",
            link=reverse("cities:evidence", args=[submission.round.slug]),
            kind=Kind.WORK,
            round_id=submission.round_id,
        )
        what = {"name": name, "sha256": evidence.sha256, "reason": reason.zh}
        record(None, "refuse_evidence", evidence, round_id=submission.round_id, **what)
        transaction.on_commit(lambda: storage.delete(stored), robust=True)


def _decide(evidence: Evidence, state: str, **fields: object) -> bool:
    """The verdict, unless another one was quicker."""
    fields |= {"state": state, "examined_at": timezone.now()}
    undecided = Evidence.objects.filter(pk=evidence.pk, state=State.WAITING, removed_at=None)
    if not undecided.update(**fields):
        return False
    evidence.refresh_from_db(fields=list(fields))
    return True


def _locked_submission(evidence: Evidence) -> Submission:
    return (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round", "city")
        .get(pk=evidence.submission_id)
    )


def _replace_older(evidence: Evidence, submission: Submission) -> None:
    """Citations and sources go over to the newer file, except those of pages that it does not have."""
    older = evidence.replaces
    if older is None or older.replaced_at or older.removed_at:
        return
    _move_citations(older, evidence)
    _move_sources(older, evidence, submission)
    Evidence.objects.filter(pk=older.pk).update(replaced_at=timezone.now())


def _has(evidence: Evidence, pages: str) -> bool:
    """Whether the file has all of these pages."""
    return evidence.pages is None or last_page(pages) <= evidence.pages


def _move_citations(older: Evidence, evidence: Evidence) -> None:
    taken = set(evidence.citations.values_list("statement_id", flat=True))
    moved = [
        citation
        for citation in older.citations.all()
        if citation.statement_id not in taken and _has(evidence, citation.pages)
    ]
    Citation.objects.filter(pk__in=[citation.pk for citation in moved]).update(evidence=evidence)
    statements = Statement.objects.filter(pk__in=[citation.statement_id for citation in moved])
    statements.update(version=F("version") + 1)


def _move_sources(older: Evidence, evidence: Evidence, submission: Submission) -> None:
    """Rows of forms; but what is locked stays as it is."""
    for found in sourced_rows(submission).get(older.pk, ()):
        model = found.table.model
        is_locked = model is PresentationFile and presentation_locked(submission)
        if _has(evidence, found.row.pages) and not is_locked:
            model._default_manager.filter(pk=found.row.pk).update(evidence=evidence, version=F("version") + 1)
