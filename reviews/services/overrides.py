"""Lifting recusals (解除回避): asked for by one, decided by another, told to the observers both times."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import City
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert, RankingState, Recusal, RecusalOverride, ScoreSheet
from reviews.queries.recusals import standing_recusals
from reviews.rules import ENTER_RECUSALS, override_refusal, require_lead
from reviews.services.counter import raise_version
from reviews.services.telling import tell_override
from rounds.models import Round


@transaction.atomic
def ask_for_override(*, round: Round, expert: Expert, city: City, reason: str, by: User) -> RecusalOverride:
    """Ask that the recusals of the pair that stand now be lifted. Until somebody else agrees nothing changes."""
    require_lead(round, by, ENTER_RECUSALS)
    if not reason.strip():
        raise ReviewError(_("Say why the recusal should not hold."), field="reason")
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    named = list(standing_recusals().filter(round=round, expert=expert, city=city).order_by("pk"))
    if not named:
        raise ReviewError(_("%(expert)s is not recused from %(city)s.") % {"expert": expert, "city": city})
    open_now = RecusalOverride.objects.filter(round=round, expert=expert, city=city, decided_at=None)
    if open_now.exists():
        raise ReviewError(_("This has been asked for already and waits for a second person."))
    override = RecusalOverride.objects.create(
        round=round, expert=expert, city=city, reason=reason.strip(), asked_by=by
    )
    override.recusals.set(named)
    tell_override(override)
    what = {"recusals": [recusal.pk for recusal in named], **_said(override)}
    record(by, "ask_for_override", override, round_id=round.pk, **what)
    return override


@transaction.atomic
def decide_override(*, override: RecusalOverride, granted: bool, by: User) -> RecusalOverride:
    """Lift the recusals that were named when it was asked for, or let them stand.

    What was entered since stands. Once nothing stands any more, a voided sheet is given back to be signed anew.
    Nothing counts again by itself: the pair is assigned and deployed like any other, and until then the ranking
    no longer takes it for assigned.
    """
    rows = RecusalOverride.objects.select_for_update(of=("self",), no_key=True)
    override = rows.select_related("round", "expert__user", "city", "asked_by").get(pk=override.pk)
    if why_not := override_refusal(override, by):
        raise ReviewError(why_not)
    override.decided_by, override.decided_at, override.is_granted = by, timezone.now(), granted
    override.save(update_fields=["decided_by", "decided_at", "is_granted"])
    lifted: list[int] = []
    standing = standing_recusals().filter(round=override.round, expert=override.expert, city=override.city)
    if granted:
        lifted = list(standing.filter(asked_to_lift=override).order_by("pk").values_list("pk", flat=True))
        Recusal.objects.filter(pk__in=lifted).update(override=override)
    is_free = granted and not standing.exists()
    if is_free:
        _give_back(override)
    tell_override(override)
    verb = "grant_override" if granted else "refuse_override"
    record(by, verb, override, round_id=override.round_id, recusals=lifted, **_said(override))
    if is_free and _drafts(override).exists():
        raise_version(override.round_id, cause=RankingState.Cause.DEPLOY_ASSIGNMENTS)
    return override


def _drafts(override: RecusalOverride) -> QuerySet[Assignment]:
    """What the recusal took back and left in the draft."""
    return Assignment.objects.filter(
        round=override.round_id,
        expert=override.expert_id,
        submission__city=override.city_id,
        case=None,
        state=Assignment.State.DRAFT,
    )


def _give_back(override: RecusalOverride) -> None:
    """A signed sheet whose version was voided can be signed again."""
    sheets = ScoreSheet.objects.filter(
        assignment__round=override.round_id,
        assignment__expert=override.expert_id,
        assignment__submission__city=override.city_id,
        state=ScoreSheet.State.SUBMITTED,
    )
    sheets.exclude(versions__to_version=None).update(state=ScoreSheet.State.RETURNED)


def _said(override: RecusalOverride) -> dict[str, object]:
    return {"expert": override.expert_id, "city": override.city.gb_code, "reason": override.reason}
