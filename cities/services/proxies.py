"""Entering a paper form for a city that cannot log in: opened with the scan, ended by handing in or by hand."""

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError, StaleForm
from cities.lapsing import lapse_signatures
from cities.models import OfficialPaper, ProxyEntry, Submission
from cities.queries import members_of, proxy_of
from cities.rules import edit_refusal, require_secretariat
from cities.services.locking import locked
from cities.services.papers import checked_paper, forget_paper
from cities.services.supplements import checked_reason
from cities.services.telling import tell_all


def open_proxy_entry(*, submission: Submission, reason: str, file: "File[bytes] | None", by: User) -> ProxyEntry:
    """From now on the secretariat can write for this city. The city's people, if it has any, are told."""
    require_secretariat(submission, by)
    reason = checked_reason(reason, _("Say why: the reason stays on record."))
    paper = checked_paper(submission, file, by)
    try:
        return _open(submission, reason, paper, by)
    except BaseException:
        forget_paper(paper)
        raise


@transaction.atomic
def _open(submission: Submission, reason: str, paper: OfficialPaper, by: User) -> ProxyEntry:
    submission = locked(submission)
    if why_not := edit_refusal(submission):
        raise CityError(why_not)
    if proxy_of(submission):
        raise CityError(_("An entry on behalf of this city is open already."))
    paper.save()
    entry = ProxyEntry.objects.create(submission=submission, paper=paper, reason=reason, opened_by=by)
    lapse_signatures(submission, by)
    _tell_city(submission, by, reason)
    what = {"city": submission.city.gb_code, "reason": reason, "sha256": paper.sha256}
    record(by, "open_proxy_entry", submission, round_id=submission.round_id, **what)
    return entry


@transaction.atomic
def end_proxy_entry(*, submission: Submission, by: User) -> None:
    """The secretariat no longer writes for the city. What was entered stays in the draft."""
    submission = locked(submission)
    require_secretariat(submission, by)
    entry = proxy_of(submission)
    if entry is None:
        raise StaleForm(_("No entry on behalf of this city is open."))
    lapse_signatures(submission, by)
    entry.ended_at = timezone.now()
    entry.save(update_fields=["ended_at"])
    record(by, "end_proxy_entry", submission, round_id=submission.round_id, city=submission.city.gb_code)


def _tell_city(submission: Submission, by: User, reason: str) -> None:
    tell_all(
        members_of(submission.city),
        lambda: (
            _("%(who)s of the secretariat enters the paper form of %(city)s on its behalf: %(reason)s")
            % {"who": by, "city": submission.city.name, "reason": reason}
        ),
        link=reverse("cities:overview", args=[submission.round.slug]),
    )
