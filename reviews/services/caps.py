"""否决: capping a city's grade, and lifting the cap again."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import Submission
from reviews.errors import ReviewError
from reviews.models import GradeCap, RankingState
from reviews.services.counter import raise_version
from rounds.models import Action, Role, Round
from rounds.queries import leading_role
from rounds.rules import refusal

LONGEST_REASON = 2000
LONGEST_DOCUMENT = 200


def cap_refusal(round: Round, user: User) -> str:
    """Why this person may not cap grades now; empty if they may."""
    if leading_role(user, round) != Role.AUTHORITY:
        return _("Only the authority caps grades.")
    return refusal(round, Role.AUTHORITY, Action.CAP)


@transaction.atomic
def cap_grade(*, submission: Submission, highest: int, reason: str, document: str, by: User) -> GradeCap:
    """From now on the city's grade is at most ``highest``. Its total and rank stay as they are."""
    round = submission.round
    _require(round, by)
    reason = _text(reason, "reason", LONGEST_REASON)
    document = _text(document, "document", LONGEST_DOCUMENT)
    list(Submission.objects.select_for_update(no_key=True).filter(pk=submission.pk).values_list("pk"))
    if GradeCap.objects.filter(submission=submission, to_version=None).exists():
        raise ReviewError(_("The grade of %(city)s is capped already.") % {"city": submission.city}, field="city")
    cap = GradeCap.objects.create(
        round=round,
        submission=submission,
        highest=highest,
        reason=reason,
        document=document,
        capped_by=by,
        from_version=0,
    )
    what = {"city": submission.city.gb_code, "highest": highest, "reason": reason, "document": document}
    record(by, "cap_grade", submission, round_id=round.pk, **what)
    version = raise_version(round.pk, cause=f"{RankingState.Cause.CAP_GRADE} {submission.pk}")
    GradeCap.objects.filter(pk=cap.pk).update(from_version=version)
    return cap


@transaction.atomic
def lift_cap(*, cap: GradeCap, reason: str, by: User) -> None:
    """The city's grade is what its total earns again. The cap stays on record."""
    cap = (
        GradeCap.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round", "submission")
        .get(pk=cap.pk)
    )
    _require(cap.round, by)
    if cap.to_version is not None:
        raise ReviewError(_("This cap has been lifted already."))
    cap.lifted_by, cap.lifted_because = by, _text(reason, "reason", LONGEST_REASON)
    record(by, "lift_cap", cap.submission, round_id=cap.round_id, reason=cap.lifted_because)
    cap.to_version = raise_version(cap.round_id, cause=f"{RankingState.Cause.CAP_GRADE} {cap.submission_id}")
    cap.save(update_fields=["lifted_by", "lifted_because", "to_version"])


def _require(round: Round, by: User) -> None:
    if why_not := cap_refusal(round, by):
        raise ReviewError(why_not)


def _text(text: str, field: str, limit: int) -> str:
    text = text.strip()
    if not text:
        raise ReviewError(_("A cap needs a reason and a document."), field=field)
    if why_not := too_long(text, limit):
        raise ReviewError(why_not, field=field)
    return text
