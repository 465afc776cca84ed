"""The table of experts' weights 权重: fixed before marking, with the rules of scoring."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reviews.errors import ReviewError
from reviews.models import PanelMember, RankingState
from reviews.rules import SET_UP_PEOPLE, lead_refusal, require_lead
from reviews.services.counter import raise_version
from rounds.models import Round
from rounds.rules import policy_refusal
from rounds.services.locks import locked_round
from scoring.choices import ExpertWeights
from scoring.cube import MAX_WEIGHT


def weights_refusal(round: Round, user: User) -> str:
    """Why this person may not change the table now; empty if they may."""
    return policy_refusal(round) or lead_refusal(round, user, SET_UP_PEOPLE)


def weight_refusal(weight: int) -> str:
    """Why this is no weight; empty if it is one."""
    if 1 <= weight <= MAX_WEIGHT:
        return ""
    return no_weight(weight)


def no_weight(entered: object) -> str:
    return _("A weight is a whole number from 1 to %(most)s; entered: %(value)s.") % {
        "most": f"{MAX_WEIGHT:,}",
        "value": entered,
    }


@transaction.atomic
def set_weights(*, round: Round, weights: Mapping[int, int], by: User) -> int:
    """Change weights, expert → weight; how many differ. Refused once the first sheet has frozen the rules."""
    stored = lock_table(round, by)
    members = {
        member.expert_id: member
        for member in PanelMember.objects.filter(round=round, expert__in=weights).select_for_update(no_key=True)
    }
    if missing := weights.keys() - members.keys():
        raise ReviewError(_("%(number)d of these experts are not in the panel.") % {"number": len(missing)})
    for weight in weights.values():
        if why_not := weight_refusal(weight):
            raise ReviewError(why_not)
    changed = [members[pk] for pk, weight in sorted(weights.items()) if members[pk].weight != weight]
    for member in changed:
        member.weight = weights[member.expert_id]
    PanelMember.objects.bulk_update(changed, ["weight"])
    if changed:
        record(by, "set_weights", stored, round_id=round.pk, weights={m.expert_id: m.weight for m in changed})
        ask_for_ranking(stored)
    return len(changed)


def lock_table(round: Round, by: User) -> Round:
    """The round, whose lock keeps the first sheet from freezing the rules meanwhile; if the table may change."""
    require_lead(round, by, SET_UP_PEOPLE)
    stored = locked_round(round)
    if why_not := policy_refusal(stored):
        raise ReviewError(why_not)
    return stored


def ask_for_ranking(round: Round) -> None:
    """The weights are inputs of the ranking, if the rules go by them."""
    if round.policy_value.expert_weights is ExpertWeights.TABLE:
        raise_version(round.pk, cause=RankingState.Cause.SET_UP)
