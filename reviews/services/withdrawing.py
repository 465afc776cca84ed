"""A city leaves the round: by the secretariat, with a document. Nothing it handed in is lost, nor any sheet."""

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import OfficialPaper, Submission, Withdrawal
from cities.queries import members_of
from cities.services.papers import checked_paper, forget_paper
from cities.services.telling import tell_all
from reviews.errors import ReviewError
from reviews.models import Minutes, OnsiteSession, Presentation, RankingState
from reviews.queries.onsite import presentation_of
from reviews.services.clock import follow_places
from reviews.services.counter import raise_version
from reviews.services.sessions import locked_session
from rounds.models import Role, Round
from rounds.queries import leading_role
from rounds.rules import pause_refusal

LONGEST_REASON = 2000
LONGEST_DOCUMENT = 200


def withdrawing_refusal(round: Round, user: User) -> str:
    """Why this person may not take a city out of the round; empty if they may."""
    if leading_role(user, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return pause_refusal(round)


def withdraw_city(
    *, submission: Submission, document: str, reason: str, file: "File[bytes] | None", by: User
) -> Withdrawal:
    """From the next ranking on the city is listed as withdrawn. Its material and sheets stay as they are."""
    if why_not := withdrawing_refusal(submission.round, by):
        raise ReviewError(why_not)
    document = _text(document, "document", LONGEST_DOCUMENT, _("Name the document, with its number."))
    reason = _text(reason, "reason", LONGEST_REASON, _("Say why: the reason stays on record."))
    paper = checked_paper(submission, file, by)
    try:
        return _withdraw(submission, document, reason, paper, by)
    except BaseException:
        forget_paper(paper)
        raise


@transaction.atomic
def _withdraw(submission: Submission, document: str, reason: str, paper: OfficialPaper, by: User) -> Withdrawal:
    session = _locked_session_of(submission)
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("round", "city")
    submission = rows.get(pk=submission.pk)
    if submission.state == Submission.State.WITHDRAWN:
        raise ReviewError(_("This city has been withdrawn already."))
    paper.save()
    withdrawal = Withdrawal.objects.create(
        submission=submission,
        document=document,
        reason=reason,
        paper=paper,
        state_before=submission.state,
        withdrawn_by=by,
    )
    submission.state, submission.last_activity_at = Submission.State.WITHDRAWN, timezone.now()
    submission.save(update_fields=["state", "last_activity_at"])
    place = _take_place(session, submission)
    _tell_city(submission, document)
    what = {"city": submission.city.gb_code, "document": document, "reason": reason, "sha256": paper.sha256}
    if place:
        what["place"] = place
    record(by, "withdraw_city", submission, round_id=submission.round_id, **what)
    raise_version(submission.round_id, cause=f"{RankingState.Cause.WITHDRAW_CITY} {submission.pk}")
    return withdrawal


def _locked_session_of(submission: Submission) -> OnsiteSession | None:
    """In which the city has its place: locked first, as everything that happens in it does."""
    place = presentation_of(submission)
    return locked_session(place.session) if place else None


def _take_place(session: OnsiteSession | None, submission: Submission) -> str:
    """A city that has not presented leaves the running order, and nobody waits for it; which place it had."""
    unheard = Presentation.objects.filter(
        submission=submission, session=session, talk_started_at=None, ended_at=None
    )
    place = unheard.select_related("session").first()
    if session is None or place is None or Minutes.objects.filter(session=session).exists():
        return ""
    follow_places(session, gone=place)
    said = f"{place.session} {place.position}"
    place.delete()
    return said


def _tell_city(submission: Submission, document: str) -> None:
    tell_all(
        members_of(submission.city),
        lambda: (
            _("%(city)s has been withdrawn from the round by %(document)s. What it handed in is kept.")
            % {"city": submission.city.name, "document": document}
        ),
        link=reverse("cities:overview", args=[submission.round.slug]),
    )


def _text(text: str, field: str, limit: int, missing: str) -> str:
    text = text.strip()
    if not text:
        raise ReviewError(missing, field=field)
    if why_not := too_long(text, limit):
        raise ReviewError(why_not, field=field)
    return text
