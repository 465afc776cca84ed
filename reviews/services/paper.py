"""代录: a paper sheet is entered with its scan by one person and compared by another; then it is a version."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError
from cities.uploads import malware
from cities.uploads.checks import check_upload
from reviews.errors import Incomplete, ReviewError
from reviews.models import Assignment, PaperSheet, ScoreSheet
from reviews.queries.sheets import Desk, Drafted, desk_at, indicators_on
from reviews.rules import desk_revision_refusal, scoring_refusal
from reviews.services.desks import lock_desk
from reviews.services.sheets import Entry, save_draft, submit_sheet, unfinished
from rounds.models import Role, Round
from rounds.queries import leading_role
from scoring.canonical import plain_decimal

SCANS = ("application/pdf", "image/png", "image/jpeg")
MOST_BYTES = 20 * 1024 * 1024


def paper_refusal(round: Round, by: User) -> str:
    """Why this person may not enter or compare paper sheets; empty if they may."""
    if leading_role(by, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return ""


@transaction.atomic
def enter_paper_sheet(
    *, assignment: Assignment, entries: Mapping[str, Entry], scan: "File[bytes]", by: User
) -> PaperSheet:
    """Keep a complete copy with its scan. It counts for nothing until somebody else has compared it."""
    lock_desk(assignment.pk)
    desk = _desk(assignment, by)
    if PaperSheet.objects.filter(assignment=assignment, decided_at=None).exists():
        raise ReviewError(_("A paper sheet for this pair waits for its second person already."))
    indicators = list(indicators_on(desk.assignment))
    given = {i.pk: _as_drafted(entries[i.code]) for i in indicators if i.code in entries}
    if problems := unfinished(indicators, given, desk.assignment.round.policy_value):
        raise Incomplete(_("Not ready to submit: %(codes)s.") % {"codes": ", ".join(problems)}, problems)
    name, kind, sha256 = _checked(scan)
    paper = PaperSheet.objects.create(
        assignment=assignment,
        entries={code: _as_json(entry) for code, entry in entries.items()},
        over_edit_version=desk.edit_version,
        scan=scan,
        scan_name=name,
        scan_type=kind,
        scan_sha256=sha256,
        entered_by=by,
    )
    record(by, "enter_paper_sheet", paper, round_id=assignment.round_id, assignment=assignment.pk, scan=sha256)
    return paper


@transaction.atomic
def confirm_paper_sheet(*, paper: PaperSheet, by: User) -> None:
    """The second person has compared scan and entries: they become the expert's next version.

    What the expert has typed since it was entered is not written over; whose word holds, people decide.
    """
    paper = _waiting(paper, by)
    desk = _desk(paper.assignment, by)
    expert = desk.assignment.expert.user
    if desk.edit_version != paper.over_edit_version:
        raise ReviewError(
            _(
                "%(expert)s has changed their own sheet in the portal since this paper sheet was entered. Nothing "
                "was stored. Ask which of the two holds: the expert submits their own, or this one is sent back "
                "and entered anew."
            )
            % {"expert": desk.assignment.expert}
        )
    entries = {code: _as_entry(row) for code, row in paper.entries.items()}
    sheet: ScoreSheet = save_draft(
        assignment=desk.assignment, edit_version=desk.edit_version, entries=entries, by=expert
    )
    signed = submit_sheet(
        assignment=sheet.assignment_id,
        edit_version=sheet.edit_version,
        by=expert,
        entered=(paper.entered_by, by),
    )
    PaperSheet.objects.filter(pk=paper.pk).update(decided_by=by, decided_at=timezone.now(), version=signed.version)


@transaction.atomic
def send_back_paper_sheet(*, paper: PaperSheet, because: str, by: User) -> None:
    """Scan and entries differ: nothing becomes a version, and both stay on record."""
    paper = _waiting(paper, by)
    because = because.strip()
    if not because or len(because) > 2000:
        raise ReviewError(_("Say what differs."), field="because")
    now = timezone.now()
    PaperSheet.objects.filter(pk=paper.pk).update(decided_by=by, decided_at=now, refused_because=because)
    record(by, "send_back_paper_sheet", paper, round_id=paper.assignment.round_id, because=because)


def _waiting(paper: PaperSheet, by: User) -> PaperSheet:
    lock_desk(paper.assignment_id)
    list(PaperSheet.objects.select_for_update(no_key=True).filter(pk=paper.pk).order_by().values_list("pk"))
    found = PaperSheet.objects.select_related("assignment__round", "entered_by").get(pk=paper.pk)
    if why_not := paper_refusal(found.assignment.round, by):
        raise ReviewError(why_not)
    if found.decided_at is not None:
        raise ReviewError(_("Somebody has decided about this paper sheet already."))
    if found.entered_by_id == by.pk:
        raise ReviewError(_("You entered this paper sheet: somebody else must compare it."))
    return found


def _desk(assignment: Assignment, by: User) -> Desk:
    """Refused as the expert themself would be: recused, closed, submitted already."""
    desk = desk_at(assignment.pk)
    if desk is None:
        raise ReviewError(_("This city is no longer assigned to the expert."))
    if why_not := paper_refusal(desk.assignment.round, by) or scoring_refusal(desk, desk.assignment.expert.user):
        raise ReviewError(why_not)
    if desk.is_signed:
        raise ReviewError(
            _("This sheet is submitted already, as version %(number)s. Nothing was changed.")
            % {"number": desk.last_number}
        )
    if desk.takes_revision and (why_not := desk_revision_refusal(desk)):
        raise ReviewError(why_not)
    return desk


def _checked(scan: "File[bytes]") -> tuple[str, str, str]:
    """Name, type and hash of the scan; refused if it is no scan."""
    if scan.size > MOST_BYTES:
        raise ReviewError(
            _("The scan has more than %(limit)d MB.") % {"limit": MOST_BYTES // 1024**2}, field="scan"
        )
    try:
        found = check_upload(scan.file or scan, given_name=scan.name or "scan", size=scan.size)
    except CityError as error:
        raise ReviewError(error.message, field="scan") from None
    except (malware.NoScanner, malware.TooLargeForScanner):
        raise ReviewError(
            _("Files can't be searched for malware at the moment. Try again later."), field="scan"
        ) from None
    if found.kind.content_type not in SCANS:
        raise ReviewError(_("A scan is a PDF file or a PNG or JPEG picture."), field="scan")
    digest = hashlib.sha256()
    for chunk in scan.chunks():
        digest.update(chunk)
    scan.seek(0)
    return found.name.name, found.kind.content_type, digest.hexdigest()


def _as_drafted(entry: Entry) -> Drafted:
    return Drafted(entry.points, entry.unable, entry.comment, entry.citations or {})


def _as_json(entry: Entry) -> dict[str, Any]:
    points = None if entry.points is None else plain_decimal(entry.points)
    return {"points": points, "unable": entry.unable, "comment": entry.comment}


def _as_entry(row: Mapping[str, Any]) -> Entry:
    points = None if row["points"] is None else Decimal(row["points"])
    return Entry(points=points, unable=row["unable"], comment=row["comment"])  # paper cites nothing
