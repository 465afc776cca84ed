"""Freezing the result, and opening it again on two signatures."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import City
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import Correction, RankingSnapshot, RankingState, Result
from reviews.queries.results import freezable, result_in_force, results_of
from reviews.ranking.comparing import Difference
from reviews.ranking.reading import Inputs
from reviews.services.counter import raise_if_moved
from reviews.services.not_applicable import count_granted
from rounds.models import Action, Role, Round
from rounds.queries import leading_role
from rounds.rules import refusal

LONGEST_REASON = 2000
NAMED = 5
"""Places where stored and recomputed result differ that a refusal names."""

ASKS = frozenset({Role.CHAIR, Role.SECRETARIAT})
SIGNS = frozenset({Role.CHAIR, Role.AUTHORITY})


def freeze_refusal(round: Round, user: User) -> str:
    """Why this person may not freeze the result now; empty if they may."""
    if leading_role(user, round) != Role.CHAIR:
        return _("Only the chair or the deputy freezes the result.")
    return refusal(round, Role.CHAIR, Action.FREEZE)


@transaction.atomic
def freeze_result(*, round: Round, scores_version: int, by: User) -> Result:
    """Freeze the ranking whose version the person read: from the commit on nothing that counts can change.

    Refused, and nothing is stored, if a change came in between, or if an evaluation from scratch differs from
    what is stored: the refusal says where. Whoever submits meanwhile waits for the outcome of this.
    """
    if why_not := freeze_refusal(round, by):
        raise ReviewError(why_not)
    number = (results_of(round).values_list("number", flat=True).first() or 0) + 1
    record(by, "freeze_result", round, round_id=round.pk, number=number, scores_version=scores_version)
    state = RankingState.objects.select_for_update(no_key=True).get(round=round)
    _refuse_other(state, scores_version, freezable(round).problems)
    snapshot = RankingSnapshot.objects.get(round=round, scores_version=scores_version)
    inputs = _require_equal(snapshot)
    state.frozen = True
    state.save(update_fields=["frozen"])
    return Result.objects.create(
        round=round, number=number, snapshot=snapshot, frozen_by=by, expert_domains=inputs.expert_domains
    )


def _refuse_other(state: RankingState, scores_version: int, problems: Collection[str]) -> None:
    """Asked with the state's row locked: no version, no case and no other freeze comes in until the commit."""
    if state.frozen:
        raise ReviewError(_("The result is frozen already."))
    if problems:
        raise ReviewError(" ".join(problems))
    if state.requested != scores_version or state.built != scores_version:
        raise ReviewError(
            _("Version %(read)d is not the newest: %(newest)d is. Look at the ranking again, then freeze it.")
            % {"read": scores_version, "newest": state.requested}
        )


def _require_equal(snapshot: RankingSnapshot) -> Inputs:
    """What the result is made of. The state's row is locked: nobody who changes what counts can commit."""
    fresh = ranking.evaluate_here(snapshot.round_id)
    found = list(ranking.differences(ranking.standings_of(snapshot), fresh.standings))
    if not found and fresh.inputs.sha256() == snapshot.inputs_sha256:
        return fresh.inputs
    places = _("; ").join(map(_where, found[:NAMED])) or _("the inputs' hash")
    raise ReviewError(
        _(
            "Not frozen: evaluated from scratch, the result differs from what is stored in %(count)d places"
            " (%(places)s). Nothing was changed. The administrators must find out why before it can be frozen."
        )
        % {"count": max(1, len(found)), "places": places}
    )


def _where(difference: Difference) -> str:
    city = City.objects.filter(pk=difference.city).first() if difference.city else None
    return " ".join(str(part) for part in (city, difference.indicator, difference.column) if part)


@transaction.atomic
def ask_for_correction(*, round: Round, reason: str, by: User) -> Correction:
    """The first signature: the chair or the secretariat says why the frozen result must be opened."""
    if leading_role(by, round) not in ASKS:
        raise ReviewError(_("The chair or the secretariat asks for a correction."))
    result = result_in_force(round)
    if result is None:
        raise ReviewError(_("No result is frozen."))
    Result.objects.select_for_update(no_key=True).get(pk=result.pk)
    if Correction.objects.filter(result=result).exists():
        raise ReviewError(_("A correction of this result has been asked for already."))
    reason = reason.strip()
    if not reason:
        raise ReviewError(_("Say what must be corrected and why: it goes on record."), field="reason")
    if why_not := too_long(reason, LONGEST_REASON):
        raise ReviewError(why_not, field="reason")
    record(by, "ask_for_correction", result, round_id=round.pk, number=result.number, reason=reason)
    return Correction.objects.create(result=result, reason=reason, asked_by=by)


@transaction.atomic
def sign_correction(*, correction: Correction, by: User) -> Correction:
    """The second signature, by another person: what counts can change again until the next freeze.

    What the registry of experts has changed since the freeze counts from now on, and so does what objections
    granted as not applicable.
    """
    correction = (
        Correction.objects.select_for_update(no_key=True).select_related("result__round").get(pk=correction.pk)
    )
    round = correction.result.round
    if leading_role(by, round) not in SIGNS:
        raise ReviewError(_("The chair, the deputy or the authority gives the second signature."))
    if correction.signed_by_id:
        raise ReviewError(_("This correction has been signed already."))
    if correction.asked_by_id == by.pk:
        raise ReviewError(_("The second signature is another person's than the first."))
    correction.signed_by, correction.signed_at = by, timezone.now()
    correction.save(update_fields=["signed_by", "signed_at"])
    record(by, "sign_correction", correction.result, round_id=round.pk, number=correction.result.number)
    RankingState.objects.filter(round=round).update(frozen=False)
    raise_if_moved(round.pk)
    count_granted(round)
    return correction
